//! ARG: variables of the build, as variables of Rust.

use std::collections::BTreeMap;

use super::around::Around;
use super::form::{Call, Form, Handle, Levels, Saying, Way, call};
use super::rust::{self, literal};
use super::source::{PLATFORM, Source, args};

/// The ARGs that are typed, and their variables by their names.
pub(super) fn handles(
    source: &Source,
    levels: &Levels,
    used: &mut Vec<String>,
) -> (Vec<Handle>, BTreeMap<String, String>) {
    let mut defaults: BTreeMap<&str, (u32, Vec<Option<&String>>, bool)> = BTreeMap::new();
    for line in source.file.stages.iter().flat_map(|stage| &stage.lines) {
        for (name, default) in args(line) {
            let entry = defaults.entry(name).or_insert((line.number, vec![], true));
            if !entry.1.contains(&default.as_ref()) {
                entry.1.push(default.as_ref());
            }
            entry.2 &= levels.get(&line.number).is_none_or(|level| *level == 0);
            // One that takes the place of an ENV stands where it stood.
            entry.2 &= !line.state.env.iter().any(|(other, _)| other == name)
                || !source.sets(name, line.number);
            // A default that is made of another variable is a line of its own.
            let raw = line.text.split_once(&format!("{name}=")).map_or("", |(_, rest)| rest);
            entry.2 &= !raw.split_whitespace().next().unwrap_or_default().contains('$');
        }
    }
    let (mut handles, mut by_name) = (vec![], BTreeMap::new());
    for (name, (number, values, is_typed)) in defaults {
        let [default] = values.as_slice() else { continue };
        if !is_typed || PLATFORM.contains(&name) {
            continue;
        }
        let variable = rust::identifier(name, used);
        let mut expression = format!("arg({})", literal(name));
        if let Some(default) = default {
            expression += &format!(".default({})", literal(default));
        }
        by_name.insert(name.to_owned(), variable.clone());
        handles.push(Handle { number, variable, expression });
    }
    handles.sort_by_key(|handle| handle.number);
    (handles, by_name)
}

/// The ways of an ARG line: a variable of Rust, whose first use prints it, or the line.
pub(super) fn forms(pairs: &[(String, Option<String>)], around: &Around<'_>) -> Vec<Form> {
    let is_known = |name: &String| {
        let is_handle = || around.handles.contains_key(name) && !around.is_set(name);
        PLATFORM.contains(&name.as_str()) || is_handle()
    };
    let mut forms = vec![];
    if pairs.iter().all(|(name, _)| is_known(name)) {
        forms.push(Form::new(Way::Typed, Saying::Nothing));
    } else {
        // Which forms there are may not depend on the level.
        forms.push(Form::new(Way::Raw, Saying::Here(raw(pairs, around))));
    }
    forms.push(Form::new(Way::Raw, Saying::Here(raw(pairs, around))));
    forms
}

/// ARG lines as they would stand in the emitted file, which has none above its first FROM.
pub(super) fn raw(pairs: &[(String, Option<String>)], around: &Around<'_>) -> Vec<Call> {
    let line = |(name, default): &(String, Option<String>)| {
        let raw = around.line.text.contains(&format!("{name}=")) && around.line.text.contains('$');
        let as_given = around.raw_text().filter(|_| raw && pairs.len() == 1);
        let line = as_given.unwrap_or_else(|| match default {
            Some(default) => {
                let default =
                    default.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$");
                format!("ARG {name}=\"{default}\"")
            }
            None => format!("ARG {name}"),
        });
        call("raw", [literal(&line), literal(around.reason)])
    };
    pairs.iter().map(line).collect()
}
