//! Lowering of recipes' parts.

use std::rc::Rc;

use super::run::{Setting, StepUser};
use super::rustc::Above;
use super::stage::StageLowering;
use super::steps::copy::copy_context;
use super::steps::manifest::{copy_manifest, copy_manifests};
use crate::declare::layer::{Job, Layer, ToolCache};
use crate::declare::part::{Around, Layered, Part, PartKind, Project};
use crate::program::fault::{Fault, Wrong};
use crate::program::instruction::{
    CopyInstruction, CopySource, FileFlags, Instruction, RunForm, RunMount, RunOptions, ValuePart,
};
use crate::program::interpreters::image_of;
use crate::program::place::Place;
use crate::program::reference::Reference;
use crate::program::toolchain::Toolchain;
#[cfg(any(feature = "cargo", feature = "python"))]
use crate::value::VariableOf;
use crate::value::path::name_of;
use crate::value::{AbsPath, ContextPath, Kind, StageName};

impl StageLowering<'_> {
    pub(super) fn part(&mut self, part: &Part) {
        if part.kind != PartKind::Artifacts && part.project.compiles_rust().is_some() {
            self.compile_probe(Above::Recipe);
        }
        let Some(found) = self.found(&part.project) else {
            // The part's steps would have used what waits.
            self.forget_what_waits();
            return;
        };
        match found.layers(part, &self.around()) {
            Ok(layers) => self.layers(&layers, part),
            Err(faults) => {
                self.all.faults.extend(faults);
                self.forget_what_waits();
            }
        }
    }

    /// The project of a recipe, read at its first part and kept; `None` if it could not be read,
    /// which has been reported, or if nothing is read.
    fn found(&mut self, project: &Rc<dyn Project>) -> Option<Rc<dyn Layered>> {
        let readable = self.all.readable.clone()?;
        let declared = Rc::as_ptr(project).cast::<()>();
        if let Some(found) = self.all.projects.get(&declared) {
            return found.clone();
        }
        let found = project.read(&readable).map_err(|unread| {
            self.all.complain(Wrong::Project { tool: project.tool(), unread }, project.name().at);
        });
        self.all.projects.insert(declared, found.clone().ok());
        found.ok()
    }

    /// What a recipe may know of the stage.
    fn around(&self) -> Around {
        let set = self.state.env.iter().map(|(name, value)| {
            let text = match value.as_slice() {
                [ValuePart::Text(text)] => Some(text.clone()),
                _ => None,
            };
            (name.to_string(), text)
        });
        let waits = self.pending.iter().map(|it| (it.name.to_string(), it.value.text.literal()));
        Around {
            family: Some(self.family),
            on_build_platform: self.all.is_on_build_platform(&self.from),
            variables: set.chain(waits).collect(),
            packages: self.state.packages.clone(),
        }
    }

    pub(super) fn layers(&mut self, layers: &[Layer], part: &Part) {
        let at = part.project.name().at;
        for layer in layers {
            match layer {
                Layer::Enter(folder) => {
                    if let Some(folder) = self.computed_path(folder, at) {
                        self.change_dir(folder);
                    }
                }
                Layer::Manifests { files, to } => {
                    let files = self.computed_files(files, at);
                    copy_manifests(&files, to, self);
                }
                Layer::Manifest { file, to } => {
                    if let Some(file) = self.all.checked(ContextPath::parse(file), at, file) {
                        copy_manifest(file, at, to.clone(), self);
                    }
                }
                Layer::Copy { paths, to, except, also, at } => {
                    copy_context(paths, to, except, *also, at, self);
                }
                Layer::FromBeside { what, folder, to } => {
                    if let Some(stage) = self.own_stages(&part.project).beside.get(what).cloned() {
                        self.copy_from(stage, vec![folder.clone()], to.clone());
                    }
                }
                Layer::Take { paths, to, branch } => {
                    self.take(part, paths, to, branch.as_deref());
                }
                Layer::Run(job) => self.job(job, at),
                Layer::Env { name, value } => self.env_of_steps(name, value),
                #[cfg(any(feature = "cargo", feature = "python"))]
                Layer::GivenEnv { name, value } => self.env(name, value, VariableOf::Steps),
                #[cfg(feature = "go")]
                Layer::Uses(value) => {
                    self.parts(value, Kind::Text);
                }
                Layer::Note(note) => {
                    self.all.program.notes.insert(note.clone());
                }
                #[cfg(feature = "cargo")]
                Layer::Remark { way_out, what, why } => {
                    self.remark(way_out, what, why);
                }
                Layer::Builder { variable, at } => {
                    self.builder_variable(*variable, at);
                }
                Layer::Allow { rule, why } => self.allow(rule, why.clone()),
                #[cfg(feature = "cargo")]
                Layer::DebugFiles(folder) => self.debug_files = Some((*folder).to_owned()),
                Layer::Makes(made) => self.made.push(made.clone()),
                Layer::Base { language, wanted } => self.check_base(language, wanted, at),
                Layer::Beside { what, layers } => {
                    let beside = self.beside(what, |stage| stage.layers(layers, part));
                    self.own_stages(&part.project).beside.insert(what, beside);
                }
                Layer::Branch(it) => self.own_stages(&part.project).branches.push(it.clone()),
            }
        }
    }

    // ---- files --------------------------------------------------------------------------

    fn computed_path(&mut self, path: &str, at: Place) -> Option<AbsPath> {
        self.all.checked(AbsPath::parse(path), at, &path)
    }

    fn computed_files(&mut self, files: &[String], at: Place) -> Vec<(ContextPath, Place)> {
        let checked = |file: &String| self.all.checked(ContextPath::parse(file), at, file);
        files.iter().filter_map(checked).map(|file| (file, at)).collect()
    }

    fn take(&mut self, part: &Part, paths: &[String], to: &str, branch: Option<&str>) {
        let at = part.project.name().at;
        let from = part.from.as_ref();
        let Some(from) = from.and_then(|from| self.origin(from)) else { return };
        let from = match branch.map(|branch| self.branch(part, from.clone(), branch)) {
            Some(Some(branch)) => branch,
            Some(None) => return,
            None => from,
        };
        let mut good = self.all.check(to.trim_end_matches('/'), Kind::AbsPath, at);
        for path in paths {
            good &= self.all.check(path, Kind::StagePath, at);
        }
        if good {
            let mut copy = copied(from, paths.to_vec(), to.to_owned());
            copy.flags.link = part.link;
            self.push_artifact(copy, part.anyway.as_ref());
        }
    }

    pub(super) fn copy_from(&mut self, stage: StageName, paths: Vec<String>, to: String) {
        self.push(Instruction::Copy(copied(stage, paths, to)));
    }

    // ---- what runs ----------------------------------------------------------------------

    fn job(&mut self, job: &Job, at: Place) {
        // A quoted word may hold anything but what ends a line of the file.
        let mut texts =
            job.commands.iter().flat_map(|command| command.words.iter().chain([&command.head]));
        if let Some(text) = texts.find(|text| text.contains(['\n', '\r', '\0'])) {
            self.complain(Wrong::NameOfLines { text: text.clone() }, at);
            return;
        }
        let caches = job.caches.iter().map(|cache| self.tool_cache(cache));
        let mut mounts: Vec<RunMount> = caches.collect();
        mounts.extend(job.mounts.iter().filter_map(|mount| mount.lower(StepUser::Root, self)));
        let form = RunForm::Commands(job.commands.clone());
        let options = RunOptions { mounts, ..RunOptions::default() };
        let folder = match &job.folder {
            Some(folder) => match self.computed_path(folder, at) {
                Some(folder) => Some(folder),
                None => return,
            },
            None => None,
        };
        self.get_ready(Setting { folder, ..Setting::default() }, &form);
        self.comments.push(job.comment.to_owned());
        self.put_run(options, form);
        self.keep_apart();
    }

    fn tool_cache(&self, ToolCache { tool, path, locked }: &ToolCache) -> RunMount {
        if *locked { self.locked_cache(tool, path) } else { self.cache_mount(tool, path) }
    }

    /// Checks that the base has the version of its language that the project asks for. Only
    /// official images are checked, whose tag says the version: `rust:1.98-slim-bookworm`.
    fn check_base(&mut self, language: &'static str, wanted: &Toolchain, at: Place) {
        let Some(base) = self.base() else { return };
        let reference = Reference::of(&base);
        let name = name_of(reference.repository);
        let tag = reference.tag.unwrap_or_default();
        let first = tag.split('-').next().unwrap_or_default();
        let (official, version) = match language {
            "Java" => (true, java_of(name, tag).unwrap_or_default()),
            language => (name == image_of(language), first),
        };
        if official && version.starts_with(|c: char| c.is_ascii_digit()) && !wanted.fits(version) {
            // The base that builds and the one that starts the program may have the same version.
            let is_said = |fault: &Fault| {
                matches!(&fault.wrong, Wrong::OtherToolchain { wanted: said, base, .. }
                    if said.file == wanted.file && base == version)
            };
            if !self.all.faults.iter().any(is_said) {
                let (wanted, base) = (wanted.clone(), version.to_owned());
                self.complain(Wrong::OtherToolchain { language, wanted, base }, at);
            }
        }
    }
}

