//! The text of a RUN without what a declaration adds to it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::known;
use super::super::packages::Install;
use crate::commands::is_shell;
use crate::file::Run;

/// The shell, and the text that it is given without what a declaration adds to it.
pub(super) fn shell_and_text(run: &Run, is_emitted: bool) -> (String, Option<String>) {
    let Some((text, shell)) = run.argv.split_last() else { return (String::new(), None) };
    let whole = |body: &str| Some(body.trim_end_matches('\n').to_owned());
    // A here-document with an interpreter is given to that as a text.
    if let Some((first, body)) = run.script.as_ref().and_then(|(_, script)| script.split_once('\n'))
    {
        let interpreter: Vec<&str> = first.trim_start_matches("#!").split_whitespace().collect();
        return match interpreter.last().is_some_and(|last| is_shell(last)) {
            true => (usual(&interpreter.join(" "), &["-c"], body), whole(body)),
            false => (interpreter.join(" "), whole(body)),
        };
    }
    let is_text = |last: &String| last.starts_with('-') && last.ends_with('c');
    // Another program may run the shell: `["/usr/bin/env", "bash", "-c"]`.
    let reader = shell.iter().position(|word| is_shell(word));
    let Some(reader) = reader.filter(|_| shell.last().is_some_and(is_text)) else {
        return match shell.split_last() {
            Some((option, interpreter)) if ["-c", "-e"].contains(&option.as_str()) => {
                (interpreter.join(" "), whole(text))
            }
            _ => (String::new(), None),
        };
    };
    let text = text.strip_prefix("set -e\n").filter(|_| is_emitted).unwrap_or(text);
    let plain = |option: &'_ String| if option == "-ec" { "-c".to_owned() } else { option.clone() };
    let options: Vec<String> = shell[reader + 1..].iter().map(plain).collect();
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    (usual(&shell[..=reader].join(" "), &options, text), whole(text))
}

/// A shell with its options. One name stands for all by which a pipe fails with any of its parts, since
/// a declaration chooses among these; bash that does what dash does is one of them.
fn usual(program: &str, options: &[&str], text: &str) -> String {
    let of_dash = |pair: &&[&str]| !matches!(pair, ["-O", "inherit_errexit" | "xpg_echo"]);
    let others: Vec<&str> = options.chunks(2).filter(of_dash).flatten().copied().collect();
    match others.as_slice() {
        ["-o", "pipefail", "-c"] | ["-c"] if text.contains('|') => "/bin/sh -c".to_owned(),
        _ => format!("{program} {}", options.join(" ")),
    }
}

/// A file that a shell writes for a COPY of a text with variables.
pub(super) fn written(text: &str) -> Option<(String, String)> {
    let rest = match text.strip_prefix("mkdir -p ") {
        Some(rest) => rest.split_once('\n')?.1,
        None => text,
    };
    let rest = rest.strip_prefix("cat > ")?;
    let (path, rest) = rest.split_once(" <<END0\n")?;
    let (content, _) = rest.split_once("END0")?;
    Some((path.to_owned(), content.to_owned()))
}

/// A text with the values of variables.
pub(super) fn filled(content: &str, env: &BTreeMap<String, String>) -> String {
    let mut filled = content.to_owned();
    for (name, value) in env {
        filled = filled.replace(&format!("${{{name}}}"), value);
    }
    filled
}

/// The folder that `install -d` makes, and for whom.
pub(super) fn installed_folder(command: &[String]) -> Option<(String, String)> {
    let words: Vec<&str> = command.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["install", "-d", path] => Some(((*path).to_owned(), "root".to_owned())),
        ["install", "-d", "-o", user, "-g", group, path] => {
            Some(((*path).to_owned(), format!("{user}:{group}")))
        }
        _ => None,
    }
}

/// Installs that stand together are one in the emitted file, with what is done around them.
pub(super) fn joined(steps: Vec<(u32, String)>) -> Vec<(u32, String)> {
    let mut joined: Vec<(u32, String)> = vec![];
    for (number, step) in steps {
        while joined.last().is_some_and(|(_, above)| above == AROUND) && is_install(&step) {
            joined.pop();
        }
        match joined.last_mut() {
            Some((_, above)) if is_install(above) && step == AROUND => {}
            Some((_, above)) if is_install(above) && manager(above) == manager(&step) => {
                let names: BTreeSet<&str> = names(above).chain(names(&step)).collect();
                let names: Vec<&str> = names.into_iter().collect();
                *above = format!("{INSTALLS}{} {}", manager(above), names.join(" "));
            }
            _ => joined.push((number, step)),
        }
    }
    joined
}

fn is_install(step: &str) -> bool {
    step.starts_with(INSTALLS)
}

fn manager(step: &str) -> &str {
    let rest = step.strip_prefix(INSTALLS).unwrap_or_default();
    rest.split(' ').next().unwrap_or_default()
}

fn names(step: &str) -> impl Iterator<Item = &str> {
    step.strip_prefix(INSTALLS).unwrap_or_default().split(' ').skip(1)
}

/// What stands around installs, such as the update of a list of packages.
pub(super) const AROUND: &str = "updates or removes lists of packages";

const INSTALLS: &str = "installs by ";

pub(super) fn install(install: &Install) -> String {
    let recommends = if install.recommends { "-with-recommends" } else { "" };
    format!("{INSTALLS}{}{recommends} {}", install.manager, install.names.join(" "))
}

/// A value in which variables that the base image fills in are written in one way.
pub(super) fn braced(value: &str) -> String {
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

/// A path from a directory.
pub(super) fn absolute(path: &str, home: &str) -> String {
    let path = &known::filled_in(path, Some(home));
    if path.starts_with('/') {
        braced(path)
    } else {
        braced(&crate::file::clean(&format!("{home}/{path}")))
    }
}
