//! Two files, stage by stage: what they do, without what a report says to differ on purpose.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::around::is_root;
use super::plan::Plan;
use super::shell::{list, squeezed};
use super::source::Source;
use super::users::Made;
use super::{add, base, copy, metadata, mounts, packages};
use crate::file::{Config, Copy, File, Instruction, Line, Mount, Origin, Run, Stage};

/// What is compared.
pub(super) struct Sides<'a> {
    pub(super) source: &'a Source,
    pub(super) emitted: &'a File,
    pub(super) plan: &'a Plan,
    pub(super) context: Option<&'a Path>,
}

/// What differs, in words.
pub(super) fn differences(sides: &Sides<'_>) -> Vec<String> {
    let mut differences = vec![];
    for planned in &sides.plan.stages {
        let name = planned.name.as_deref().unwrap_or("final");
        let of_macro = planned.variable.replace('_', "-");
        let find = |name: &str| {
            sides.emitted.stages.iter().find(|stage| stage.name.as_deref() == Some(name))
        };
        let Some(emitted) = find(name).or_else(|| find(&of_macro)) else {
            differences
                .push(format!("{}: the stage `{name}` is not in the emitted file", planned.number));
            continue;
        };
        let own = &sides.source.file.stages[planned.index];
        let made = made(sides.plan);
        let before = Side {
            file: &sides.source.file,
            users: users(sides.plan),
            made: &made,
            context: sides.context,
            is_source: true,
        };
        let after = Side {
            file: sides.emitted,
            users: BTreeMap::new(),
            made: &made,
            context: None,
            is_source: false,
        };
        let (before, after) = (before.stage(own), after.stage(emitted));
        let is_target = sides.plan.targets.contains(&planned.index);
        differences.extend(
            before.against(&after, is_target).into_iter().map(|what| format!("`{name}`: {what}")),
        );
    }
    differences
}

fn users(plan: &Plan) -> BTreeMap<String, String> {
    plan.stages.iter().flat_map(|stage| stage.users.iter().cloned()).collect()
}

/// The users that are typed, and that the emitted file makes in its own way.
fn made(plan: &Plan) -> BTreeSet<String> {
    let items = plan.stages.iter().flat_map(|stage| &stage.items);
    let steps = items.filter(|item| {
        item.calls.iter().any(|call| call.arguments.iter().any(|step| step.starts_with("user(")))
    });
    steps.flat_map(|item| item.text.split_whitespace()).map(str::to_owned).collect()
}

/// What a stage does.
#[derive(Debug, PartialEq, Eq)]
struct Done {
    image: String,
    platform: Option<String>,
    steps: Vec<(u32, String)>,
    folders: BTreeSet<String>,
    config: Vec<(&'static str, String)>,
    user: String,
}

impl Done {
    fn against(&self, after: &Done, is_target: bool) -> Vec<String> {
        let mut wrong = vec![];
        if self.image != after.image {
            wrong.push(format!("the base is `{}`, and then `{}`", self.image, after.image));
        }
        if self.platform != after.platform {
            wrong.push(format!(
                "the platform is {:?}, and then {:?}",
                self.platform, after.platform
            ));
        }
        let length = self.steps.len().max(after.steps.len());
        let step = |steps: &[(u32, String)], at: usize| {
            steps.get(at).cloned().unwrap_or((0, "nothing".to_owned()))
        };
        for at in 0..length {
            let ((line, one), (_, other)) = (step(&self.steps, at), step(&after.steps, at));
            if one != other {
                wrong.push(format!("line {line} is {one}, and then {other}"));
                break;
            }
        }
        for folder in self.folders.difference(&after.folders) {
            wrong.push(format!("nothing makes the folder {folder}"));
        }
        // A stage that nobody builds is what those are that go on from it.
        for ((what, one), (_, other)) in self.config.iter().zip(&after.config) {
            if is_target && one != other {
                wrong.push(format!("{what} is {one}, and then {other}"));
            }
        }
        if is_target && self.user != after.user {
            wrong.push(format!("the user is `{}`, and then `{}`", self.user, after.user));
        }
        wrong
    }
}

/// One of both files.
struct Side<'a> {
    file: &'a File,
    /// How the other side names users that are typed.
    users: BTreeMap<String, String>,
    made: &'a BTreeSet<String>,
    context: Option<&'a Path>,
    is_source: bool,
}

