//! The targets of a file for bake or compose, from images and from what is said of their builds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::asked::Asked;
use super::names::{self, name_of};
use super::order::{Planned, unfollowed};
use super::surroundings::Surroundings;
use super::work::Work;
use crate::check::complaints;
use crate::check::report::Diagnostic;
use crate::declare::given::Given;
use crate::print::bake::{Secret, SecretFrom, Target};
use crate::print::compose;
use crate::program::place::Place;
use crate::program::program::LoweredStage;
use crate::program::targets::Needs;
use crate::recipes::checkout::between;
use crate::value::credentials::begins_with_token;
use crate::value::{Kind, VariableOf, public_variable};

/// A stage that is built by its name.
pub(super) struct Built<'i> {
    pub(super) image: &'i Planned<'i>,
    pub(super) stage: &'i LoweredStage,
    needs: Needs<'i>,
    /// The name of the target in a bake file.
    pub(super) name: String,
}

/// All targets, and what is said of their builds.
pub(super) struct Builds<'i> {
    pub(super) built: Vec<Built<'i>>,
    pub(super) all: &'i Asked,
    cache: Option<&'i Given>,
    around: &'i Surroundings,
}

impl<'i> Builds<'i> {
    /// The targets of these images. Mistakes in what is said of their builds go to `work`.
    pub(super) fn of(
        images: &'i [Planned<'i>],
        all: &'i Asked,
        cache: Option<&'i Given>,
        work: &mut Work<'_>,
        around: &'i Surroundings,
    ) -> Self {
        let builds = Self::named(images, all, cache, work, around);
        let mut wrong = vec![];
        for built in builds.built.chunk_by(|one, other| std::ptr::eq(one.image, other.image)) {
            let asked = &built[0].image.order.asked;
            wrong.extend(said_wrong(asked, built, false));
            wrong.extend(wrong_folders(asked, work));
            wrong.extend(wrong_tags(asked, built));
            wrong.extend(builds.copied(built[0].image));
        }
        wrong.extend(said_wrong(all, &builds.built, true));
        wrong.extend(wrong_folders(all, work));
        wrong.extend(cache.and_then(|cache| bad_value(Kind::Repository, cache)));
        wrong.extend(builds.wrong_names());
        wrong.extend(builds.built.iter().flat_map(|built| builds.lacking(built)));
        wrong.into_iter().for_each(|diagnostic| work.complain(diagnostic));
        builds
    }

    /// The targets of these images, of which only the names are checked.
    pub(super) fn named(
        images: &'i [Planned<'i>],
        all: &'i Asked,
        cache: Option<&'i Given>,
        work: &mut Work<'_>,
        around: &'i Surroundings,
    ) -> Self {
        let mut builds = Self { built: vec![], all, cache, around };
        let mut wrong = vec![];
        for image in images {
            let program = &image.checked.program;
            for stage in program.targets() {
                let name = name_of(stage, &image.dockerfile, around).unwrap_or_else(|known| {
                    wrong.push(complaints::named_after_checkout(&known, image.order.at));
                    names::plain(known.trim_start_matches(|c: char| !c.is_ascii_alphanumeric()))
                });
                builds.built.push(Built { image, stage, needs: program.needs(stage), name });
            }
        }
        wrong.into_iter().for_each(|diagnostic| work.complain(diagnostic));
        builds
    }

    /// The targets of a file in this folder, each with the place of its image.
    pub(super) fn targets(&self, folder: &Path, work: &mut Work<'_>) -> Vec<(Target, Place)> {
        let target = |built: &Built<'_>| (self.target(built, folder, work), built.image.order.at);
        self.built.iter().map(target).collect()
    }

    fn target(&self, built: &Built<'_>, folder: &Path, work: &mut Work<'_>) -> Target {
        let (order, needs) = (built.image.order, &built.needs);
        let context = &built.image.root;
        let dockerfile = built.image.in_context();
        let dockerfile = dockerfile.unwrap_or_else(|| between(context, &built.image.dockerfile));
        let known = |name: &Given| needs.has_arg(&name.text) || is_of_builders(&name.text);
        let platforms = order.asked.platforms.as_ref().or(self.all.platforms.as_ref());
        let tags = order.asked.tags.iter().filter(|(of, _)| match of {
            Some(of) => of.text == built.stage.name.as_str(),
            None => true,
        });
        Target {
            contexts: self.contexts(built, folder, work),
            args: self.said(&order.asked.args, &self.all.args, known, |value| value.text.clone()),
            secrets: self.secrets(built, folder),
            agents: required(&needs.agents).map(str::to_owned).collect(),
            entitlements: needs.entitlements.iter().map(|name| (*name).to_owned()).collect(),
            platforms: platforms.into_iter().flatten().map(|given| given.text.clone()).collect(),
            tags: tags.map(|(_, tag)| tag.text.clone()).collect(),
            cache: self.cache.map(|cache| format!("{}:{}", cache.text, built.name)),
            container: built.image.checked.program.container(built.stage),
            name: built.name.clone(),
            context: from(folder, context),
            dockerfile,
            stage: built.stage.name.to_string(),
        }
    }

    /// What is said of one image (`own`), or of all where that says nothing, sorted by name.
    pub(super) fn said<V, T>(
        &self,
        own: &[(Given, V)],
        all: &[(Given, V)],
        is_needed: impl Fn(&Given) -> bool,
        value: impl Fn(&V) -> T,
    ) -> Vec<(String, T)> {
        let both = all.iter().chain(own).filter(|(name, _)| is_needed(name));
        let by_name: BTreeMap<&str, &V> =
            both.map(|(name, value)| (name.text.as_str(), value)).collect();
        by_name.into_iter().map(|(name, given)| (name.to_owned(), value(given))).collect()
    }

    fn secrets(&self, built: &Built<'_>, folder: &Path) -> Vec<Secret> {
        let (own, all) = (&built.image.order.asked.secrets, &self.all.secrets);
        let is_needed = |id: &Given| built.needs.has_secret(&id.text);
        let located = |source: &SecretFrom| match source {
            SecretFrom::File(path) if Path::new(path).is_absolute() => source.clone(),
            SecretFrom::File(path) => {
                SecretFrom::File(from(folder, &unfollowed(Path::new(path), self.around)))
            }
            SecretFrom::Env(_) => source.clone(),
        };
        let secrets = self.said(own, all, is_needed, located);
        secrets.into_iter().map(|(id, from)| Secret { id, from }).collect()
    }

    fn contexts(
        &self,
        built: &Built<'_>,
        folder: &Path,
        work: &mut Work<'_>,
    ) -> Vec<(String, String)> {
        let (own, all) = (&built.image.order.asked.contexts, &self.all.contexts);
        let is_needed = |name: &Given| built.needs.has_context(&name.text);
        let found = self.said(own, all, is_needed, Clone::clone);
        let located = found.into_iter().map(|(name, context)| {
            let there = work.folder_of(&context).unwrap_or_default();
            (name, from(folder, &self.around.real(&there)))
        });
        located.collect()
    }

    // ---- what is wrong -------------------------------------------------------------------

    /// Reports secrets and contexts that a step needs and that nothing gives.
    fn lacking(&self, built: &Built<'_>) -> Vec<Diagnostic> {
        let (own, all, at) = (&built.image.order.asked, self.all, built.image.order.at);
        let has = |given: &[(Given, SecretFrom)], id: &str| given.iter().any(|(g, _)| g.text == id);
        let secrets = required(&built.needs.secrets)
            .filter(|id| !has(&own.secrets, id) && !has(&all.secrets, id))
            .map(|id| complaints::secret_without_source(id, &built.name, at));
        let contexts = built.needs.contexts.iter().filter(|name| {
            own.contexts.iter().chain(&all.contexts).all(|(given, _)| given.text != **name)
        });
        let contexts =
            contexts.map(|name| complaints::context_without_folder(name, &built.name, at));
        secrets.chain(contexts).collect()
    }

    /// Reports files of secrets, and of bake and compose, that the image copies by name.
    fn copied(&self, image: &Planned<'_>) -> Vec<Diagnostic> {
        let apart = image.apart(self.around);
        let sources = image.checked.program.sources.iter();
        let copied = sources.filter(|source| apart.contains(source.path.as_str()));
        copied.map(|source| complaints::secret_copied(source.path.as_str(), source.at)).collect()
    }

    fn wrong_names(&self) -> Vec<Diagnostic> {
        let (mut wrong, mut names, mut tags) = (vec![], BTreeSet::new(), BTreeSet::new());
        for built in &self.built {
            let at = built.image.order.at;
            if !names.insert(&built.name) {
                wrong.push(complaints::target_twice(&built.name, at));
            }
            wrong.extend(bad_value(Kind::TargetName, &Given { text: built.name.clone(), at }));
        }
        let mut images = self.built.iter().map(|built| built.image.order).collect::<Vec<_>>();
        images.dedup_by(|one, other| std::ptr::eq(*one, *other));
        for (_, tag) in images.iter().flat_map(|order| &order.asked.tags) {
            let named = tag.text.rsplit('/').next().is_some_and(|name| name.contains(':'));
            let whole = if named { tag.text.clone() } else { format!("{}:latest", tag.text) };
            if !tags.insert(whole) {
                wrong.push(complaints::tag_twice(&tag.text, tag.at));
            }
        }
        wrong
    }
}

