//! What makes a layer, in one spelling.

use std::collections::{BTreeMap, BTreeSet};

use super::super::around::is_root;
use super::super::context::Context;
use super::super::known::{self, There};
use super::super::shell::{list, squeezed};
use super::super::users::Made;
use super::super::{add, copy, manifest, mounts, packages};
use super::text::{
    AROUND, absolute, braced, filled, install, installed_folder, joined, shell_and_text, written,
};
use crate::file::normal::{Normal, Operation};
use crate::file::{Copy, Mount, Origin, Run};

/// One of both files.
pub(super) struct Side<'a> {
    /// How the other side names users that are typed.
    pub(super) users: BTreeMap<String, String>,
    /// The users that a declaration makes.
    pub(super) made: &'a BTreeSet<String>,
    /// Folders that are made by what goes into them.
    pub(super) filled: &'a BTreeSet<String>,
    pub(super) context: Option<&'a Context>,
    pub(super) is_source: bool,
}

/// What a stage does, with the numbers of its lines, and the folders that it makes.
#[derive(Default)]
pub(super) struct Steps {
    pub(super) steps: Vec<(u32, String)>,
    pub(super) folders: BTreeSet<String>,
}

/// What a command runs in.
struct Within<'s> {
    env: &'s BTreeMap<String, String>,
    directory: &'s str,
    user: &'s str,
    origins: &'s BTreeMap<usize, Box<Normal>>,
}

