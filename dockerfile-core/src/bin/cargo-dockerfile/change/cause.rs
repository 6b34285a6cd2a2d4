//! Why a layer runs again: the first of its inputs that is another, followed to where it comes from.

use std::collections::BTreeMap;

use serde::Serialize;

use super::pairs::{Pairs, pairs, stage_before};
use super::shown::Shown;
use crate::file::{Instruction, Origin, Stage, spelled, unmarked};
use crate::graph::{Input, Layer, What};
use crate::moment::Built;
use crate::targets::Target;

/// An input that is another.
#[derive(Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Cause {
    /// The line was not there.
    Line,
    /// A line above is gone, or has moved.
    Gone {
        text: String,
        old_line: u32,
    },
    Base {
        old: Option<String>,
        new: String,
        line: u32,
    },
    /// The line itself.
    Text {
        old: String,
        new: String,
        old_line: u32,
    },
    File {
        path: String,
        how: How,
    },
    /// ENV or ARG, and the line that sets it; of the old file where nothing sets it any more.
    Variable {
        name: String,
        old: Option<String>,
        new: Option<String>,
        line: Option<u32>,
    },
    /// The same variables in another order.
    Order {
        names: Vec<String>,
    },
    /// The working directory, the user, the shell, and the line that says so.
    Setting {
        name: String,
        old: String,
        new: String,
        line: Option<u32>,
    },
    /// What an image or a mount brings.
    Other {
        name: String,
    },
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum How {
    Changed,
    Added,
    Removed,
    Mode,
}

/// A layer that runs again.
#[derive(Serialize)]
pub(crate) struct Explained {
    pub(crate) layer: Shown,
    /// What of its own is another. Empty, where it only follows.
    pub(crate) causes: Vec<Cause>,
    /// The layer that it follows: above it, or of a stage that it reads.
    pub(crate) follows: Option<Shown>,
    /// Where the chain of those begins: its place among the layers that are explained.
    pub(crate) first: usize,
}

struct Explainer<'a> {
    old: &'a Built,
    new: &'a Built,
    pairs: Pairs<'a>,
    /// Places of the layers that run again, by stage and line.
    again: BTreeMap<(usize, usize), usize>,
}

/// Why each layer runs again.
pub(crate) fn explain(
    target: &Target,
    old: &Built,
    new: &Built,
    layers: &[&Layer],
) -> Vec<Explained> {
    let places = layers.iter().enumerate();
    let again = places.map(|(place, layer)| ((layer.stage, layer.line), place)).collect();
    let explainer = Explainer { old, new, pairs: pairs(old, new), again };
    let mut explained: Vec<Explained> = vec![];
    for (place, layer) in layers.iter().enumerate() {
        let (causes, follows) = explainer.layer(layer);
        let first = follows.map_or(place, |before| explained[before].first);
        let follows = follows.map(|before| explained[before].layer.clone());
        let layer = Shown::layer(target, new, layer);
        explained.push(Explained { layer, causes, follows, first });
    }
    explained
}

