//! What life-cycle scripts read. They run while packages are installed, above the sources, so that
//! they see only what is copied for them.
//!
//! Source: <https://docs.npmjs.com/cli/using-npm/scripts>.

use std::collections::BTreeSet;

use super::manifest::{self, PackageJson};
use super::references::{named, references};
use super::shell::commands;
use crate::declare::disk::Tree;
use crate::program::unread::{NodeUnread, Unread, Unseen};
use crate::recipes::listing::leads_to;
use crate::value::path::below;

/// Known programs of packages: the files that each finds by itself, and whether it changes what is
/// installed.
const KNOWN: [(&str, &[&str], bool); 9] = [
    ("cross-env", &[], false),
    ("husky", &[], false),
    ("is-ci", &[], false),
    ("only-allow", &[], false),
    ("opencollective-postinstall", &[], false),
    ("patch-package", &["patches"], true),
    ("prisma", &PRISMA, true),
    ("ts-node", &["tsconfig.json"], true),
    ("tsx", &["tsconfig.json"], true),
];

/// What Prisma finds by itself.
///
/// Source: <https://www.prisma.io/docs/orm/reference/prisma-config-reference>.
const PRISMA: [&str; 10] = [
    "prisma",
    "schema.prisma",
    "prisma.config.ts",
    "prisma.config.mts",
    "prisma.config.cts",
    "prisma.config.js",
    "prisma.config.mjs",
    "prisma.config.cjs",
    ".config/prisma.ts",
    ".config/prisma.js",
];

/// Programs that every base has, and that read nothing but what they are given.
const OF_THE_BASE: &str = "node sh bash : true false echo printf exit test [ mkdir rm cp mv touch cat ln chmod \
    sleep export set env exec npx pnpx ls pwd head tail sed grep";

/// Options of Node behind which a module stands.
const LOADS: [&str; 4] = ["-r", "--require", "--import", "--loader"];

/// What the scripts of a project read.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) files: BTreeSet<String>,
    pub(super) folders: BTreeSet<String>,
    /// Scripts of the root that change what is installed.
    pub(super) changing: Vec<String>,
}

/// A package whose scripts run.
pub(super) struct Scripted<'a> {
    pub(super) tree: &'a Tree,
    pub(super) folder: &'a str,
    pub(super) manifest: &'a PackageJson,
    pub(super) root: &'a PackageJson,
    /// Whether packages that only builds need are installed, too.
    pub(super) has_all: bool,
    /// Whether scripts that change packages run once more when those that only builds need are
    /// gone.
    pub(super) runs_again: bool,
    /// Whether the user says what is read, so that it need not be seen.
    pub(super) is_said: bool,
}

/// The event that a script runs for, and the text of the script, be it one that another calls.
#[derive(Clone, Copy)]
struct Run<'s> {
    event: &'s str,
    text: &'s str,
}

