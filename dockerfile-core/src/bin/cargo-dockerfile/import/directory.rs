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
    if path.contains('$') {
        // Only the base image knows it: below what is started nothing sets it back.
        let line = format!("WORKDIR {path}");
        let mut form = around.raw_of(&line);
        if let As::Raw(user) = around.runs_as() {
            form.needs.user = Some(user);
        }
        form.below =
            is_last.then(|| Below { order: end::LAST, call: around.raw_call(&line), stays: false });
        return vec![form.note("only the base image knows this directory: name it")];
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
