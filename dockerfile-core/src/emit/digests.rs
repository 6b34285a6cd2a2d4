//! The inputs of images: every line of the stages that an image needs, with what the line reads of
//! the declaration and of the disk.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::asked::Asked;
use super::order::Order;
use super::surroundings::Surroundings;
use super::targets::{Builds, Built, is_of_builders};
use super::work::{Work, report};
use crate::check::complaints;
use crate::check::report::Report;
use crate::declare::context::BuildContext;
use crate::declare::disk::{Disk, Tree};
use crate::declare::given::Given;
use crate::print::{digest, render};
use crate::program::dialect;
use crate::program::input::{ImageInputs, Input, LayerInputs, StageInputs};
use crate::program::instruction::{
    AddSource, ArgInstruction, CopySource, From, Instruction, Network, RunInstruction, RunMount,
};
use crate::program::place::Place;
use crate::program::program::{LoweredStage, Program};
use crate::program::reference::Reference;
use crate::program::unread::Unread;
use crate::recipes::checkout;
use crate::recipes::let_in::LetIn;
use crate::value::StageName;
use crate::value::path::parent;

/// The inputs of these images, as the disk is now; none where nothing is emitted.
pub(super) fn inputs(orders: &[Order], all: &Asked, at: Place) -> Result<Vec<ImageInputs>, Report> {
    if Surroundings::of_build_script().is_switched_off() {
        return Ok(vec![]);
    }
    let around = Surroundings::of_test(&checkout::package_folder().to_string_lossy());
    let disk = Rc::default();
    let mut work = Work::begin(&around, Rc::clone(&disk), at)?;
    let images: Vec<_> = orders.iter().filter_map(|order| work.image(order)).collect();
    let builds = Builds::named(&images, all, None, &mut work, &around);
    if !work.diagnostics.is_empty() {
        return Err(report(work.diagnostics));
    }
    let of = |built: &Built<'_>| {
        let found = Gathered::of(built, &builds, &disk).and_then(Gathered::image);
        let at = built.image.order.at;
        found.map_err(|unread| report(vec![complaints::unread_context(unread, at)]))
    };
    builds.built.iter().map(of).collect()
}

/// The inputs of one image that are gathered so far.
struct Gathered<'b> {
    built: &'b Built<'b>,
    program: &'b Program,
    disk: &'b Disk,
    tree: Rc<Tree>,
    let_in: LetIn,
    /// The values of build variables that the emission sets.
    arguments: BTreeMap<String, String>,
    contexts: BTreeMap<String, BuildContext>,
    platforms: Vec<String>,
    seen: BTreeSet<&'b str>,
    stages: Vec<StageInputs>,
}

impl<'b> Gathered<'b> {
    fn of(built: &'b Built<'b>, builds: &Builds<'_>, disk: &'b Disk) -> Result<Self, Unread> {
        let (own, all) = (&built.image.order.asked, builds.all);
        let text = |value: &Given| value.text.clone();
        let arguments = builds.said(&own.args, &all.args, |_| true, text);
        let contexts = builds.said(&own.contexts, &all.contexts, |_| true, Clone::clone);
        let platforms = own.platforms.as_ref().or(all.platforms.as_ref());
        Ok(Self {
            built,
            program: &built.image.checked.program,
            tree: disk.tree(&built.image.order.context)?,
            disk,
            let_in: LetIn::of(&built.image.ignored()),
            arguments: arguments.into_iter().collect(),
            contexts: contexts.into_iter().collect(),
            platforms: platforms.into_iter().flatten().map(text).collect(),
            seen: BTreeSet::new(),
            stages: vec![],
        })
    }