impl Side<'_> {
    /// A user that a declaration makes.
    fn is_made(&self, made: &Made) -> bool {
        self.made.contains(&made.name)
    }

    fn stage(&self, stage: &Stage) -> Done {
        let reference = self.root(stage);
        let home = reference.as_deref().and_then(base::directory).unwrap_or("/");
        let mut done = Done {
            image: reference.clone().unwrap_or_else(|| "scratch".to_owned()),
            platform: self.platform(stage),
            steps: vec![],
            folders: BTreeSet::new(),
            config: config(&stage.config, home),
            user: self.user(&stage.end.user),
        };
        self.fill(stage, home, &mut done);
        done.steps = joined(done.steps);
        done
    }

    fn root(&self, stage: &Stage) -> Option<String> {
        match &stage.from {
            Origin::Stage(index) => self.root(&self.file.stages[*index]),
            Origin::Image(reference) => Some(reference.clone()),
            Origin::Scratch => None,
        }
    }

    /// A platform that is not the target's; a fixed one is left to the build.
    fn platform(&self, stage: &Stage) -> Option<String> {
        let own = stage.text.contains("BUILDPLATFORM").then(|| "the builder's".to_owned());
        match &stage.from {
            Origin::Stage(index) if own.is_none() => self.platform(&self.file.stages[*index]),
            _ => own,
        }
    }

    fn user(&self, user: &str) -> String {
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
            .unwrap_or_else(|| user.to_owned())
    }

    fn fill(&self, stage: &Stage, home: &str, done: &mut Done) {
        if let Origin::Stage(index) = &stage.from {
            self.fill(&self.file.stages[*index], home, done);
        }
        for line in &stage.lines {
            match &line.instruction {
                Instruction::Run(run) => {
                    for step in self.run(run, line, home, done) {
                        done.steps.push((line.number, step));
                    }
                }
                Instruction::Copy(copy) => {
                    for step in self.copy(copy, home) {
                        done.steps.push((line.number, step));
                    }
                }
                Instruction::Workdir(path) if !line.is_trigger => {
                    self.folder(path, line, home, done)
                }
                _ => {}
            }
        }
    }

    fn folder(&self, path: &str, line: &Line, home: &str, done: &mut Done) {
        let path = absolute(path, home);
        let user = self.user(&line.state.user);
        let user = if user.is_empty() { "root".to_owned() } else { user };
        if path == "/" || path == home {
            return;
        }
        // The source's folders of root may be made by what goes into them.
        if !self.is_source || user != "root" {
            done.folders.insert(format!("`{path}` of {user}"));
        }
    }

    // ---- RUN --------------------------------------------------------------------------------------------

    fn run(&self, run: &Run, line: &Line, home: &str, done: &mut Done) -> Vec<String> {
        let (shell, text) = shell_and_text(run, !self.is_source);
        if let Some(step) = text.as_deref().and_then(|text| self.known(text, line)) {
            return vec![step];
        }
        let user = self.user(&line.state.user);
        let user = if user.is_empty() { "root" } else { &user };
        let env: BTreeMap<&str, String> =
            line.state.env.iter().map(|(name, value)| (name.as_str(), braced(value))).collect();
        let directory = absolute(&line.state.directory, home);
        let mounts = self.mounts(run, user);
        let around = format!(
            "as {user} in {directory} by {shell} with {env:?}, {mounts}, {} {} {:?}",
            run.network, run.security, run.devices
        );
        let Some(text) = text else {
            return vec![format!("{:?} {:?} {around}", run.argv, run.script)];
        };
        match list(&text) {
            Some(commands) if shell == "/bin/sh -c" => self.commands(&commands, &around, done),
            _ => vec![format!("{:?} {around}", squeezed(&text))],
        }
    }

    /// What a text does that has a name of its own.
    fn known(&self, text: &str, line: &Line) -> Option<String> {
        let install = packages::installed(text).map(|found| install(&found));
        let made = || {
            Made::by(text)
                .filter(|made| self.is_made(made))
                .map(|made| format!("the user {}", made.name))
        };
        let file = || {
            written(text)
                .map(|(path, content)| format!("the file {path} with {:?}", filled(&content, line)))
        };
        install.or_else(made).or_else(file)
    }

    /// Steps of commands that the emitted file may have joined with others.
    fn commands(&self, commands: &[Vec<String>], around: &str, done: &mut Done) -> Vec<String> {
        let (mut steps, mut rest) = (vec![], commands);
        while !rest.is_empty() {
            let known = (1..=rest.len()).rev().find_map(|count| {
                let some = &rest[..count];
                let install = packages::installed_by(some).map(|found| install(&found));
                Some((count, install.or_else(|| self.made_by(some))?))
            });
            let (count, step) = known.unwrap_or_else(|| (1, format!("{:?} {around}", rest[0])));
            match installed_folder(&rest[0]) {
                Some((path, user)) => drop(done.folders.insert(format!("`{path}` of {user}"))),
                None => steps.push(step),
            }
            rest = &rest[count..];
        }
        steps
    }

    /// The emitted file may have joined what makes a user with other steps.
    fn made_by(&self, commands: &[Vec<String>]) -> Option<String> {
        let made = Made::by_commands(commands).filter(|made| self.is_made(made))?;
        Some(format!("the user {}", made.name))
    }

    fn mounts(&self, run: &Run, user: &str) -> String {
        let mut mounts: Vec<String> =
            run.mounts.iter().map(|mount| self.mount(mount, user)).collect();
        mounts.sort();
        mounts.join(", ")
    }

    fn mount(&self, mount: &Mount, user: &str) -> String {
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
        let from = mount.from.as_ref().map(|from| self.origin(from));
        format!(
            "{} {:?} {} to {} {} {options:?}",
            mount.kind, from, mount.source, mount.target, mount.readonly
        )
    }

    fn origin(&self, origin: &Origin) -> String {
        match origin {
            Origin::Scratch => "scratch".to_owned(),
            Origin::Image(reference) => format!("the image {reference}"),
            Origin::Stage(index) => {
                let stage = &self.file.stages[*index];
                // The emitted file has a stage for each image that files are taken from.
                if let (Origin::Image(reference), true) = (&stage.from, stage.lines.is_empty())
                    && stage.platform.is_none()
                {
                    return format!("the image {reference}");
                }
                let done = self.stage(stage);
                let steps: Vec<&String> = done.steps.iter().map(|(_, step)| step).collect();
                format!("a stage on {} with {steps:?}", done.image)
            }
        }
    }

    // ---- COPY --------------------------------------------------------------------------------------------

    fn copy(&self, copy: &Copy, home: &str) -> Vec<String> {
        let is_remote = copy.sources.iter().any(|source| copy::is_remote(source));
        let unpacks =
            copy.is_add && (is_remote || copy.sources.iter().any(|source| add::is_archive(source)));
        let chown = self.user(&copy.chown);
        let chown =
            if chown.is_empty() || chown == "root" { "root".to_owned() } else { numbers(&chown) };
        let chmod = mounts::octal(&copy.chmod).unwrap_or_else(|| copy.chmod.clone());
        let from = copy.from.as_ref().map_or("the context".to_owned(), |from| self.origin(from));
        let flags = format!(
            "{from} for {chown} as {chmod:?} {} {} {} {:?} {:?} {:?} {:?}",
            unpacks,
            copy.link,
            copy.parents,
            copy.checksum,
            copy.keep_git_dir.filter(|keep| *keep),
            copy.unpack.filter(|unpack| *unpack),
            copy.exclude
        );
        let destination = absolute_folder(&copy.destination, home);
        let mut steps = vec![];
        for source in self.named(copy, is_remote) {
            let to = target(&destination, &source);
            steps.push(format!("copy {source} to {to} of {flags}"));
        }
        for (name, content) in &copy.documents {
            let path = if destination.ends_with('/') {
                format!("{destination}{name}")
            } else {
                destination.clone()
            };
            steps.push(format!("the file {path} with {content:?}"));
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
            let plain = crate::file::clean(source.trim_start_matches('/')).replace("[[]", "[");
            match self
                .context
                .and_then(|context| copy::matching(&plain, context))
                .filter(|_| plain.contains(['*', '?']))
            {
                Some(found) => named.extend(found),
                None => named.push(plain),
            }
        }
        named
    }
}