impl Side<'_> {
    pub(super) fn steps(&self, stage: &Normal) -> Steps {
        let home = home(stage);
        let nobody = nobody(stage);
        let said = |user: &String| if user.is_empty() { nobody.clone() } else { user.clone() };
        let mut steps = Steps::default();
        for step in &stage.steps {
            let found = match &step.operation {
                Operation::Run { run, origins, env, directory, user } => self.run(
                    run,
                    &Within { env, directory, user: &said(user), origins },
                    home,
                    &mut steps.folders,
                ),
                Operation::Copy { copy, origin } => self.copy(copy, origin.as_deref(), stage),
                Operation::Directory { path, user } => {
                    self.folder(path, &said(user), stage, &mut steps);
                    vec![]
                }
            };
            steps.steps.extend(found.into_iter().map(|found| (step.number, found)));
        }
        steps.steps = joined(steps.steps);
        steps
    }

    pub(super) fn user(&self, user: &str) -> String {
        if is_root(user) {
            return "root".to_owned();
        }
        let alone = match user.split_once(':') {
            Some((name, group)) if name == group => name,
            _ => user,
        };
        let said = [user, alone].into_iter().find_map(|user| self.users.get(user));
        said.or_else(|| self.users.get(&format!("{user}:{user}")))
            .cloned()
            .unwrap_or_else(|| braced(user))
    }

    fn folder(&self, path: &str, user: &str, stage: &Normal, steps: &mut Steps) {
        let home = home(stage);
        let path = absolute(path, home);
        let user = self.somebody(user);
        let is_there = known::has(stage.image.as_deref(), &path) == There::Yes || path == home;
        if !is_there && !self.filled.contains(&path) {
            let again = removed_by(&path, &steps.steps)
                .map_or_else(String::new, |command| format!(", once more below {command}"));
            steps.folders.insert(format!("`{path}` of {user}{again}"));
        }
    }

    /// A user; nobody said is root.
    fn somebody(&self, user: &str) -> String {
        if user.is_empty() { "root".to_owned() } else { self.user(user) }
    }

    // ---- RUN --------------------------------------------------------------------------------------------

    fn run(
        &self,
        run: &Run,
        within: &Within<'_>,
        home: &str,
        folders: &mut BTreeSet<String>,
    ) -> Vec<String> {
        let (shell, text) = shell_and_text(run, !self.is_source);
        if let Some(step) = text.as_deref().and_then(|text| self.known(text, within.env)) {
            return vec![step];
        }
        let user = self.somebody(within.user);
        let env: BTreeMap<&str, String> =
            within.env.iter().map(|(name, value)| (name.as_str(), braced(value))).collect();
        let directory = absolute(within.directory, home);
        let mounts = self.mounts(run, &user, within.origins);
        let around = format!(
            "as {user} in {directory} by {shell} with {env:?}, {mounts}, {} {} {:?}",
            run.network, run.security, run.devices
        );
        let Some(text) = text else {
            return vec![format!("{:?} {:?} {around}", run.argv, run.script)];
        };
        match list(&text) {
            Some(commands) if shell == "/bin/sh -c" => self.commands(&commands, &around, folders),
            _ => vec![format!("{:?} {around}", squeezed(&text))],
        }
    }

    /// What a text does that has a name of its own.
    fn known(&self, text: &str, env: &BTreeMap<String, String>) -> Option<String> {
        let found = packages::installed(text).map(|found| install(&found));
        let is_around =
            || list(text).is_some_and(|commands| packages::is_around_install(&commands));
        let found = found.or_else(|| is_around().then(|| AROUND.to_owned()));
        let file = || {
            written(text)
                .map(|(path, content)| format!("the file {path} with {:?}", filled(&content, env)))
        };
        found.or_else(file)
    }

    /// Steps of commands that the emitted file may have joined with others.
    fn commands(
        &self,
        commands: &[Vec<String>],
        around: &str,
        folders: &mut BTreeSet<String>,
    ) -> Vec<String> {
        let (mut steps, mut rest) = (vec![], commands);
        while let Some(command) = rest.first() {
            let known = (1..=rest.len()).rev().find_map(|count| {
                let some = &rest[..count];
                let found = packages::installed_by(some).map(|found| install(&found));
                let is_around = || packages::is_around_install(some).then(|| AROUND.to_owned());
                Some((count, found.or_else(|| self.made_by(some)).or_else(is_around)?))
            });
            let (count, step) = known.unwrap_or_else(|| (1, format!("{command:?} {around}")));
            match installed_folder(command) {
                Some((path, user)) => drop(folders.insert(format!("`{path}` of {user}"))),
                None => steps.push(step),
            }
            rest = &rest[count..];
        }
        steps
    }

    /// The emitted file may have joined what makes a user with other steps.
    fn made_by(&self, commands: &[Vec<String>]) -> Option<String> {
        let made = Made::by_commands(commands).filter(|made| self.made.contains(&made.name))?;
        Some(format!("the user {}", made.name))
    }

    fn mounts(&self, run: &Run, user: &str, origins: &BTreeMap<usize, Box<Normal>>) -> String {
        let mounts = run.mounts.iter().enumerate();
        let mut mounts: Vec<String> = mounts
            .map(|(at, mount)| self.mount(mount, user, origins.get(&at).map(Box::as_ref)))
            .collect();
        mounts.sort();
        mounts.join(", ")
    }

    fn mount(&self, mount: &Mount, user: &str, stage: Option<&Normal>) -> String {
        let mut options = mount.options.clone();
        match mount.kind.as_str() {
            // How a cache is called is the declaration's.
            "cache" => {
                options.remove("id");
                // A step that runs as the image's user owns its caches.
                let owner = format!(
                    "{}:{}",
                    options.get("uid").map_or("0", String::as_str),
                    options.get("gid").map_or("0", String::as_str)
                );
                if owner == user && !self.is_source {
                    options.remove("uid");
                    options.remove("gid");
                }
            }
            "secret" => {
                let id = mount.target.rsplit('/').next().unwrap_or_default().to_owned();
                options.entry("id".to_owned()).or_insert(id);
            }
            "ssh" if options.get("id").is_some_and(|id| id == "default") => {
                drop(options.remove("id"))
            }
            _ => {}
        }
        if options.get("required").is_some_and(|required| required == "false") {
            options.remove("required");
        }
        if options.get("sharing").is_some_and(|sharing| sharing == "shared") {
            options.remove("sharing");
        }
        if let Some(mode) = options.get_mut("mode") {
            *mode = mounts::octal(mode).unwrap_or_else(|| mode.clone());
        }
        if options.contains_key("uid") || options.contains_key("gid") {
            options.entry("uid".to_owned()).or_insert_with(|| "0".to_owned());
            options.entry("gid".to_owned()).or_insert_with(|| "0".to_owned());
        }
        let from = mount.from.as_ref().map(|from| self.origin(from, stage));
        format!(
            "{} {:?} {} to {} {} {options:?}",
            mount.kind, from, mount.source, mount.target, mount.readonly
        )
    }

    fn origin(&self, origin: &Origin, stage: Option<&Normal>) -> String {
        match (origin, stage) {
            (Origin::Image(reference), _) => format!("the image {reference}"),
            (_, None) => "scratch".to_owned(),
            (_, Some(stage)) => {
                let image = stage.image.as_deref().unwrap_or("scratch");
                let steps: Vec<String> =
                    self.steps(stage).steps.into_iter().map(|(_, step)| step).collect();
                // The emitted file has a stage for each image that files are taken from.
                match (&stage.image, steps.is_empty()) {
                    (Some(image), true) => format!("the image {image}"),
                    _ => format!("a stage on {image} with {steps:?}"),
                }
            }
        }
    }

    // ---- COPY --------------------------------------------------------------------------------------------

    fn copy(&self, copy: &Copy, origin: Option<&Normal>, stage: &Normal) -> Vec<String> {
        let is_remote = copy.sources.iter().any(|source| copy::is_remote(source));
        let unpacks = copy.is_add
            && (is_remote
                || copy.sources.iter().any(|source| add::may_unpack(source, self.context)));
        let owner = owner(&self.somebody(&copy.chown), stage.image.as_deref());
        let chmod = mounts::octal(&copy.chmod).unwrap_or_else(|| copy.chmod.clone());
        let from =
            copy.from.as_ref().map_or("the context".to_owned(), |from| self.origin(from, origin));
        let flags = format!(
            "{from} for {owner} as {chmod:?} {} {} {} {:?} {:?} {:?} {:?}",
            unpacks,
            copy.link,
            copy.parents,
            copy.checksum,
            copy.keep_git_dir.filter(|keep| *keep),
            copy.unpack.filter(|unpack| *unpack),
            copy.exclude
        );
        let destination = absolute_folder(&copy.destination, home(stage));
        let mut steps = vec![];
        for source in self.named(copy, is_remote) {
            let to = target(&destination, &source);
            steps.push(format!("copy {} to {} of {flags}", braced(&source), braced(&to)));
        }
        for (name, content) in &copy.documents {
            let path = if destination.ends_with('/') {
                format!("{destination}{name}")
            } else {
                destination.clone()
            };
            let filled_in = if copy.reads_base { ", filled in by the base" } else { "" };
            steps.push(format!("the file {path} with {content:?}{filled_in}"));
        }
        steps
    }

    /// Sources, one by one, without what says the same.
    fn named(&self, copy: &Copy, is_remote: bool) -> Vec<String> {
        if is_remote {
            return copy.sources.clone();
        }
        let mut named = vec![];
        for source in &copy.sources {
            let source = crate::file::in_context(source);
            // A class of the bracket alone stands for itself.
            let is_pattern = source.replace("[[]", "").contains(['*', '?', '[']);
            let context = self.context.filter(|_| is_pattern);
            match context.and_then(|context| context.matching(&source)) {
                Some(found) => named.extend(found),
                None => named.push(source.replace("[[]", "[")),
            }
        }
        named
    }
}