impl Explainer<'_> {
    /// A layer's own causes, and the place of the one that it follows.
    fn layer(&self, layer: &Layer) -> (Vec<Cause>, Option<usize>) {
        let Some(before) = self.pairs.get(&(layer.stage, layer.line)) else {
            return (vec![Cause::Line], self.above(layer).ok());
        };
        let mut follows = None;
        let mut causes = vec![];
        if !layer.is_linked() && value(before, &What::Above) != value(layer, &What::Above) {
            match self.above(layer) {
                Ok(place) => follows = Some(place),
                Err(cause) => causes.extend(cause.or_else(|| self.gone(layer, before))),
            }
        }
        causes.extend(self.own(before, layer));
        for input in layer.inputs.iter().filter(|input| differs(before, input)) {
            match input.what {
                What::Stage(stage) if follows.is_none() => match self.of_stage(stage) {
                    Ok(place) => follows = Some(place),
                    Err(cause) => causes.push(cause),
                },
                _ => {}
            }
        }
        (causes, follows)
    }

    /// The layer above, if that runs again; else what the stage stands on, if it is another.
    fn above(&self, layer: &Layer) -> Result<usize, Option<Cause>> {
        let stage = &self.new.graph.file.stages[layer.stage];
        let own = self.new.graph.layers.iter().filter(|one| one.stage == layer.stage);
        let above: Vec<&Layer> = own.take_while(|one| one.line < layer.line).collect();
        for above in above.into_iter().rev() {
            let again = self.again.get(&(above.stage, above.line)).copied();
            // One that is linked does not hold back what stands above it.
            if again.is_some() || !above.is_linked() {
                return again.ok_or(None);
            }
        }
        match stage.from {
            Origin::Stage(base) => self.of_stage(base).map_err(Some),
            _ => Err(self.base(stage)),
        }
    }

    /// The image that a stage stands on, if it is another.
    fn base(&self, stage: &Stage) -> Option<Cause> {
        let (old, new) = (&self.old.graph, &self.new.graph);
        let before = stage_before(&old.file, &new.file, stage);
        let line = stage.number;
        match before {
            Some(before) if self.old_start(before.index) == Some(new.start(stage.index)) => None,
            Some(before) => {
                let old = Some(before.text.clone());
                Some(Cause::Base { old, new: stage.text.clone(), line })
            }
            None => Some(Cause::Base { old: None, new: stage.text.clone(), line }),
        }
    }

    fn old_start(&self, stage: usize) -> Option<crate::graph::Key> {
        let needed = crate::graph::needed(&self.old.graph.file, &[self.old.stage]);
        needed.contains(&stage).then(|| self.old.graph.start(stage))
    }

    /// The first layer of a stage that runs again, or what else of it is another.
    fn of_stage(&self, stage: usize) -> Result<usize, Cause> {
        let own = self.again.range((stage, 0)..(stage + 1, 0)).next();
        if let Some((_, place)) = own {
            return Ok(*place);
        }
        let stage = &self.new.graph.file.stages[stage];
        if let Origin::Stage(base) = stage.from {
            return self.of_stage(base);
        }
        let other = || Cause::Other { name: format!("the stage `{}`", stage.called()) };
        Err(self.base(stage).or_else(|| self.gone_of(stage)).unwrap_or_else(other))
    }

    /// A line that stood at the end of a stage.
    fn gone_of(&self, stage: &Stage) -> Option<Cause> {
        let before = stage_before(&self.old.graph.file, &self.new.graph.file, stage)?;
        let kept: Vec<usize> = self.pairs_of(stage.index).collect();
        let mut olds = self.old.graph.layers.iter().filter(|layer| layer.stage == before.index);
        let gone = olds.rfind(|layer| !kept.contains(&layer.line))?;
        Some(self.gone_line(gone))
    }

    fn pairs_of(&self, stage: usize) -> impl Iterator<Item = usize> {
        self.pairs.range((stage, 0)..(stage + 1, 0)).map(|(_, layer)| layer.line)
    }

    /// A line that stood between a layer and the one above it.
    fn gone(&self, layer: &Layer, before: &Layer) -> Option<Cause> {
        let kept: Vec<usize> = {
            let pairs = self.pairs.range((layer.stage, 0)..(layer.stage, layer.line));
            pairs.map(|(_, layer)| layer.line).collect()
        };
        let olds = self.old.graph.layers.iter();
        let mut olds = olds.filter(|one| one.stage == before.stage && one.line < before.line);
        let gone = olds.rfind(|one| !kept.contains(&one.line))?;
        Some(self.gone_line(gone))
    }

    fn gone_line(&self, layer: &Layer) -> Cause {
        let line = self.old.graph.line(layer);
        Cause::Gone { text: line.text.clone(), old_line: line.number }
    }

    /// Inputs of the line's own that are others.
    fn own(&self, before: &Layer, layer: &Layer) -> Vec<Cause> {
        let (old_line, new_line) = (self.old.graph.line(before), self.new.graph.line(layer));
        let mut causes = vec![];
        let of_line = |input: &&Input| matches!(input.what, What::Text | What::Option);
        let texts = |layer: &Layer| -> Vec<Input> {
            layer.inputs.iter().filter(of_line).cloned().collect()
        };
        let is_other_text = old_line.text != new_line.text && texts(before) != texts(layer);
        if is_other_text {
            let (old, new) = (old_line.text.clone(), new_line.text.clone());
            causes.push(Cause::Text { old, new, old_line: old_line.number });
        } else if texts(before) != texts(layer) {
            causes.extend(self.shell(before, layer));
        }
        causes.extend(files(before, layer, is_other_text));
        causes.extend(self.variables(before, layer));
        for name in ["directory", "user"] {
            let of = |layer: &Layer| {
                let found =
                    layer.inputs.iter().find(|one| one.what == What::Setting && one.name == name);
                found.map(|input| input.value.clone()).unwrap_or_default()
            };
            let (old, new) = (of(before), of(layer));
            if old != new && !is_other_text {
                let line = self.setter(layer, |line| match line {
                    Instruction::Workdir(_) => name == "directory",
                    Instruction::User(_) => name == "user",
                    _ => false,
                });
                causes.push(setting(name, old, new, line));
            }
        }
        if causes.is_empty() {
            let images = layer.inputs.iter().filter(|one| one.what == What::Image);
            let others = images.filter(|input| differs(before, input));
            causes.extend(others.map(|input| Cause::Other { name: input.shown.clone() }));
        }
        causes
    }

    /// The same line in another shell, or with other values in its flags and paths.
    fn shell(&self, before: &Layer, layer: &Layer) -> Option<Cause> {
        let (old, new) = (&self.old.graph.line(before).state, &self.new.graph.line(layer).state);
        let words = |shell: &Option<Vec<String>>| shell.clone().unwrap_or_default().join(" ");
        if old.shell != new.shell {
            let line = self.setter(layer, |line| matches!(line, Instruction::Shell(_)));
            let (old, new) = (words(&old.shell), words(&new.shell));
            return Some(setting("shell", old, new, line));
        }
        // A directory that a relative path is joined to, or a variable in it.
        if old.directory != new.directory {
            let line = self.setter(layer, |line| matches!(line, Instruction::Workdir(_)));
            let (old, new) = (old.directory.clone(), new.directory.clone());
            return Some(setting("directory", old, new, line));
        }
        let other = new.env.iter().find(|pair| !old.env.contains(pair))?;
        let was = old.env.iter().find(|(name, _)| *name == other.0).map(|(_, value)| value.clone());
        Some(self.variable(layer, &other.0, was, Some(other.1.clone())))
    }

    fn variables(&self, before: &Layer, layer: &Layer) -> Vec<Cause> {
        let (old, new) = (variables(before), variables(layer));
        let value = |all: &[(&str, &str)], name: &str| {
            let found = all.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let mut names: Vec<&str> = new.iter().chain(&old).map(|(name, _)| *name).collect();
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(*name));
        let differing = names.iter().filter(|name| value(&old, name) != value(&new, name));
        let causes: Vec<Cause> = differing
            .map(|name| self.variable(layer, name, value(&old, name), value(&new, name)))
            .collect();
        if causes.is_empty() && old != new {
            let names = new.iter().map(|(name, _)| (*name).to_owned()).collect();
            return vec![Cause::Order { names }];
        }
        causes
    }

    fn variable(
        &self,
        layer: &Layer,
        name: &str,
        old: Option<String>,
        new: Option<String>,
    ) -> Cause {
        let sets = |instruction: &Instruction| match instruction {
            Instruction::Env(pairs) => pairs.iter().any(|(other, _)| other == name),
            Instruction::Arg(pairs) => pairs.iter().any(|(other, _)| other == name),
            _ => false,
        };
        let is_there = new.is_some();
        let line = if is_there { self.setter(layer, sets) } else { None };
        // An ARG without a value takes the one above the first FROM.
        let global = self.new.graph.file.globals.iter().find(|(other, _)| other == name);
        let takes_global = line.is_some_and(|number| self.is_bare_argument(number, name));
        let line = global.filter(|_| takes_global).map(|(_, number)| *number).or(line);
        let told = told([old.as_deref().unwrap_or_default(), new.as_deref().unwrap_or_default()]);
        let [was, is] = told;
        let (old, new) = (old.map(|_| was), new.map(|_| is));
        Cause::Variable { name: name.to_owned(), old, new, line }
    }

    fn is_bare_argument(&self, number: u32, name: &str) -> bool {
        let mut lines = self.new.graph.file.stages.iter().flat_map(|stage| &stage.lines);
        let line = lines.find(|line| line.number == number);
        line.is_some_and(|line| {
            matches!(line.instruction, Instruction::Arg(_))
                && !line.text.contains(&format!("{name}="))
        })
    }

    /// The last line above a layer that sets something, also in the stages that its own is built on.
    fn setter(&self, layer: &Layer, sets: impl Fn(&Instruction) -> bool) -> Option<u32> {
        let file = &self.new.graph.file;
        let (mut stage, mut end) = (layer.stage, layer.line);
        loop {
            let lines = &file.stages[stage].lines[..end];
            if let Some(line) = lines.iter().rev().find(|line| sets(&line.instruction)) {
                return Some(line.number);
            }
            let Origin::Stage(base) = file.stages[stage].from else { return None };
            (stage, end) = (base, file.stages[base].lines.len());
        }
    }
}