/// Where a source goes; a file that keeps its name goes into its folder.
fn target(destination: &str, source: &str) -> String {
    let name = source.rsplit('/').next().unwrap_or(source);
    match destination.strip_suffix(name) {
        Some(folder) if folder.ends_with('/') && copy::is_manifest(name) => folder.to_owned(),
        _ => destination.to_owned(),
    }
}

/// Installs that stand together are one in the emitted file.
fn joined(steps: Vec<(u32, String)>) -> Vec<(u32, String)> {
    let mut joined: Vec<(u32, String)> = vec![];
    for (number, step) in steps {
        let names = step.strip_prefix(INSTALLS).map(str::to_owned);
        let above = joined.last_mut().filter(|(_, above)| above.starts_with(INSTALLS));
        match (names, above) {
            (Some(names), Some((_, above)))
                if names.split(' ').next() == above[INSTALLS.len()..].split(' ').next() =>
            {
                let all = above[INSTALLS.len()..].split(' ').chain(names.split(' ').skip(1));
                let first = all.clone().next().unwrap_or_default();
                let names: BTreeSet<&str> = all.skip(1).collect();
                let names: Vec<&str> = names.into_iter().collect();
                *above = format!("{INSTALLS}{first} {}", names.join(" "));
            }
            _ => joined.push((number, step)),
        }
    }
    joined
}