/// The last command that may take a folder away.
fn removed_by<'s>(path: &str, steps: &'s [(u32, String)]) -> Option<&'s str> {
    let commands = steps.iter().rev().filter_map(|(_, step)| step.split(" as ").next());
    let takes_away = |command: &&str| {
        ["mv", "rm", "rmdir"].iter().any(|program| {
            command.contains(&format!("{program} ")) || command.contains(&format!("\"{program}\""))
        })
    };
    commands.filter(|command| command.contains(path)).find(takes_away)
}

/// Whom a stage's base runs as; where nobody here knows that, a user that is equal to itself alone.
pub(super) fn nobody(stage: &Normal) -> String {
    match stage.image.as_deref().and_then(known::runs_as) {
        Some((user, group)) => format!("{user}:{group}"),
        None if known::runs_as_root(stage.image.as_deref()) => "root".to_owned(),
        None => "(the base's user)".to_owned(),
    }
}

/// The directory that a stage's base starts in; where nobody here knows that, a path that is equal to itself
/// alone.
pub(super) fn home(stage: &Normal) -> &'static str {
    stage.image.as_deref().map_or(Some("/"), known::directory).unwrap_or("(the base's WORKDIR)")
}

/// Where a source goes; a file that keeps its name goes into its folder.
fn target(destination: &str, source: &str) -> String {
    let name = source.rsplit('/').next().unwrap_or(source);
    match destination.strip_suffix(name) {
        Some(folder) if folder.ends_with('/') && manifest::is_manifest(name) => folder.to_owned(),
        _ => destination.to_owned(),
    }
}

/// Whom files belong to, by numbers where those are known: alone a number is that of a group as well.
fn owner(user: &str, image: Option<&str>) -> String {
    let (name, group) = user.split_once(':').unwrap_or((user, user));
    let number = |name: &str| match name {
        "root" => Some((0, 0)),
        name => name.parse::<u32>().ok().map(|id| (id, id)).or(known::user(image?, name)),
    };
    let id = number(name).map_or_else(|| name.to_owned(), |(id, _)| id.to_string());
    let group = number(group).map_or_else(|| group.to_owned(), |(_, group)| group.to_string());
    format!("{id}:{group}")
}

fn absolute_folder(path: &str, home: &str) -> String {
    let whole = absolute(path, home);
    if path.ends_with('/') && !whole.ends_with('/') { whole + "/" } else { whole }
}
