//! The stage or the base that compiles the program of a health check, called a probe.

use std::iter::successors;
use std::rc::Rc;

use super::nodes::{count_image, in_build_order, name_of};
use super::rustc::{Above, Compiler, CompilesHere, CompilingBase, FoundCompiler, probe_of};
use super::shared::{Shared, reference};
use crate::declare::base::{External, GivenPlatform};
use crate::declare::family::FamilyKind;
use crate::declare::part::{PartKind, RustTargets};
use crate::declare::stage::node::{Line, Node, Start};
use crate::declare::steps::origin::Origin;
use crate::declare::steps::probe::Probe;
use crate::declare::steps::step::Step;
use crate::program::fault::Wrong;
use crate::program::note::Note;
use crate::program::phase::Phase;
use crate::program::place::Place;
use crate::program::reference::Reference;
use crate::program::releases::release;
use crate::program::start::Libc;

/// Finds the compilers of all probes before stages are lowered: a stage has to know that it is to
/// compile one, and a base that several start from becomes a stage.
pub(super) fn look_for_compilers(nodes: &[Rc<Node>], shared: &mut Shared) {
    let mut compilers = vec![];
    for node in nodes {
        let Some(probe) = probe_of(&node.lines) else { continue };
        let compiler = compiler(probe, node);
        if let Ok(compiler) = &compiler {
            // Images of one file share the program of their probes.
            shared.probes_are_static |= !finds_its_libc(compiler, &base(node));
            compilers.push(compiler.clone());
        }
        match compiler {
            Ok(Compiler::Base(base)) if probe.built_in.is_none() => {
                count_image(&base.image, &base.platform, shared);
            }
            Ok(Compiler::Stage(node, here)) => {
                shared.compilers.entry(Rc::as_ptr(&node)).or_insert(here);
            }
            Ok(Compiler::Base(_)) | Err(_) => {}
        }
    }
    if shared.probes_are_static {
        shared.program.notes.extend(compilers.iter().filter_map(static_libc));
    }
}

/// Whether a program that is linked where the probe is compiled certainly starts on the image's
/// base: both have a known glibc, the base's is not older, and no bot may move either.
fn finds_its_libc(compiler: &Compiler, image: &CompilingBase) -> bool {
    let compiles = match compiler {
        Compiler::Base(base) => base.clone(),
        Compiler::Stage(node, _) => base(node),
    };
    let glibc = |base: &CompilingBase| {
        let stays = base.family.libc() == Libc::Glibc && base.image.track.is_none();
        let reference = reference(&base.image);
        let release = release(&Reference::of(&reference))?;
        stays.then_some(release.glibc)
    };
    matches!((glibc(&compiles), glibc(image)), (Some(asked), Some(has)) if has >= asked)
}

/// The compiler of an image's probe: the declared one, or the best of its stages.
pub(super) fn compiler(probe: &Probe, image: &Rc<Node>) -> FoundCompiler {
    let Some(said) = &probe.built_in else { return best_of_stages(image, probe.at) };
    let wanted = base(image).platform;
    match &said.origin {
        Origin::Image(image, platform) => {
            let stage = reference(image);
            targets_of(platform, &wanted, RustTargets::Own, stage)?;
            let (family, runs_as) = (said.family, said.runs_as);
            let (image, platform) = (image.clone(), platform.clone());
            Ok(Compiler::Base(CompilingBase { image, platform, family, runs_as }))
        }
        Origin::Stage(node) => of_stage(node, &wanted, probe.at),
        Origin::Context(_) => Err(Box::new(Wrong::NoRust)),
    }
}

/// The targets that a compiler on `platform` is told, so that the probe starts on the wanted
/// platform. `targets` are those that a recipe of the stage has.
fn targets_of(
    platform: &GivenPlatform,
    wanted: &GivenPlatform,
    targets: RustTargets,
    stage: String,
) -> Result<RustTargets, Box<Wrong>> {
    let is_builders = matches!(platform, GivenPlatform::Build);
    match platform {
        GivenPlatform::Fixed { platform, .. } => {
            let platform = platform.text.clone();
            Err(Box::new(Wrong::OfOnePlatform { platform, runs: true }))
        }
        _ if is_builders == matches!(wanted, GivenPlatform::Build) => Ok(RustTargets::Own),
        _ if is_builders && targets != RustTargets::Own => Ok(targets),
        _ => Err(Box::new(Wrong::ProbeOfOther { stage, is_builders })),
    }
}