const INSTALLS: &str = "installs by ";

fn install(install: &packages::Install) -> String {
    let recommends = if install.recommends { "-with-recommends" } else { "" };
    format!("{INSTALLS}{}{recommends} {}", install.manager, install.names.join(" "))
}

fn numbers(user: &str) -> String {
    match user.split_once(':') {
        None if user.parse::<u32>().is_ok() => format!("{user}:{user}"),
        _ => user.to_owned(),
    }
}

fn absolute(path: &str, home: &str) -> String {
    if path.starts_with('/') {
        path.to_owned()
    } else {
        crate::file::clean(&format!("{home}/{path}"))
    }
}

fn absolute_folder(path: &str, home: &str) -> String {
    let whole = absolute(path, home);
    if path.ends_with('/') && !whole.ends_with('/') { whole + "/" } else { whole }
}

/// The shell, and the text that it is given without what a declaration adds to it.
fn shell_and_text(run: &Run, is_emitted: bool) -> (String, Option<String>) {
    let Some((text, shell)) = run.argv.split_last() else { return (String::new(), None) };
    let program = shell.first().map_or("", String::as_str);
    let name = program.rsplit('/').next().unwrap_or(program);
    let is_shell = ["sh", "bash", "ash", "dash"].contains(&name)
        && shell.last().is_some_and(|last| last.starts_with('-') && last.ends_with('c'));
    if !is_shell || run.script.is_some() {
        return (String::new(), None);
    }
    let text = text
        .strip_prefix("set -e\n")
        .filter(|_| is_emitted)
        .unwrap_or(text)
        .trim_end_matches('\n')
        .to_owned();
    let options: Vec<&str> = shell[1..]
        .iter()
        .map(|option| if option == "-ec" { "-c" } else { option.as_str() })
        .collect();
    let shell = match (program, options.as_slice()) {
        // A pipe fails with any of its parts.
        ("/bin/bash" | "/bin/ash" | "/bin/sh", ["-o", "pipefail", "-c"] | ["-c"])
            if text.contains('|') && (program == "/bin/sh" || options.len() == 3) =>
        {
            "/bin/sh -c".to_owned()
        }
        _ => format!("{program} {}", options.join(" ")),
    };
    (shell, Some(text))
}

