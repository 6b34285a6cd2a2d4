//! The recipe for cargo: how the workspace is read, and what each part is made of.

use super::compile::{CROSS, Compilation};
use super::history;
use super::member::Asked;
use super::read::{Closure, closure};
use super::settings::Settings;
use crate::declare::context::{BuildContext, workspace_root};
use crate::declare::disk::Tree;
use crate::declare::given::Given;
use crate::declare::part::{PartKind, RustTargets};
use crate::program::unread::{CargoName, CargoUnread, Unread};
use crate::recipes::frame::Reads;
use crate::recipes::lines::Lines;
use crate::recipes::told::Told;
use crate::value::Kind;

impl Reads for Settings {
    const TOOL: &'static str = "cargo";
    type Found = Closure;

    fn usual_context() -> BuildContext {
        workspace_root()
    }

    fn told(&self) -> &Told {
        &self.told
    }

    fn branches(&self) -> bool {
        self.packages.len() > 1
    }

    fn compiles_rust(&self) -> Option<RustTargets> {
        Some(self.cross.map_or(RustTargets::Own, |_| RustTargets::OfPlatform(&CROSS)))
    }

    fn read(&self, tree: &Tree) -> Result<Closure, Unread> {
        let asked = Asked {
            packages: texts(&self.packages),
            workspace: self.workspace.as_deref(),
            features: texts(&self.features),
            default_features: !self.no_default_features,
            bins: texts(&self.bins),
        };
        let mut found = closure(tree, &asked, &texts(&self.except), &texts(&self.also))?;
        if self.stable.is_empty() {
            found.rare = history::rare(tree, &found.internal);
        }
        Ok(found)
    }

    fn layers(&self, part: PartKind, found: &Closure, lines: &mut Lines<'_>) {
        self.check(found, lines);
        let compilation = Compilation { cargo: self, closure: found };
        match part {
            PartKind::Dependencies => compilation.dependencies(lines),
            PartKind::Sources => compilation.sources(lines),
            PartKind::Build => compilation.build(lines),
            PartKind::Artifacts => compilation.artifacts(lines),
        }
    }
}

fn texts(given: &[Given]) -> Vec<&str> {
    given.iter().map(|given| given.text.as_str()).collect()
}

impl Settings {
    /// Checks the settings by themselves and against the workspace.
    fn check(&self, found: &Closure, lines: &mut Lines<'_>) {
        lines.text(&self.home, Kind::MountPath);
        let words = self.features.iter().chain(&self.bins).chain(&self.profile);
        let target = self.target.as_ref().map(|target| &target.name);
        for given in words.chain(target) {
            lines.text(given, Kind::Word);
        }
        lines.texts(&self.except, Kind::ContextPattern);
        let moves = [
            "CARGO_TARGET_DIR",
            "CARGO_BUILD_TARGET_DIR",
            "CARGO_BUILD_BUILD_DIR",
            "CARGO_BUILD_TARGET",
        ];
        let names = self.env.iter().map(|(name, _)| name);
        for name in names.filter(|name| moves.contains(&name.text.as_str())) {
            let unread = CargoUnread::MovesTarget { name: name.text.clone() };
            lines.refuse_setting(unread, name.at);
        }
        if let (Some(at), Some(target)) = (self.cross, &self.target) {
            let target = target.name.text.clone();
            lines.refuse_setting(CargoUnread::CrossToTarget { target }, at);
        }
        let known = || found.internal.iter().map(|library| library.name.clone());
        for name in self.stable.iter().filter(|name| !known().any(|known| known == name.text)) {
            let unread = CargoName::NoLibrary {
                package: self.told.name.text.clone(),
                name: name.text.clone(),
                known: known().collect(),
            };
            lines.refuse_setting(unread, name.at);
        }
    }
}
