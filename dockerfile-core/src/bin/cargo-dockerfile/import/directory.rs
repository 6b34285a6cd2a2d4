//! WORKDIR and SHELL: what is in force for the lines below.

use super::around::{Around, As, Who};
use super::form::{Below, Form, Phase, Saying, Way, call, end};
use super::rust::{list, literal};
use crate::file::Instruction;

/// Of a folder that no line of its own makes.
pub(super) const FILLED: &str = " is made by what goes into it";

/// The stage's own directory, or one that steps name for themselves.
pub(super) fn workdir(path: &str, around: &Around<'_>) -> Vec<Form> {
    let path = around.absolute(path);
    let lines = &around.stage.lines;
    let later = || lines.iter().filter(|line| line.number > around.line.number);
    let is_last = !later().any(|line| matches!(line.instruction, Instruction::Workdir(_)));
    let set = call("workdir", [literal(&path)]);
    if let Some(form) = as_it_stands(&path, is_last, around) {
        return vec![form];
    }
    let own = |stays| is_last.then(|| Below { order: end::WORKDIR, call: set.clone(), stays });
    let nothing = || Form::new(Way::Typed, Saying::Nothing);
    let made = |methods: &str| {
        let step = format!("dir({}){methods}", literal(&path));
        let form = Form::typed(&[Phase::Directories], step);
        let form = form.note("WORKDIR makes a directory, here for whom it is in force");
        Form { below: own(false), ..form }
    };
    let raw = |user: String| {
        let mut form = around.raw_of(&format!("WORKDIR {path}"));
        form.needs.user = Some(user);
        // It would be made above, and for root.
        form.below = own(true);
        form
    };
    match around.runs_as() {
        // What is there stays whose it is.
        _ if is_of_base(&path) => vec![Form { below: own(false), ..nothing() }],
        As::Raw(user) => vec![raw(user)],
        // It is there, and whose it is: a folder that was made for what was copied into it.
        As::Account if is_last && is_filled_above(&path, around) => {
            vec![Form { below: own(false), ..nothing() }]
        }
        As::Account => {
            let user = around.state().user.clone();
            // Of the group of root a directory would be the group's, too.
            let of_root =
                matches!(around.who, Who::Account { printed, .. } if printed.ends_with(":0"));
            let typed = made(".writable()");
            if of_root { vec![raw(user)] } else { vec![typed, raw(user)] }
        }
        _ if is_last => vec![Form { below: own(false), ..nothing() }],
        _ => {
            let runs_in = later().any(|line| {
                matches!(line.instruction, Instruction::Run(_))
                    && around.absolute(&line.state.directory) == path
            });
            if runs_in {
                return vec![nothing()];
            }
            vec![made(""), nothing().differs(format!("`{path}`{FILLED}"))]
        }
    }
}

/// A directory that the base alone knows, or that a step above makes, moves or looks for.
fn as_it_stands(path: &str, is_last: bool, around: &Around<'_>) -> Option<Form> {
    let is_of_variable = path.contains('$');
    if !is_of_variable && (is_of_base(path) || !is_made_above(path, around)) {
        return None;
    }
    let line = format!("WORKDIR {path}");
    let mut form = around.raw_of(&line);
    if let As::Raw(user) = around.runs_as() {
        form.needs.user = Some(user);
    }
    if !is_of_variable {
        return Some(form);
    }
    // Below what is started nothing sets it back.
    form.below =
        is_last.then(|| Below { order: end::LAST, call: around.raw_call(&line), stays: false });
    Some(form.note("only the base image knows this directory: name it"))
}

/// Whether a command above may make a directory, or another thing of its name. `mkdir -p` and `chown` take
/// one that is there.
fn is_made_above(path: &str, around: &Around<'_>) -> bool {
    let above = around.stage.lines.iter().filter(|line| line.number < around.line.number);
    let runs = above.filter(|line| matches!(line.instruction, Instruction::Run(_)));
    let names = |text: &str| {
        text.match_indices(path).any(|(at, _)| {
            let behind = text[at + path.len()..].chars().next();
            !behind.is_some_and(|c| c.is_alphanumeric() || "-_./".contains(c))
        })
    };
    let bears = |command: &str| {
        let command = command.trim_start().trim_start_matches("RUN ").trim_start();
        command.starts_with("mkdir -p ") || command.starts_with("chown ")
    };
    runs.flat_map(|line| line.text.split("&&")).any(|command| names(command) && !bears(command))
}

/// Whether something is copied into a directory above.
fn is_filled_above(path: &str, around: &Around<'_>) -> bool {
    let above = around.stage.lines.iter().filter(|line| line.number < around.line.number);
    let mut copies = above.filter_map(|line| match &line.instruction {
        Instruction::Copy(copy) => Some(around.absolute(&copy.destination)),
        _ => None,
    });
    copies.any(|to| to.trim_end_matches('/') == path || to.starts_with(&format!("{path}/")))
}

/// Whether every base with a file system has a directory.
pub(super) fn is_of_base(path: &str) -> bool {
    const FOLDERS: &[&str] = &[
        "/",
        "/bin",
        "/boot",
        "/dev",
        "/etc",
        "/home",
        "/lib",
        "/media",
        "/mnt",
        "/opt",
        "/proc",
        "/root",
        "/run",
        "/sbin",
        "/srv",
        "/sys",
        "/tmp",
        "/usr",
        "/usr/bin",
        "/usr/lib",
        "/usr/local",
        "/usr/local/bin",
        "/usr/local/lib",
        "/usr/sbin",
        "/usr/share",
        "/usr/src",
        "/var",
        "/var/cache",
        "/var/lib",
        "/var/log",
        "/var/tmp",
    ];
    FOLDERS.contains(&path)
}

/// The shell of those who build on the image; steps name theirs themselves.
pub(super) fn shell(shell: &[String], around: &Around<'_>) -> Vec<Form> {
    let mut later = around.stage.lines.iter().filter(|line| line.number > around.line.number);
    if later.any(|line| matches!(line.instruction, Instruction::Shell(_))) {
        return vec![Form::new(Way::Typed, Saying::Nothing)];
    }
    vec![Form::end(end::SHELL, vec![call("shell", [list(shell)])])]
}
