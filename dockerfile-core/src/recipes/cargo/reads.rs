//! The recipe for cargo: how the workspace is read, and what each part is made of.

use std::collections::BTreeSet;

use super::compile::{self, CROSS, Compilation, in_variable};
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
use crate::value::path::normal;

/// Variables that move the compiled programs from where they are taken.
const MOVES: [&str; 4] =
    ["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR", "CARGO_BUILD_BUILD_DIR", "CARGO_BUILD_TARGET"];

/// The profiles that cargo knows by itself.
const PROFILES: [&str; 4] = ["bench", "dev", "release", "test"];

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
        if part != PartKind::Artifacts {
            self.check_variables(lines);
            self.check_profile(found, lines);
        }
        let compilation = Compilation { cargo: self, closure: found };
        if part != PartKind::Artifacts {
            self.check_programs(&compilation, lines);
        }
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
        for given in &self.also {
            if let Some(path) = normal(&given.text).filter(|path| found.has_its_own(path)) {
                lines.refuse_setting(CargoUnread::HasItsOwn { path }, given.at);
            }
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

    /// Checks the variables of the recipe and of the stage that cargo goes by.
    fn check_variables(&self, lines: &mut Lines<'_>) {
        let home = &self.home.text;
        let wrong = |name: &str, value: Option<&str>| match name {
            _ if MOVES.contains(&name) => Some(CargoUnread::MovesTarget { name: name.to_owned() }),
            "CARGO_HOME" if value.is_some_and(|value| value != home) => {
                let value = value.unwrap_or_default().to_owned();
                Some(CargoUnread::MovesHome { value, home: home.clone() })
            }
            _ => None,
        };
        for (name, value) in &self.env {
            let value = value.text.literal();
            if let Some(unread) = wrong(&name.text, value.as_deref()) {
                lines.refuse_setting(unread, name.at);
            }
        }
        let is_own = |name: &String| self.env.iter().any(|(own, _)| own.text == *name);
        let of_stage = lines.stage().variables.iter();
        // The recipe itself moves back what cargo's configuration has moved.
        let of_stage = of_stage
            .filter(|(name, value)| !is_own(name) && value.as_deref() != Some(compile::TARGET));
        let unread: Vec<CargoUnread> =
            of_stage.filter_map(|(name, value)| wrong(name, value.as_deref())).collect();
        unread.into_iter().for_each(|unread| lines.refuse_project(unread));
    }

    /// Checks that programs are such that an image can start them.
    fn check_programs(&self, compilation: &Compilation<'_>, lines: &mut Lines<'_>) {
        let target = compilation.triple().filter(|target| !target.contains("linux")).cloned();
        let at = self.target.as_ref().map_or(self.told.name.at, |target| target.name.at);
        if let (Some(target), None) = (target, self.cross) {
            lines.refuse_setting(CargoUnread::NotLinux { target }, at);
        }
        if compilation.prefers_dynamic(lines.stage()) {
            lines.refuse_project(CargoUnread::PrefersDynamic);
        }
    }

    /// Checks that the profile is one of cargo's own or of the workspace's.
    fn check_profile(&self, found: &Closure, lines: &mut Lines<'_>) {
        let Some(profile) = &self.profile else { return };
        let declared =
            found.profiles().into_iter().flat_map(|file| file.keys()).map(String::as_str);
        let known: BTreeSet<&str> = declared.chain(PROFILES).collect();
        // A variable may make a profile, too: `CARGO_PROFILE_DIST_INHERITS`.
        let start = format!("CARGO_PROFILE_{}_", in_variable(&profile.text));
        let of_recipe = self.env.iter().map(|(name, _)| name.text.as_str());
        let mut variables = of_recipe.chain(lines.stage().variables.keys().map(String::as_str));
        if !known.contains(profile.text.as_str()) && !variables.any(|name| name.starts_with(&start))
        {
            let known = known.into_iter().map(str::to_owned).collect();
            lines.refuse_setting(
                CargoName::NoProfile { name: profile.text.clone(), known },
                profile.at,
            );
        }
    }
}