impl Scripted<'_> {
    /// Notes what the scripts of these events read.
    pub(super) fn see(&self, events: &[&str], seen: &mut Seen) -> Result<(), Unread> {
        // npm compiles an addon if no script says otherwise.
        let is_addon = self.tree.finds(&below(self.folder, "binding.gyp"))
            && !["preinstall", "install"].iter().any(|it| self.manifest.scripts.contains_key(*it));
        if is_addon && events.contains(&"install") && !self.is_said {
            return Err(self.unseen("install", "node-gyp rebuild", Unseen::ReadsOthers));
        }
        for event in events {
            let mut ran = BTreeSet::new();
            if self.script(event, event, &mut ran, seen)? {
                seen.changing.push((*event).to_owned());
            }
        }
        Ok(())
    }

    /// Notes what a script reads. Gives whether the script changes what is installed.
    fn script(
        &self,
        event: &str,
        name: &str,
        ran: &mut BTreeSet<String>,
        seen: &mut Seen,
    ) -> Result<bool, Unread> {
        let Some(text) = self.manifest.scripts.get(name) else { return Ok(false) };
        if !ran.insert(name.to_owned()) {
            return Ok(false);
        }
        self.text(Run { event, text }, self.folder, ran, seen)
    }

    /// Notes what the commands of a text read. Gives whether they change what is installed.
    fn text(
        &self,
        Run { event, text }: Run<'_>,
        folder: &str,
        ran: &mut BTreeSet<String>,
        seen: &mut Seen,
    ) -> Result<bool, Unread> {
        let Some(commands) = commands(text) else {
            return if self.is_said {
                Ok(true)
            } else {
                Err(self.unseen(event, text, Unseen::ReadsOthers))
            };
        };
        let mut changes = false;
        let mut folder = folder.to_owned();
        for command in commands {
            if let ["cd", to] = command.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                folder = leads_to(&below(&folder, manifest::NAME), to).unwrap_or(folder);
                continue;
            }
            changes |= self.command(Run { event, text }, &folder, &command, ran, seen)?;
        }
        Ok(changes)
    }

    /// Notes what a command of a script reads. Gives whether the command changes what is installed.
    fn command(
        &self,
        run: Run<'_>,
        folder: &str,
        words: &[String],
        ran: &mut BTreeSet<String>,
        seen: &mut Seen,
    ) -> Result<bool, Unread> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let words = unwrapped(&words);
        let Some((&program, arguments)) = words.split_first() else { return Ok(false) };
        if let Some(called) = called(words) {
            return self.called(run, folder, (words, called), ran, seen);
        }
        let known = KNOWN.iter().find(|(name, _, _)| *name == program);
        let is_path = program.contains('/');
        let is_of_base = OF_THE_BASE.split_whitespace().any(|known| known == program);
        if !self.is_said {
            if known.is_none() && !is_of_base && !(is_path && self.is_there(folder, program)) {
                let why = if is_path { Unseen::NoFile } else { Unseen::ReadsOthers };
                return Err(self.unseen(run.event, program, why));
            }
            // Without a build, what only builds need is not installed.
            let is_fetched = is_called_by_npx(run.text, program);
            let changes = known.is_some_and(|(_, _, changes)| *changes);
            let has_all = self.has_all && !(changes && self.runs_again);
            if known.is_some()
                && !is_fetched
                && !self.is_installed(program, has_all)
                && !may_fail(run.text, program)
            {
                return Err(self.unseen(run.event, program, Unseen::NotInstalled));
            }
        }
        if let Some((_, files, _)) = known {
            let of_manifest = self.manifest.schema.as_deref().filter(|_| program == "prisma");
            let files = files.iter().copied().chain(of_manifest);
            files.for_each(|file| self.take(&below(self.folder, file), seen));
        }
        if program == "cross-env" {
            let words: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
            return self.command(run, folder, &words, ran, seen);
        }
        if let Some(code) = inline(program, arguments) {
            if matches!(program, "sh" | "bash") {
                return self.text(Run { text: code, ..run }, folder, ran, seen);
            }
            let named = named(self.tree, &below(folder, manifest::NAME), Some(folder), code);
            named.iter().for_each(|file| self.take(file, seen));
        }
        let runs = matches!(program, "node" | "sh" | "bash" | "tsx" | "ts-node");
        self.arguments(run.event, folder, (runs, arguments), seen)?;
        if is_path && self.is_there(folder, program) {
            self.take(&below(folder, program), seen);
        }
        let changes = known.map_or(runs || is_path, |(_, _, changes)| *changes);
        Ok(changes)
    }

    /// Notes what a command reads that a package manager is told to run: a script of this package,
    /// or with pnpm and Yarn also a program of a package that is installed.
    fn called(
        &self,
        run: Run<'_>,
        folder: &str,
        (words, called): (&[&str], &[&str]),
        ran: &mut BTreeSet<String>,
        seen: &mut Seen,
    ) -> Result<bool, Unread> {
        let mut options = called.iter().take_while(|word| **word != "--");
        let is_of_yarn = words[0] == "yarn"
            && matches!(called, ["workspace" | "workspaces", ..])
            && !self.manifest.scripts.contains_key(called[0]);
        let is_of_another = is_of_yarn || options.clone().any(|word| is_for_another(word));
        let at = called.iter().position(|word| !word.starts_with('-'));
        match at.map_or(&[][..], |at| &called[at..]) {
            [script, ..] if !is_of_another && self.manifest.scripts.contains_key(*script) => {
                let mut changes = false;
                for script in
                    [format!("pre{script}"), (*script).to_owned(), format!("post{script}")]
                {
                    changes |= self.script(run.event, &script, ran, seen)?;
                }
                Ok(changes)
            }
            program @ [_, ..] if !is_of_another && words[0] != "npm" => {
                let program: Vec<String> = program.iter().map(|word| (*word).to_owned()).collect();
                self.command(run, folder, &program, ran, seen)
            }
            _ if self.is_said => Ok(true),
            _ if !is_of_another && options.any(|word| *word == "--if-present") => Ok(false),
            _ => Err(self.unseen(run.event, &words.join(" "), Unseen::ReadsOthers)),
        }
    }

    /// Notes the files and folders among a program's arguments. If the program runs others, its
    /// first argument is one of them.
    fn arguments(
        &self,
        event: &str,
        folder: &str,
        (runs, arguments): (bool, &[&str]),
        seen: &mut Seen,
    ) -> Result<(), Unread> {
        let is_code = arguments.iter().any(|it| holds_code(it));
        let first = arguments.iter().enumerate().position(|(at, word)| {
            let is_module = at > 0 && LOADS.contains(&arguments[at - 1]);
            !word.starts_with('-') && !is_module
        });
        for (at, word) in arguments.iter().enumerate() {
            let value = word.rsplit_once('=').filter(|_| word.starts_with("--"));
            let is_program = runs && !is_code && Some(at) == first;
            // A word without a slash may be anything, but behind an option it may be a folder.
            let is_value = value.is_some() || at > 0 && arguments[at - 1].starts_with("--");
            let word = value.map_or(*word, |(_, value)| value);
            let may_be_folder = !is_program && (is_value || word.contains('/'));
            if let Some(found) = self.found(folder, word, (is_program, may_be_folder)) {
                self.take(&found, seen);
            } else if is_program && !self.is_said {
                return Err(self.unseen(event, word, Unseen::NoFile));
            }
        }
        Ok(())
    }

    fn is_there(&self, folder: &str, path: &str) -> bool {
        leads_to(&below(folder, manifest::NAME), path)
            .is_ok_and(|found| self.tree.has(&found) && self.tree.offers(&found))
    }

    /// The path that a word of a script names. If it names a program, its ending may be missing, as
    /// Node finds it.
    fn found(
        &self,
        folder: &str,
        word: &str,
        (is_program, may_be_folder): (bool, bool),
    ) -> Option<String> {
        if word.starts_with('-') || word.is_empty() || word == "." {
            return None;
        }
        let found = leads_to(&below(folder, manifest::NAME), word).ok()?;
        let ends: &[&str] = if is_program { &["", ".js", ".json", "/index.js"] } else { &[""] };
        let mut paths = ends.iter().map(|end| format!("{found}{end}"));
        paths.find(|path| self.tree.has(path) && self.tree.offers(path)).or_else(|| {
            (may_be_folder && self.tree.holds(&found, "").unwrap_or(false)).then_some(found)
        })
    }

    fn is_installed(&self, package: &str, has_all: bool) -> bool {
        let there = |manifest: &PackageJson| {
            manifest.ships.contains_key(package)
                || has_all && manifest.builds_with.contains_key(package)
        };
        there(self.manifest) || there(self.root)
    }

    /// Notes a file with all that it names itself, or a folder.
    fn take(&self, path: &str, seen: &mut Seen) {
        if !self.tree.offers(path) {
            return;
        }
        if self.tree.has(path) {
            let mut found = BTreeSet::new();
            references(self.tree, path, Some(self.folder), &mut found);
            let (files, folders) = found.into_iter().partition(|path| self.tree.has(path));
            seen.files.extend::<Vec<String>>(files);
            seen.folders.extend::<Vec<String>>(folders);
        } else if self.tree.holds(path, "").unwrap_or(false) {
            seen.folders.insert(path.to_owned());
        }
    }

    fn unseen(&self, script: &str, what: &str, why: Unseen) -> Unread {
        let (manifest, script) = (self.manifest.path.clone(), script.to_owned());
        NodeUnread::Unseen { manifest, script, what: what.to_owned(), why }.into()
    }
}

