//! What a `Gemfile.lock` says of platforms, and of gems that come from a path.
//!
//! Source: <https://github.com/rubygems/rubygems/blob/master/bundler/lib/bundler/lockfile_parser.rb>.

use std::collections::BTreeSet;

use crate::program::unread::RubyUnread;

/// The longest Gemfile or lock file that is read, in bytes: one of a thousand gems has a tenth of
/// it.
pub(super) const LONGEST: usize = 1 << 20;
/// The most gems from paths; no application has as many.
const MOST: usize = 1_000;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lockfile {
    pub(super) platforms: Vec<String>,
    pub(super) path_gems: Vec<PathGem>,
    /// Names of gems from elsewhere that are installed for any platform, so that what they have in C
    /// is compiled.
    pub(super) gems: BTreeSet<String>,
    /// Whether gems come from git repositories.
    pub(super) has_git: bool,
}

/// A gem that comes from a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PathGem {
    pub(super) name: String,
    /// The path, as the lock file has it.
    pub(super) remote: String,
}

impl PathGem {
    /// The name of the gem's gemspec.
    pub(super) fn gemspec(&self) -> String {
        format!("{}.gemspec", self.name)
    }
}

/// The section that a line stands in.
enum Section {
    /// Gems of a path, with the path once it is known.
    Path(Option<String>),
    Gems,
    Platforms,
    /// A section that is not read.
    Other,
}

impl Lockfile {
    pub(super) fn of(file: &str, text: &str) -> Result<Self, RubyUnread> {
        if text.len() > LONGEST {
            return Err(RubyUnread::TooLong { file: file.to_owned() });
        }
        let mut found = Self::default();
        let mut section = Section::Other;
        for (at, line) in text.lines().enumerate() {
            let (line, number) = (line.trim_end(), at + 1);
            if ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|it| line.starts_with(it)) {
                return Err(RubyUnread::Conflict { file: file.to_owned(), line: number });
            }
            found
                .take_in(line, &mut section)
                .ok_or_else(|| RubyUnread::LockLine { file: file.to_owned(), line: number })?;
        }
        if found.path_gems.len() > MOST {
            return Err(RubyUnread::TooMany { file: file.to_owned(), most: MOST });
        }
        Ok(found)
    }

    /// Takes a line; `None` if Bundler writes no such line there.
    fn take_in(&mut self, line: &str, section: &mut Section) -> Option<()> {
        let inside = line.trim_start_matches(' ');
        match (line.len() - inside.len(), section) {
            (0, _) if line.is_empty() => {}
            (0, section) => {
                self.has_git |= line == "GIT";
                *section = section_of(line)?;
            }
            (_, Section::Other) => {}
            (4, Section::Gems) => {
                // With a platform behind its version a gem is compiled already.
                let (name, version) = inside.split_once(" (").unwrap_or((inside, ""));
                if !version.contains('-') {
                    self.gems.insert(name.to_owned());
                }
            }
            (_, Section::Gems) => {}
            (_, Section::Platforms) => self.platforms.push(inside.to_owned()),
            (2, Section::Path(remote)) => {
                let (key, value) = inside.split_once(':')?;
                if key == "remote" {
                    *remote = Some(value.trim_start().to_owned());
                }
            }
            (4, Section::Path(remote)) => {
                let (name, _) = inside.split_once(" (")?;
                let (name, remote) = (gem_name(name)?.to_owned(), remote.clone()?);
                self.path_gems.push(PathGem { name, remote });
            }
            // A gem that the one from a path needs.
            (6, Section::Path(_)) => {}
            _ => return None,
        }
        Some(())
    }
}

fn section_of(line: &str) -> Option<Section> {
    match line {
        "PATH" => Some(Section::Path(None)),
        "GEM" => Some(Section::Gems),
        "PLATFORMS" => Some(Section::Platforms),
        // An older Bundler passes over the sections of a newer one, too.
        _ if line.chars().all(|c| c.is_ascii_uppercase() || c == ' ') => Some(Section::Other),
        _ => None,
    }
}

/// The name of a gem, if RubyGems takes it: it becomes part of a file's name.
fn gem_name(name: &str) -> Option<&str> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    (!name.is_empty() && name.chars().all(fits)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Lockfile, MOST, RubyUnread};

    const LOCK: &str = "GIT\n  remote: https://host/x\n  specs:\n    x (1)\n\n\
        PATH\n  remote: ../lib\n  glob: *.gemspec\n  specs:\n    a (1.0)\n      rack (>= 2)\n    b-c_d (2-x)\n\n\
        PATH\r\n  remote: engines\r\n  specs:\r\n    e (1)\r\n\n\
        GEM\n  remote: https://rubygems.org/\n  specs:\n    ffi (1-x86_64-linux-gnu)\n\
        \x20   pg (1)\n    rack (3)\n      x (>= 2)\n\n\
        PLATFORMS\n  ruby\n  x86_64-linux\n\nCHECKSUMS\n  rack (3) sha256=0\n\n\
        BUNDLED WITH\n   2.3.15\n";

    #[test]
    fn gems_of_paths_and_platforms_are_taken_out() {
        let read = Lockfile::of("l", LOCK).expect("what Bundler writes");
        let gems: Vec<_> =
            read.path_gems.iter().map(|gem| (gem.remote.as_str(), gem.name.as_str())).collect();
        assert_eq!(gems, [("../lib", "a"), ("../lib", "b-c_d"), ("engines", "e")]);
        assert_eq!(read.platforms, ["ruby", "x86_64-linux"]);
        assert!(read.has_git);
        assert_eq!(read.gems, ["pg".to_owned(), "rack".to_owned()].into());
        assert_eq!(Lockfile::of("l", ""), Ok(Lockfile::default()));
    }

    #[test]
    fn what_bundler_does_not_write_is_refused_with_its_line() {
        for text in [
            "Path\n",
            "GEM # x\n",
            "\tremote: x\n",
            "PATH\n  specs:\n    a (1)\n",
            "PATH\n  remote: x\n  specs\n",
            "PATH\n  remote: x\n  specs:\n    a\n",
            "PATH\n  remote: x\n  specs:\n    ../../a (1)\n",
            "PATH\n  remote: x\n  specs:\n     a (1)\n",
        ] {
            let (file, line) = ("l".to_owned(), text.lines().count());
            assert_eq!(Lockfile::of("l", text), Err(RubyUnread::LockLine { file, line }), "{text}");
        }
        for mark in ["<<<<<<< HEAD", "||||||| 1234567", "=======", ">>>>>>> other"] {
            let conflict = Lockfile::of("l", &format!("GEM\n{mark}\n"));
            let wanted = Err(RubyUnread::Conflict { file: "l".to_owned(), line: 2 });
            assert_eq!(conflict, wanted, "{mark}");
        }
        let many = "    a (1)\n".repeat(MOST + 1);
        let many = Lockfile::of("l", &format!("PATH\n  remote: x\n{many}"));
        assert_eq!(many, Err(RubyUnread::TooMany { file: "l".to_owned(), most: MOST }));
        let most = "    a.b (1)\n".repeat(MOST);
        let most = Lockfile::of("l", &format!("PATH\n  remote: x\n{most}")).expect("no more");
        assert_eq!((most.path_gems.len(), most.path_gems[0].name.as_str()), (MOST, "a.b"));
        assert!(Lockfile::of("l", &"\n".repeat(LONGEST)).is_ok());
        let long = Lockfile::of("l", &"\n".repeat(LONGEST + 1));
        assert_eq!(long, Err(RubyUnread::TooLong { file: "l".to_owned() }));
    }
}