/// A COPY of another stage's paths.
fn copied(stage: StageName, paths: Vec<String>, to: String) -> CopyInstruction {
    let source = CopySource::From(stage, paths.into_iter().map(Into::into).collect());
    CopyInstruction::of(source, FileFlags::default(), to)
}

/// The version of Java in an image: `eclipse-temurin:21.0.5_11-jdk`, `maven:3.9-eclipse-temurin-21`,
/// `gradle:8.14-jdk21`.
fn java_of<'t>(name: &str, tag: &'t str) -> Option<&'t str> {
    let mut parts = tag.split('-').map(|part| part.split('_').next().unwrap_or(part));
    match name {
        "eclipse-temurin" | "amazoncorretto" | "openjdk" => parts.next(),
        "maven" => parts.skip(1).find(|part| part.starts_with(|c: char| c.is_ascii_digit())),
        "gradle" => parts.find_map(|part| part.strip_prefix("jdk")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::java_of;

    #[test]
    fn an_image_says_its_java() {
        for (name, tag, version) in [
            ("eclipse-temurin", "21.0.5_11-jdk", Some("21.0.5")),
            ("amazoncorretto", "21-alpine", Some("21")),
            ("openjdk", "17-slim", Some("17")),
            ("maven", "3.9-eclipse-temurin-21", Some("21")),
            ("maven", "3.9.9-amazoncorretto-17.0.1-al2", Some("17.0.1")),
            ("maven", "3.9", None),
            ("gradle", "8.14-jdk21", Some("21")),
            ("gradle", "jdk17-alpine", Some("17")),
            ("gradle", "8.14", None),
            ("debian", "12", None),
        ] {
            assert_eq!(java_of(name, tag), version, "{name}:{tag}");
        }
    }
}
