//! WORKDIR and SHELL: what is in force for the lines below.

use super::around::{Around, As, Home, Who};
use super::form::{Below, Form, Phase, Saying, Way, call, end};
use super::inside::Inside;
use super::known::{self, There};
use super::rust::{list, literal};
use super::source::written;
use crate::file::{Instruction, Workdir};

/// Of a folder that no line of its own makes.
pub(super) const FILLED: &str = " is made by what goes into it";

/// The stage's own directory, or one that steps name for themselves.
pub(super) fn workdir(marked: &Workdir, around: &Around<'_>) -> Vec<Form> {
    let word = around.filled_in(&marked.word);
    match around.inside.then(&word) {
        Inside::At(path) => at(&path, around),
        leads_to => as_it_stands(&word, leads_to, around).into_iter().collect(),
    }
}

/// A directory whose path is certain.
fn at(path: &str, around: &Around<'_>) -> Vec<Form> {
    let lines = &around.stage.lines;
    let later = || lines.iter().filter(|line| line.number > around.line.number);
    let is_last = !later().any(|line| matches!(line.instruction, Instruction::Workdir(_)));
    let set = call("workdir", [literal(path)]);
    let is_below = around.home == Home::Below;
    let own = |stays| {
        let stays = stays || is_below;
        is_last.then(|| Below { order: end::WORKDIR, call: set.clone(), stays })
    };
    let nothing = || Form { below: own(false), ..Form::new(Way::Typed, Saying::Nothing) };
    let made = |methods: &str| {
        let step = format!("dir({}){methods}", literal(path));
        let form = Form::typed(&[Phase::Directories], step);
        let form = form.note("WORKDIR makes a directory, here for whom it is in force");
        Form { below: own(false), ..form }
    };
    let runs_as = around.runs_as();
    let raw = || {
        let mut form = around.raw_of(&format!("WORKDIR {path}"));
        form.needs.user = around.needs_user();
        form.needs.leads_to = Some(Inside::At(path.to_owned()));
        // It would be made above, and for root.
        form.below = own(true).filter(|_| runs_as != As::Base);
        form
    };
    let has = known::has(around.reference, path);
    match &runs_as {
        As::Base => vec![raw()],
        // What is there stays whose it is.
        _ if has == There::Yes => vec![nothing()],
        _ if is_made_above(path, around) => vec![raw()],
        As::Raw(_) => vec![raw()],
        // It is there, and whose it is: a folder that was made for what was copied into it.
        As::Account if is_last && is_filled_above(path, around) => vec![nothing()],
        As::Account => {
            // Of the group of root a directory would be the group's, too.
            let of_root =
                matches!(around.who, Who::Account { printed, .. } if printed.ends_with(":0"));
            if of_root || has == There::Perhaps {
                vec![raw()]
            } else {
                vec![made(".writable()"), raw()]
            }
        }
        As::Root if is_last => vec![nothing()],
        As::Root => {
            let runs_in = later().any(|line| {
                matches!(line.instruction, Instruction::Run(_))
                    && around.absolute(&line.state.directory).as_deref() == Some(path)
            });
            match has {
                _ if runs_in => vec![nothing()],
                There::Perhaps => vec![raw()],
                _ => vec![made(""), nothing().differs(format!("`{path}`{FILLED}"))],
            }
        }
    }
}

/// A directory that only a builder comes to: a variable is in it, or it begins in the base's own.
fn as_it_stands(word: &str, leads_to: Inside, around: &Around<'_>) -> Option<Form> {
    let is_absolute = word.starts_with('/');
    if !is_absolute {
        around.way()?;
    }
    let mut form = around.raw_of(&format!("WORKDIR {}", written(word)));
    form.needs.user = around.needs_user();
    form.needs.directory = !is_absolute;
    form.needs.leads_to = Some(leads_to);
    Some(form.note("only a builder knows this directory: name it"))
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
        Instruction::Copy(copy) => around.absolute(&copy.destination),
        _ => None,
    });
    copies.any(|to| to.trim_end_matches('/') == path || to.starts_with(&format!("{path}/")))
}

/// The shell of those who build on the image; steps name theirs themselves.
pub(super) fn shell(shell: &[String], around: &Around<'_>) -> Vec<Form> {
    let mut later = around.stage.lines.iter().filter(|line| line.number > around.line.number);
    if later.any(|line| matches!(line.instruction, Instruction::Shell(_))) {
        return vec![Form::new(Way::Typed, Saying::Nothing)];
    }
    vec![Form::end(end::SHELL, vec![call("shell", [list(shell)])])]
}