fn setting(name: &str, old: String, new: String, line: Option<u32>) -> Cause {
    let [old, new] = told([&old, &new]);
    Cause::Setting { name: name.to_owned(), old, new, line }
}

/// Two values as people know them. Where a quote alone makes them differ, they are spelled out.
fn told(values: [&str; 2]) -> [String; 2] {
    let [old, new] = values.map(unmarked);
    if old == new { values.map(spelled) } else { [old, new] }
}

fn value<'l>(layer: &'l Layer, what: &What) -> Option<&'l str> {
    layer.inputs.iter().find(|input| input.what == *what).map(|input| input.value.as_str())
}

/// Whether an input was not there, or was another.
fn differs(before: &Layer, input: &Input) -> bool {
    !before.inputs.iter().any(|old| old.name == input.name && old.value == input.value)
}

fn variables(layer: &Layer) -> Vec<(&str, &str)> {
    let all = layer.inputs.iter().filter(|input| input.what == What::Variable);
    all.map(|input| (input.name.as_str(), input.value.as_str())).collect()
}

/// Files that are others. Of a line whose own text is another, those that both lines read.
fn files(before: &Layer, layer: &Layer, is_other_text: bool) -> Vec<Cause> {
    let of = |layer: &Layer| -> BTreeMap<String, String> {
        let files = layer.inputs.iter().filter(|input| input.what == What::File);
        files.map(|input| (input.shown.clone(), input.value.clone())).collect()
    };
    let (old, new) = (of(before), of(layer));
    let mut causes = vec![];
    let mut push = |path: &String, how| causes.push(Cause::File { path: path.clone(), how });
    for (path, value) in &new {
        match old.get(path) {
            Some(was) if was == value => {}
            Some(was) => {
                let bare = |value: &str| value.trim_start_matches("executable ").to_owned();
                push(path, if bare(was) == bare(value) { How::Mode } else { How::Changed });
            }
            None if is_other_text => {}
            None => push(path, How::Added),
        }
    }
    for path in old.keys().filter(|path| !is_other_text && !new.contains_key(*path)) {
        push(path, How::Removed);
    }
    causes
}