/// Whether an option of Node or of a shell stands before code: `-e`, `-lc`, `--eval`.
fn holds_code(word: &str) -> bool {
    let is_short = |letters: &str| !letters.is_empty() && letters.ends_with(['e', 'p', 'c']);
    match word.strip_prefix("--") {
        Some(long) => matches!(long, "eval" | "print"),
        None => word.strip_prefix('-').is_some_and(|it| it.len() < 4 && is_short(it)),
    }
}

/// The code among a program's arguments that the program runs.
fn inline<'s>(program: &str, arguments: &[&'s str]) -> Option<&'s str> {
    if !matches!(program, "node" | "sh" | "bash" | "tsx" | "ts-node") {
        return None;
    }
    let option = arguments.iter().position(|word| holds_code(word))?;
    arguments.get(option + 1).copied()
}

/// Whether `npx` calls a program, which fetches what is not installed.
fn is_called_by_npx(text: &str, program: &str) -> bool {
    ["npx", "npx -y", "npx --yes", "pnpx", "pnpm dlx", "yarn dlx"]
        .iter()
        .any(|npx| text.contains(&format!("{npx} {program}")))
}

/// A command without the variables that are set for it, and without programs that only start it.
fn unwrapped<'w, 's>(mut words: &'w [&'s str]) -> &'w [&'s str] {
    loop {
        match words {
            [first, rest @ ..] if first.contains('=') && !first.starts_with('-') => words = rest,
            ["env" | "exec" | "npx" | "pnpx", rest @ ..] if !rest.is_empty() => {
                let flags = rest.iter().take_while(|word| word.starts_with('-')).count();
                words = &rest[flags..];
            }
            ["npm" | "pnpm" | "yarn", "exec" | "dlx", rest @ ..] => {
                words = rest.strip_prefix(&["--"]).unwrap_or(rest);
            }
            _ => return words,
        }
    }
}

