//! What is another between two moments of an image: layers, bases, and what the image says.

pub(crate) mod cause;
pub(crate) mod pairs;
pub(crate) mod shown;

use std::collections::BTreeSet;

use crate::file::{Config, Origin};
use crate::graph::{Key, Layer, needed};
use crate::moment::Built;

/// The layers of an image that run again, in the file's order.
pub(crate) fn again<'n>(old: Option<&Built>, new: &'n Built) -> Vec<&'n Layer> {
    let known = keys(old);
    new.graph.layers_for(new.stage).filter(|layer| !known.contains(&layer.key)).collect()
}

/// What layers were but for other stages' files: those with another run again whatever stages make.
pub(crate) fn owns(built: Option<&Built>) -> BTreeSet<&Key> {
    built.iter().flat_map(|built| built.graph.layers_for(built.stage)).map(|one| &one.own).collect()
}

/// The keys that the cache holds.
fn keys(built: Option<&Built>) -> BTreeSet<&Key> {
    built.iter().flat_map(|built| built.graph.layers_for(built.stage)).map(|one| &one.key).collect()
}

/// The stages of an image whose base is one that the old image did not stand on.
pub(crate) fn bases(old: Option<&Built>, new: &Built) -> Vec<usize> {
    let roots = |built: &Built| {
        let file = &built.graph.file;
        let stages = needed(file, &[built.stage]).into_iter();
        let roots = stages.filter(|stage| !matches!(file.stages[*stage].from, Origin::Stage(_)));
        roots.map(|stage| (stage, built.graph.start(stage))).collect::<Vec<_>>()
    };
    let known: BTreeSet<Key> = old.map(roots).into_iter().flatten().map(|(_, key)| key).collect();
    let of_new = roots(new).into_iter();
    of_new.filter(|(_, key)| !known.contains(key)).map(|(stage, _)| stage).collect()
}

/// What the image says that it did not say, or said in another way: names of instructions, and of what
/// they set.
pub(crate) fn configuration(old: &Built, new: &Built) -> Vec<String> {
    let (old, new) = (&old.stage().config, &new.stage().config);
    let mut found = vec![];
    fn differing<'a, V: PartialEq>(
        found: &mut Vec<String>,
        word: &str,
        old: &'a std::collections::BTreeMap<String, V>,
        new: &'a std::collections::BTreeMap<String, V>,
    ) {
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let names = names.into_iter().filter(|name| old.get(*name) != new.get(*name));
        found.extend(names.map(|name| format!("{word} {name}")));
    }
    differing(&mut found, "ENV", &old.env, &new.env);
    differing(&mut found, "LABEL", &old.labels, &new.labels);
    type Same = fn(&Config, &Config) -> bool;
    let plain: [(&str, Same); 11] = [
        ("USER", |one, other| one.user == other.user),
        ("WORKDIR", |one, other| one.directory == other.directory),
        ("ENTRYPOINT", |one, other| one.entrypoint == other.entrypoint),
        ("CMD", |one, other| one.cmd == other.cmd),
        ("EXPOSE", |one, other| one.ports == other.ports),
        ("VOLUME", |one, other| one.volumes == other.volumes),
        ("HEALTHCHECK", |one, other| one.healthcheck == other.healthcheck),
        ("STOPSIGNAL", |one, other| one.stopsignal == other.stopsignal),
        ("SHELL", |one, other| one.shell == other.shell),
        ("ONBUILD", |one, other| one.onbuild == other.onbuild),
        ("MAINTAINER", |one, other| one.author == other.author),
    ];
    found
        .extend(plain.iter().filter(|(_, same)| !same(old, new)).map(|(word, _)| word.to_string()));
    found
}

#[cfg(test)]
mod spellings;