    fn image(mut self) -> Result<ImageInputs, Unread> {
        self.visit(self.built.stage)?;
        let mut inputs = vec![];
        let needed = dialect::oldest(self.program, self.built.image.checked.allowed);
        let pins = &self.built.image.pins;
        inputs.extend(pins.frontend(needed).map(|reference| image(&reference)));
        inputs.extend(self.platforms.iter().map(|name| Input::Platform { name: name.clone() }));
        inputs.extend(render::epoch(self.program).map(|arg| self.argument(&arg)));
        // Variables that builders know without an ARG line. Proxies are left out: builders do not
        // count them as inputs either.
        let said = self.arguments.iter().filter(|(name, _)| {
            is_of_builders(name) && !name.to_ascii_uppercase().ends_with("_PROXY")
        });
        let known = said.map(|(name, value)| argument(name, Some(value)));
        inputs.extend(known.filter(|_| self.program.epoch.is_none()));
        Ok(digest::sealed(self.built.name.clone(), inputs, self.stages))
    }

    /// Gathers the inputs of a stage, after those of stages that it needs.
    fn visit(&mut self, stage: &'b LoweredStage) -> Result<(), Unread> {
        if !self.seen.insert(stage.name.as_str()) {
            return Ok(());
        }
        let image = self.built.image;
        let head = render::from_line(stage, &image.pins) + "\n" + &render::scans(stage);
        let from = match &stage.from {
            From::Scratch => vec![],
            From::Stage(name) => self.files(name, &[])?,
            From::Image { .. } => image.pins.image(stage).map(self::image).into_iter().collect(),
        };
        let mut layers = vec![layer(head.trim_end(), stage.at, from)];
        let mut texts = self.program.stages.iter().zip(&image.checked.lines);
        let texts = texts.find(|(one, _)| one.name == stage.name).map_or(&[][..], |(_, it)| it);
        for (line, text) in stage.lines.iter().zip(texts) {
            let inputs = self.read_by(&line.instruction)?;
            layers.push(layer(text, line.at, inputs));
        }
        self.stages.push(StageInputs { name: stage.name.to_string(), layers });
        Ok(())
    }

    fn read_by(&mut self, instruction: &'b Instruction) -> Result<Vec<Input>, Unread> {
        match instruction {
            Instruction::Arg(arg) => Ok(vec![self.argument(arg)]),
            Instruction::Run(run) => self.read_by_step(run),
            Instruction::Copy(copy) => match &copy.source {
                CopySource::Context(paths) => {
                    self.of_context(paths.iter().map(|path| path.known()))
                }
                CopySource::From(name, paths) => {
                    let paths: Vec<&str> = paths.iter().map(|path| path.known()).collect();
                    self.files(name, &paths)
                }
                CopySource::Inline(_) => Ok(vec![]),
            },
            Instruction::Add(add) => {
                let is_checked = match &add.source {
                    AddSource::Url { checksum, .. } => checksum.is_some(),
                    AddSource::Git { commit, .. } => commit.is_some(),
                };
                Ok(vec![Input::Remote { is_checked }])
            }
            Instruction::Raw(line) => self.read_by_given(line),
            _ => Ok(vec![]),
        }
    }

    fn read_by_step(&mut self, run: &'b RunInstruction) -> Result<Vec<Input>, Unread> {
        let mut inputs = vec![];
        for mount in &run.options.mounts {
            inputs.extend(match mount {
                RunMount::Bind { from: None, source, .. } => self.of_context([source.as_str()])?,
                RunMount::Bind { from: Some(name), source, .. } => self.files(name, &[source])?,
                RunMount::Cache { from: Some((name, folder)), .. } => {
                    self.files(name, &[folder])?
                }
                _ => vec![],
            });
        }
        let is_alone = run.options.network == Some(Network::None);
        inputs.extend((!is_alone).then_some(Input::Network));
        Ok(inputs)
    }