/// A note about the package that linking statically needs, on distributions that have it apart from
/// their compiler.
fn static_libc(compiler: &Compiler) -> Option<Note> {
    let (stage, family, lines) = match compiler {
        Compiler::Base(base) => (reference(&base.image), base.family, vec![]),
        Compiler::Stage(node, _) => (name_of(node), node.family, node.lines.clone()),
    };
    let package = match family {
        FamilyKind::Fedora | FamilyKind::RedHat => "glibc-static",
        FamilyKind::Suse => "glibc-devel-static",
        _ => return None,
    };
    let brings = |line: &Line| match &line.step {
        Step::Packages(packages) => {
            packages.names.iter().any(|name| name.text.starts_with(package))
        }
        _ => false,
    };
    (!lines.iter().any(brings)).then_some(Note::StaticLibc { stage, package })
}

/// The base of a stage.
fn base(node: &Node) -> CompilingBase {
    match &node.from {
        Start::Image { image, platform, runs_as } => {
            let (image, platform) = (image.clone(), platform.clone());
            CompilingBase { image, platform, family: node.family, runs_as: *runs_as }
        }
        Start::Stage(parent) => base(parent),
    }
}

/// The targets of a recipe among the stage's own lines, if one compiles Rust.
fn targets(node: &Node) -> Option<RustTargets> {
    node.lines.iter().find_map(|line| match &line.step {
        Step::Part(part) if part.kind != PartKind::Artifacts => part.project.compiles_rust(),
        _ => None,
    })
}

fn of_stage(node: &Rc<Node>, wanted: &GivenPlatform, at: Place) -> FoundCompiler {
    let parent = |node: &Rc<Node>| match &node.from {
        Start::Stage(parent) => Some(Rc::clone(parent)),
        Start::Image { .. } => None,
    };
    let mut chain = successors(Some(Rc::clone(node)), parent);
    let with_recipe = chain.find_map(|node| targets(&node).map(|targets| (node, targets)));
    let (node, above, targets) = match with_recipe {
        Some((node, targets)) => (node, Above::Recipe, targets),
        None => {
            let ends = node.lines.iter().all(|line| line.phase <= Phase::Account);
            let above = if ends { Above::Nothing } else { Above::Dependencies };
            (Rc::clone(node), above, RustTargets::Own)
        }
    };
    let stage = name_of(&node);
    if parent(&node).is_some_and(|parent| parent.holds_source()) {
        return Err(Box::new(Wrong::ProbeBelowSource { stage }));
    }
    let targets = targets_of(&base(&node).platform, wanted, targets, stage)?;
    Ok(Compiler::Stage(node, CompilesHere { at, above, targets }))
}

/// The best compiler among an image's stages: the official image of Rust, or else a stage with a
/// recipe of cargo; rather one on the platform that the image is for.
fn best_of_stages(image: &Rc<Node>, at: Place) -> FoundCompiler {
    let wanted = base(image).platform;
    let nodes = in_build_order(&[Rc::clone(image)]);
    let of_base = |node: &Rc<Node>| {
        let base = Some(base(node)).filter(|base| is_rust(&base.image))?;
        let targets = targets_of(&base.platform, &wanted, RustTargets::Own, name_of(node));
        Some(targets.map(|_| Compiler::Base(base)))
    };
    let of_recipe = |node: &Rc<Node>| targets(node).map(|_| of_stage(node, &wanted, at));
    let bases: Vec<FoundCompiler> = nodes.iter().filter_map(of_base).collect();
    let recipes: Vec<FoundCompiler> = nodes.iter().filter_map(of_recipe).collect();
    let all = || bases.iter().chain(&recipes);
    let is_own = |found: &&FoundCompiler| match found {
        Ok(Compiler::Stage(_, here)) => here.targets == RustTargets::Own,
        found => found.is_ok(),
    };
    let best = all().find(is_own).or_else(|| all().find(|found| found.is_ok()));
    best.or(all().next()).cloned().unwrap_or(Err(Box::new(Wrong::NoRust)))
}

/// Whether an image is the official one of Rust, or a copy of the same name.
fn is_rust(image: &External) -> bool {
    Reference::of(&reference(image)).repository.rsplit('/').next() == Some("rust")
}