/// What a command tells a package manager to run.
fn called<'w, 's>(words: &'w [&'s str]) -> Option<&'w [&'s str]> {
    match words {
        ["npm" | "pnpm" | "yarn", "run" | "run-script", rest @ ..] => Some(rest),
        ["pnpm" | "yarn", rest @ ..] if !rest.first()?.starts_with('-') => Some(rest),
        _ => None,
    }
}

/// Whether an option has a package manager work in another package.
fn is_for_another(word: &str) -> bool {
    const OPTIONS: [&str; 10] = [
        "-w",
        "--workspace",
        "-ws",
        "--workspaces",
        "--prefix",
        "-C",
        "--dir",
        "--filter",
        "-r",
        "--recursive",
    ];
    OPTIONS.contains(&word.split('=').next().unwrap_or(word))
}

/// Whether a script goes on where a program fails: `husky || true`.
fn may_fail(text: &str, program: &str) -> bool {
    let parts: Vec<&str> = text.split("||").collect();
    parts.windows(2).any(|pair| {
        let last = pair[0].rsplit([';', '&', '(', '|']).next().unwrap_or_default();
        let words: Vec<&str> = last.split_whitespace().collect();
        let behind = pair[1].trim_start();
        unwrapped(&words).first() == Some(&program)
            && ["true", ":", "exit 0", "echo "].iter().any(|fine| behind.starts_with(fine))
    })
}
