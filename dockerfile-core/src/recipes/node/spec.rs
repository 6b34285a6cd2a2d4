//! How a manifest names a package that it needs.
//!
//! Source: <https://docs.npmjs.com/cli/using-npm/package-spec>, <https://yarnpkg.com/protocols>.

/// What a text behind a package's name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spec<'s> {
    /// A version, a range, a tag or another name: a package of the registry, or a member that fits.
    Range,
    /// A member of the workspace, with the name that it has there if that is another.
    Member(Option<&'s str>),
    /// A folder or an archive.
    Path(Protocol, &'s str),
    /// A git repository.
    Git,
    /// A package with patches.
    Patched(Vec<Patch<'s>>),
}

/// What a package manager does with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// Copies or links to the folder, or unpacks the archive.
    File,
    /// Links to whatever is there.
    Link,
    /// Links to a package, and installs what it needs.
    Portal,
}

/// The path of a file with a patch, and the folder that it begins in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patch<'s> {
    FromRoot(&'s str),
    FromManifest(&'s str),
}

impl<'s> Spec<'s> {
    pub(super) fn of(text: &'s str) -> Self {
        let text = text.trim();
        if let Some(member) = text.strip_prefix("workspace:") {
            return match member.get(1..).and_then(|rest| rest.find('@')) {
                _ if member.starts_with('.') => Self::Path(Protocol::Portal, member),
                Some(at) => Self::Member(Some(&member[..=at])),
                None => Self::Member(None),
            };
        }
        let protocols =
            [("file:", Protocol::File), ("link:", Protocol::Link), ("portal:", Protocol::Portal)];
        for (start, protocol) in protocols {
            if let Some(path) = text.strip_prefix(start) {
                return Self::Path(protocol, bare(path.strip_prefix("//").unwrap_or(path)));
            }
        }
        if let Some(patched) = text.strip_prefix("patch:") {
            return Self::Patched(patches(patched));
        }
        let is_archive = [".tgz", ".tar.gz", ".tar"].iter().any(|end| text.ends_with(end));
        // npm takes `a/b` for a repository, and whatever has more slashes for a folder.
        let is_deep = text.matches('/').count() > 1 && !text.starts_with('@');
        if text.starts_with(['.', '/', '~']) && text.contains('/')
            || (is_archive || is_deep) && !text.contains([':', '#', ' '])
        {
            return Self::Path(Protocol::File, text);
        }
        if is_git(text) { Self::Git } else { Self::Range }
    }
}

/// A path without the parameters that Yarn puts behind it.
fn bare(path: &str) -> &str {
    let path = path.split_once("::").map_or(path, |(path, _)| path);
    path.split_once('#').map_or(path, |(path, _)| path)
}

/// The patches in `react@npm%3A18#./a.patch&~/b.patch::version=18`. Yarn's own, which begin with
/// `~builtin`, are left out.
fn patches(text: &str) -> Vec<Patch<'_>> {
    let text = text.split_once("::").map_or(text, |(text, _)| text);
    let Some((_, list)) = text.rsplit_once('#') else { return vec![] };
    let files = list.split('&').map(|file| file.trim_start_matches("optional!"));
    let files = files.filter(|file| !file.contains("builtin<") && !file.is_empty());
    let place = |file: &'_ str| -> Option<usize> { file.strip_prefix("~/").map(|_| 2) };
    files
        .map(|file| match place(file) {
            Some(at) => Patch::FromRoot(&file[at..]),
            None => Patch::FromManifest(file),
        })
        .collect()
}

fn is_git(text: &str) -> bool {
    let starts = ["git+", "git:", "git@", "github:", "gitlab:", "bitbucket:", "gist:"];
    let bare = text.split_once('#').map_or(text, |(bare, _)| bare);
    let is_short = bare.matches('/').count() == 1
        && !bare.contains(':')
        && !bare.starts_with(['@', '.', '/', '~'])
        && !bare.contains(' ');
    let hosts = ["https://github.com/", "https://gitlab.com/", "https://bitbucket.org/"];
    let of_host = hosts.iter().find_map(|host| bare.strip_prefix(host));
    starts.iter().any(|start| text.starts_with(start))
        || is_short
        || of_host.is_some_and(|path| path.trim_end_matches('/').matches('/').count() == 1)
        || text.contains("://") && bare.ends_with(".git")
}

#[cfg(test)]
mod tests {
    use super::{Patch, Protocol, Spec};

    #[test]
    fn a_spec_is_what_package_managers_take_it_for() {
        for (text, protocol, path) in [
            ("file:../lib", Protocol::File, "../lib"),
            ("file:./vendor/x.tgz", Protocol::File, "./vendor/x.tgz"),
            ("../lib", Protocol::File, "../lib"),
            ("vendor/x-1.0.0.tgz", Protocol::File, "vendor/x-1.0.0.tgz"),
            ("x.tar.gz", Protocol::File, "x.tar.gz"),
            ("x.tar", Protocol::File, "x.tar"),
            ("x/y/z", Protocol::File, "x/y/z"),
            ("/lib", Protocol::File, "/lib"),
            ("~/lib", Protocol::File, "~/lib"),
            ("file://../lib", Protocol::File, "../lib"),
            ("file:../lib#x", Protocol::File, "../lib"),
            ("link:lib", Protocol::Link, "lib"),
            ("portal:../lib::locator=a", Protocol::Portal, "../lib"),
            ("workspace:../lib", Protocol::Portal, "../lib"),
        ] {
            assert_eq!(Spec::of(text), Spec::Path(protocol, path), "{text}");
        }
        for text in [
            "1.0.0",
            "^1",
            "latest",
            "*",
            "",
            "npm:@x/y@1",
            "catalog:",
            "https://h/x.tgz",
            "https://h/x.tar.gz",
            ">=1 <2",
            "1 / 2",
            "@x/y",
            "@x/y/z",
        ] {
            assert_eq!(Spec::of(text), Spec::Range, "{text}");
        }
        for text in [
            "git+ssh://h/x.git",
            "git://h/x",
            "git@h:x/y",
            "github:x/y",
            "gitlab:x/y",
            "bitbucket:x/y",
            "gist:1234",
            "x/y",
            "x/y#v1",
            "https://h/x.git#a",
        ] {
            assert_eq!(Spec::of(text), Spec::Git, "{text}");
        }
        assert_eq!(Spec::of("workspace:^"), Spec::Member(None));
        assert_eq!(Spec::of("workspace:@x/lib@*"), Spec::Member(Some("@x/lib")));
        let text = "patch:x@npm%3A1#~/.yarn/patches/x.patch&./y.patch&optional!~builtin<compat/x>::version=1";
        let files =
            vec![Patch::FromRoot(".yarn/patches/x.patch"), Patch::FromManifest("./y.patch")];
        assert_eq!(Spec::of(text), Spec::Patched(files));
    }
}