fn required<'n>(needs: &'n BTreeMap<&str, bool>) -> impl Iterator<Item = &'n str> {
    needs.iter().filter(|(_, required)| **required).map(|(id, _)| *id)
}

/// What is wrong with what is said of one image's build, or of all builds.
fn said_wrong(asked: &Asked, built: &[Built<'_>], of_all: bool) -> Vec<Diagnostic> {
    let mut wrong = asked.repeated();
    for (name, value) in &asked.args {
        wrong.extend(wrong_arg(name, value, built, of_all));
    }
    for (id, from) in &asked.secrets {
        if !built.iter().any(|built| built.needs.has_secret(&id.text)) {
            wrong.push(complaints::no_such_secret(&id.text, of_all, id.at));
        }
        match from {
            SecretFrom::Env(name) | SecretFrom::File(name) if is_secret(name) => {
                wrong.push(complaints::secret_itself("names where a secret is", id.at));
            }
            SecretFrom::Env(name) => {
                let name = Given { text: name.clone(), at: id.at };
                wrong.extend(bad_value(Kind::VarName, &name));
            }
            SecretFrom::File(path) if is_no_file(path) => {
                wrong.push(complaints::no_file_of_secret(path, id.at));
            }
            SecretFrom::File(_) => {}
        }
    }
    for (name, _) in &asked.contexts {
        if !built.iter().any(|built| built.needs.has_context(&name.text)) {
            wrong.push(complaints::no_such_context(&name.text, of_all, name.at));
        }
    }
    let platforms = asked.platforms.iter().flatten();
    wrong.extend(platforms.filter_map(|platform| bad_value(Kind::Platform, platform)));
    wrong
}

fn wrong_folders(asked: &Asked, work: &Work<'_>) -> Vec<Diagnostic> {
    let wrong = asked.contexts.iter().filter_map(|(name, context)| match work.folder_of(context) {
        Ok(folder) if folder.is_dir() => None,
        Ok(folder) => Some(complaints::no_such_folder(&folder.to_string_lossy(), name.at)),
        Err(unread) => Some(complaints::unread_context(unread, name.at)),
    });
    wrong.collect()
}

fn is_no_file(path: &str) -> bool {
    let names_none = Path::new(path).file_name().is_none() || path.ends_with('/');
    names_none || path.starts_with('~') || path.contains(char::is_control)
}

fn wrong_arg(name: &Given, value: &Given, built: &[Built<'_>], of_all: bool) -> Option<Diagnostic> {
    if !is_of_builders(&name.text) {
        if let Some(wrong) = bad_value(Kind::ArgName, name) {
            return Some(wrong);
        }
        if !built.iter().any(|built| built.needs.has_arg(&name.text)) {
            return Some(complaints::no_such_arg(&name.text, of_all, name.at));
        }
    }
    if is_secret(&value.text) {
        return Some(complaints::secret_itself("stands in the image's history", value.at));
    }
    let (text, bytes) = (name.text.as_bytes(), Some(value.text.as_bytes()));
    let is_public = public_variable(text, bytes, VariableOf::Build);
    let secret = is_public.err().map(|rule| complaints::bad_value(rule, &name.text, name.at));
    secret.or_else(|| bad_value(Kind::BuildValue, value))
}

/// Whether a text is a secret by its form, whatever its name.
fn is_secret(text: &str) -> bool {
    begins_with_token(text.as_bytes()) || text.contains("PRIVATE KEY-----")
}

/// Whether builders know a variable without an ARG line.
///
/// Source: "Predefined ARGs" of BuildKit's Dockerfile reference.
pub(super) fn is_of_builders(name: &str) -> bool {
    const PROXIES: [&str; 5] = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"];
    let is_proxy = |proxy: &&str| name == *proxy || name == proxy.to_ascii_lowercase();
    name == "SOURCE_DATE_EPOCH" || PROXIES.iter().any(is_proxy)
}

fn wrong_tags(asked: &Asked, built: &[Built<'_>]) -> Vec<Diagnostic> {
    let stages: Vec<&str> = built.iter().map(|built| built.stage.name.as_str()).collect();
    let wrong = asked.tags.iter().filter_map(|(of, tag)| match of {
        None if stages.len() > 1 => Some(complaints::tag_of_several(&stages, tag.at)),
        Some(of) if !stages.contains(&of.text.as_str()) => {
            Some(complaints::tag_of_no_target(&of.text, &stages, of.at))
        }
        _ => bad_value(Kind::BuiltImage, tag),
    });
    wrong.collect()
}

fn bad_value(kind: Kind, given: &Given) -> Option<Diagnostic> {
    let rule = kind.check(&given.text).err()?;
    Some(complaints::bad_value(rule, &given.text, given.at))
}

/// Reports texts that bake would change.
pub(super) fn wrong_for_bake(targets: &[(Target, Place)]) -> Vec<Diagnostic> {
    let changed = targets.iter().filter_map(|(target, at)| Some((target.changed_by_bake()?, at)));
    changed.map(|(text, at)| complaints::changed_by_bake(text, at)).collect()
}

/// Reports names that compose does not take, and texts that it would change.
pub(super) fn wrong_for_compose(targets: &[(Target, Place)]) -> Vec<Diagnostic> {
    let mut wrong = vec![];
    for (target, at) in targets {
        // A name that is wrong for bake, too, has been reported.
        if Kind::TargetName.check(&target.name).is_ok() {
            wrong.extend(bad_value(Kind::ServiceName, &Given { text: target.name.clone(), at }));
        }
        let changed = compose::changed(target);
        wrong.extend(changed.map(|text| complaints::changed_by_compose(text, at)));
        let ids = target.secrets.iter().map(|secret| &secret.id).filter(|id| id.contains('/'));
        wrong.extend(ids.map(|id| complaints::secret_of_no_service(id, at)));
    }
    wrong
}

/// The path from a folder to another path, written so that no reader takes it for an address or an
/// option.
fn from(folder: &Path, path: &Path) -> String {
    let path = between(folder, path);
    match path == "." || path == ".." || path.starts_with("../") {
        true => path,
        false => format!("./{path}"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{from, is_no_file, is_of_builders, is_secret};

    #[test]
    fn a_path_is_none_of_an_address_or_an_option() {
        for (folder, path, shown) in [
            ("/a", "/a", "."),
            ("/a/b", "/a", ".."),
            ("/a/b/c", "/a", "../.."),
            ("/a", "/b", "../b"),
            ("/a", "/a/b", "./b"),
            ("/a", "/a/..b", "./..b"),
            ("/a", "/a/-b", "./-b"),
            ("/a", "/a/https:/b", "./https:/b"),
        ] {
            assert_eq!(from(Path::new(folder), Path::new(path)), shown, "{folder} {path}");
        }
    }

    #[test]
    fn builders_know_some_variables_by_themselves() {
        for name in [
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "FTP_PROXY",
            "NO_PROXY",
            "ALL_PROXY",
            "http_proxy",
            "https_proxy",
            "ftp_proxy",
            "no_proxy",
            "all_proxy",
            "SOURCE_DATE_EPOCH",
        ] {
            assert!(is_of_builders(name), "{name}");
        }
        for name in ["Http_Proxy", "source_date_epoch", "PROXY", "RSYNC_PROXY", "VERSION"] {
            assert!(!is_of_builders(name), "{name}");
        }
    }

    #[test]
    fn a_secret_is_in_a_file_and_no_secret_by_itself() {
        for path in ["", ".", "..", "a/", "/", "~/.npmrc", "~", "a\nb", "a/.."] {
            assert!(is_no_file(path), "{path}");
        }
        for path in [".npmrc", "../a", "/run/secrets/a", "a b", "a~"] {
            assert!(!is_no_file(path), "{path}");
        }
        for text in [
            "ghp_0123456789abcdefghijklmnopqrstuvwxyz",
            "-----BEGIN PRIVATE KEY-----",
            "x\n-----BEGIN RSA PRIVATE KEY-----\ny",
        ] {
            assert!(is_secret(text), "{text}");
        }
        for text in ["NPM_TOKEN", ".npmrc", "-----BEGIN PUBLIC KEY-----", "1.2"] {
            assert!(!is_secret(text), "{text}");
        }
    }
}
