//! Whom a stage runs as.

use super::around::Who;
use super::form::{Call, Item, Levels, Way, call, end, raw};
use super::known;
use super::rust::literal;
use super::source::names;
use super::under::{Under, arg_line};
use crate::file::{Instruction, Line};

/// What is added to a line's number where the level is that of whom the stage runs as.
pub(super) const WHO: u32 = 1 << 30;

const ROOT: &str = "decide whom it runs as: `.account(user(\"app\"))`, or why it needs root with `.runs_as_root(\"why\")`";
const LOST: &str = "runs as root: name the base's own user by its `USER` line, `image(..).family(..).runs_as(472, 0)`, and keep that with `.keeps_base_user(\"why\")`";
const NAMED: &str = "decide which numbers the user and its group have: `.account(existing(\"name\", 1000))` or `.account(uid(1000))` takes the place of both lines";

/// Says whom a stage runs as, below its layers.
pub(super) fn say(under: &mut Under<'_>, is_target: bool, levels: &Levels) {
    let stage = under.stage;
    let user = stage.lines.iter().rfind(|line| matches!(line.instruction, Instruction::User(_)));
    let number = user.map_or(stage.number, |line| line.number);
    let reason = literal(&format!("as in {}:{number}", under.source.called));
    let (calls, note) = match (&under.end.who, user) {
        (Who::Account { expression: Some(expression), .. }, Some(_)) => {
            (vec![call("account", [expression.clone()])], None)
        }
        (Who::Account { .. }, _) => (vec![], None),
        (Who::Root, Some(_)) => (vec![call("runs_as_root", [reason])], Some(ROOT)),
        (Who::Raw(_), Some(_)) => (vec![call("keeps_base_user", [reason])], Some(NAMED)),
        (Who::Base, _) if is_target || runs_as_base(under) => {
            let level = levels.get(&(WHO + number)).copied().unwrap_or(0);
            let is_known = under.reference.is_some_and(known::is_not_root);
            let note = if level > 0 { Some(LOST) } else { Some(ROOT).filter(|_| !is_known) };
            let method = if level > 0 { "runs_as_root" } else { "keeps_base_user" };
            (vec![call(method, [reason])], note)
        }
        _ => (vec![], None),
    };
    if calls.is_empty() {
        return;
    }
    let text = user.map_or_else(|| stage.text.clone(), |line| line.text.clone());
    under.items.push(Item {
        number,
        text,
        way: Way::Typed,
        comments: vec![],
        notes: note.into_iter().map(str::to_owned).collect(),
        differs: vec![],
        calls,
        out_of_order: None,
        is_said: true,
    });
    if let (Who::Raw(user), Some(line)) = (&under.end.who, user) {
        let reason = format!("as in {}:{number}", under.source.called);
        let unseen = names(user).into_iter().filter(|name| under.end.waiting.contains(name));
        let mut calls: Vec<Call> =
            unseen.map(|name| arg_line(&name, &line.state, &reason)).collect();
        calls.push(raw(&format!("USER {user}"), &reason));
        let item = Item { calls, ..under.item(line, Way::Raw, true) };
        under.below.push((end::USER, item));
        under.end.raw_user = Some(user.clone());
    }
}

/// Whether steps of a stage that says no user are its base's.
fn runs_as_base(under: &Under<'_>) -> bool {
    let is_run = |line: &Line| matches!(line.instruction, Instruction::Run(_));
    under.reference.is_some_and(known::is_not_root) && under.stage.lines.iter().any(is_run)
}