    /// The inputs of a raw line. Its paths are not read, so they may be all that the ignore file
    /// lets in.
    fn read_by_given(&mut self, line: &str) -> Result<Vec<Input>, Unread> {
        let word = line.split([' ', '\t']).next().unwrap_or_default();
        let mut inputs = vec![];
        if word == "ARG" {
            let names = line.split_whitespace().skip(1).filter_map(|word| word.split('=').next());
            let said = names.filter_map(|name| Some((name, self.arguments.get(name)?)));
            inputs.extend(said.map(|(name, value)| argument(name, Some(value))));
        }
        if matches!(word, "COPY" | "ADD" | "RUN" | "ONBUILD") {
            inputs.extend(self.of_context(["."])?);
            inputs.push(Input::Network);
        }
        if line.contains("from=") {
            for stage in &self.program.stages {
                if !self.seen.contains(stage.name.as_str()) {
                    inputs.push(Input::OtherStage { name: stage.name.to_string() });
                    self.visit(stage)?;
                }
            }
        }
        Ok(inputs)
    }

    fn of_context<'p>(
        &self,
        paths: impl IntoIterator<Item = &'p str>,
    ) -> Result<Vec<Input>, Unread> {
        let taken = paths.into_iter().map(|path| self.tree.taken(path, &self.let_in));
        Ok(taken.collect::<Result<Vec<_>, _>>()?.concat())
    }

    /// What is read of a stage, or of a named build context.
    fn files(&mut self, name: &'b StageName, paths: &[&str]) -> Result<Vec<Input>, Unread> {
        if let Some(stage) = self.program.stages.iter().find(|stage| stage.name == *name) {
            self.visit(stage)?;
            return Ok(vec![Input::OtherStage { name: name.to_string() }]);
        }
        let Some(folder) = self.contexts.get(name.as_str()) else {
            return Ok(vec![Input::Context { name: name.to_string() }]);
        };
        let (tree, all) = (self.disk.tree(folder)?, LetIn::default());
        let taken = paths.iter().map(|path| tree.taken(before_pattern(path), &all));
        Ok(taken.collect::<Result<Vec<_>, _>>()?.concat())
    }

    /// The input of a build variable: the emission's value, or the default.
    fn argument(&self, arg: &ArgInstruction) -> Input {
        let of_all = || self.program.args.iter().find(|one| one.name == arg.name)?.default.as_ref();
        let said = self.arguments.get(arg.name.as_str());
        argument(arg.name.as_str(), said.or(arg.default.as_ref()).or_else(of_all))
    }
}

/// The folder in front of the first name with a pattern, or the whole path. It begins without `/`,
/// which is the context's root.
fn before_pattern(path: &str) -> &str {
    let path = path.trim_start_matches('/');
    match path.find(['*', '?']) {
        Some(at) => parent(&path[..at]),
        None => path,
    }
}

fn argument(name: &str, value: Option<&String>) -> Input {
    Input::Argument { name: name.to_owned(), value: value.cloned() }
}

fn image(reference: &str) -> Input {
    let is_pinned = Reference::of(reference).is_pinned();
    Input::RegistryImage { reference: reference.to_owned(), is_pinned }
}

fn layer(text: &str, at: Place, inputs: Vec<Input>) -> LayerInputs {
    let (text, file) = (text.to_owned(), at.file().to_owned());
    LayerInputs { text, file, line: at.line(), inputs }
}

#[cfg(test)]
mod tests {
    use super::{before_pattern, image};
    use crate::program::input::Input;

    #[test]
    fn a_pattern_is_looked_for_in_the_folder_before_it() {
        for (path, before) in [
            ("/out/app", "out/app"),
            ("//out", "out"),
            ("/out/*.so", "out"),
            ("/out/lib?.so", "out"),
            ("/usr/*/lib?/x", "usr"),
            ("/*", ""),
            ("?x", ""),
            ("/", ""),
        ] {
            assert_eq!(before_pattern(path), before, "{path}");
        }
        let is_pinned = |reference: &str| match image(reference) {
            Input::RegistryImage { is_pinned, .. } => is_pinned,
            other => panic!("{other:?}"),
        };
        assert!(is_pinned(&format!("debian:12@sha256:{}", "0a".repeat(32))));
        assert!(!is_pinned("debian:12") && !is_pinned("debian:12@sha256:0a"));
    }
}
