//! Rendering of RUN, the only instruction whose lines are wrapped.

use std::fmt::Display;

use super::text::{escaped, json};
use crate::program::instruction::{
    Access, Network, RunForm, RunInstruction, RunMount, RunOptions, Security, Sharing, ShellCommand,
};

pub(super) fn run(run: &RunInstruction) -> String {
    let mut lines = run_flags(&run.options);
    match &run.form {
        RunForm::Commands(commands) => {
            let last = commands.len().saturating_sub(1);
            for (index, command) in commands.iter().enumerate() {
                let and = if index < last { " &&" } else { "" };
                lines.push(format!("{}{and}", shell_command(command)));
            }
        }
        RunForm::Script(script) => lines.push(here_document(script, "")),
        RunForm::Argv(argv) => lines.push(json(argv)),
    }
    format!("RUN {}", lines.join(" \\\n    "))
}

fn shell_command(command: &ShellCommand) -> String {
    let words = command.words.iter().map(|word| format!(" \\\n        {word}"));
    std::iter::once(command.head.clone()).chain(words).collect()
}

fn run_flags(options: &RunOptions) -> Vec<String> {
    // hadolint does not know `--device`: it reads the file only if that flag comes first.
    let mut flags: Vec<String> = options.devices.iter().map(device).collect();
    flags.extend(options.mounts.iter().map(mount));
    match options.network {
        Some(Network::None) => flags.push("--network=none".to_owned()),
        Some(Network::Host) => flags.push("--network=host".to_owned()),
        None => {}
    }
    if options.security == Security::Insecure {
        flags.push("--security=insecure".to_owned());
    }
    flags
}

fn device((name, required): &(String, bool)) -> String {
    format!("--device={name}{}", if *required { ",required" } else { "" })
}

fn mount(mount: &RunMount) -> String {
    let mut fields = Fields(String::new());
    match mount {
        RunMount::Bind { from, source, target, writable } => {
            fields.add("type", "bind");
            fields.add_some("from", from.as_ref());
            fields.add("source", source);
            fields.add("target", target);
            fields.word_if(*writable, "rw");
        }
        RunMount::Cache { id, target, sharing, read_only, from, access } => {
            fields.add("type", "cache");
            fields.add("id", escaped(id));
            fields.add("target", target);
            match sharing {
                Sharing::Shared => {}
                Sharing::Private => fields.add("sharing", "private"),
                Sharing::Locked => fields.add("sharing", "locked"),
            }
            fields.word_if(*read_only, "ro");
            fields.add_some("from", from.as_ref().map(|(stage, _)| stage));
            fields.add_some("source", from.as_ref().map(|(_, folder)| folder));
            fields.access(access);
        }
        RunMount::Tmpfs { target, size } => {
            fields.add("type", "tmpfs");
            fields.add("target", target);
            fields.add_some("size", size.as_ref());
        }
        RunMount::Secret { id, target, env, required, access } => {
            fields.add("type", "secret");
            fields.add("id", id);
            fields.add_some("target", target.as_ref());
            fields.add_some("env", env.as_ref());
            fields.word_if(*required, "required");
            fields.access(access);
        }
        RunMount::Ssh { id, target, required, access } => {
            fields.add("type", "ssh");
            fields.add_some("id", id.as_ref());
            fields.add_some("target", target.as_ref());
            fields.word_if(*required, "required");
            fields.access(access);
        }
    }
    format!("--mount={}", fields.0)
}

/// The fields of a `--mount=` flag.
struct Fields(String);

impl Fields {
    fn add(&mut self, key: &str, value: impl Display) {
        self.word_if(true, &format!("{key}={value}"));
    }

    fn add_some<T: Display>(&mut self, key: &str, value: Option<T>) {
        if let Some(value) = value {
            self.add(key, value);
        }
    }

    fn word_if(&mut self, said: bool, word: &str) {
        if said {
            let comma = if self.0.is_empty() { "" } else { "," };
            self.0 += &format!("{comma}{word}");
        }
    }

    fn access(&mut self, access: &Access) {
        self.add_some("mode", access.mode.map(|mode| format!("{mode:04o}")));
        self.add_some("uid", access.owner.map(|owner| owner.user));
        self.add_some("gid", access.owner.map(|owner| owner.group));
    }
}

/// A here-document. The quotes around the word that ends it keep a builder from expanding anything.
/// `rest` is what follows that word on its line.
pub(super) fn here_document(text: &str, rest: &str) -> String {
    let numbered = (2..).map(|n| format!("EOF{n}"));
    let mut words = std::iter::once("EOF".to_owned()).chain(numbered);
    let end = words.find(|word| text.lines().all(|line| line != word)).unwrap_or_default();
    let break_line = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("<<\"{end}\"{rest}\n{text}{break_line}{end}")
}