/// A file that a shell writes for a COPY of a text with variables.
fn written(text: &str) -> Option<(String, String)> {
    let rest = text.strip_prefix("mkdir -p ")?;
    let (_, rest) = rest.split_once("\ncat > ")?;
    let (path, rest) = rest.split_once(" <<END0\n")?;
    let (content, _) = rest.split_once("END0")?;
    Some((path.to_owned(), content.to_owned()))
}

/// A text with the values of variables.
fn filled(content: &str, line: &Line) -> String {
    let mut filled = content.to_owned();
    for (name, value) in &line.state.env {
        filled = filled.replace(&format!("${{{name}}}"), value);
    }
    filled
}

/// The folder that `install -d` makes, and for whom.
fn installed_folder(command: &[String]) -> Option<(String, String)> {
    let words: Vec<&str> = command.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["install", "-d", path] => Some(((*path).to_owned(), "root".to_owned())),
        ["install", "-d", "-o", user, "-g", group, path] => {
            Some(((*path).to_owned(), format!("{user}:{group}")))
        }
        _ => None,
    }
}

/// A value in which variables that the base image fills in are written in one way.
fn braced(value: &str) -> String {
    let mut braced = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('$') {
        braced += &rest[..=at];
        rest = &rest[at + 1..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        if end > 0 {
            braced += &format!("{{{}}}", &rest[..end]);
            rest = &rest[end..];
        }
    }
    braced + rest
}

fn config(config: &Config, home: &str) -> Vec<(&'static str, String)> {
    let values = |map: &BTreeMap<String, String>| {
        let map: BTreeMap<&str, String> =
            map.iter().map(|(name, value)| (name.as_str(), braced(value))).collect();
        format!("{map:?}")
    };
    let mut labels = config.labels.clone();
    if let Some(author) = &config.author {
        labels.insert("org.opencontainers.image.authors".to_owned(), author.clone());
    }
    let shell = config.shell.clone().filter(|shell| shell != &["/bin/sh", "-c"]);
    let check = config.healthcheck.as_ref().map(|check| {
        let in_shell = || {
            let shell = config.shell.clone();
            shell.unwrap_or_else(|| vec!["/bin/sh".to_owned(), "-c".to_owned()])
        };
        let test = match check.test.split_first() {
            Some((kind, text)) if kind == "CMD-SHELL" => [in_shell(), text.to_vec()].concat(),
            Some((kind, argv)) if kind == "CMD" => argv.to_vec(),
            _ => check.test.clone(),
        };
        let time = |text: &String| {
            metadata::milliseconds(text).map_or_else(|| text.clone(), |time| time.to_string())
        };
        let options: BTreeMap<&String, String> =
            check.options.iter().map(|(name, value)| (name, time(value))).collect();
        format!("{test:?} {options:?}")
    });
    vec![
        ("ENV", values(&config.env)),
        ("LABEL", values(&labels)),
        ("WORKDIR", format!("{:?}", config.directory.as_ref().map(|path| absolute(path, home)))),
        ("ENTRYPOINT", format!("{:?}", config.entrypoint)),
        ("CMD", format!("{:?}", config.cmd)),
        ("EXPOSE", format!("{:?}", config.ports)),
        ("VOLUME", format!("{:?}", config.volumes)),
        ("HEALTHCHECK", format!("{check:?}")),
        ("STOPSIGNAL", format!("{:?}", config.stopsignal)),
        ("SHELL", format!("{shell:?}")),
        ("ONBUILD", format!("{:?}", config.onbuild)),
    ]
}
