//! The state that all stages of an image share while they are lowered: names, images of registries,
//! and faults so far.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::end::{BaseUser, End};
use super::own_stages::{OwnStages, RecipeIn};
use super::rustc::CompilesHere;
use crate::declare::base::{External, GivenPlatform, ImageName};
use crate::declare::base_accounts::is_known_not_to_run_as_root;
use crate::declare::disk::Readable;
use crate::declare::family::FamilyKind;
use crate::declare::given::{Given, GivenNumber, GivenOwner};
use crate::declare::part::{Layered, Project};
use crate::declare::stage::node::Node;
use crate::program::dialect::Dialect;
use crate::program::fault::{Fault, Wrong};
use crate::program::instruction::{ArgInstruction, From, Owner, Platform, User};
use crate::program::place::Place;
use crate::program::program::{LoweredStage, Program};
use crate::program::reference::{Reference, is_of_track};
use crate::program::start::Libc;
use crate::value::path::name_of;
use crate::value::{AnyId, ImageRef, Invalid, Kind, StageName, Tag, Value};

#[derive(Default)]
pub(super) struct Shared {
    pub(super) program: Program,
    pub(super) faults: Vec<Fault>,
    pub(super) user_id: u32,
    /// The newest syntax that may be used.
    pub(super) dialect: Dialect,
    /// The stages lowered so far, by their declaration. Only looked up, never iterated, since its
    /// order is arbitrary.
    pub(super) known: HashMap<*const Node, (StageName, End)>,
    /// The number of stages that start from an image or take files from it, by platform.
    pub(super) uses: HashMap<(String, Platform), usize>,
    /// The names of stages that users have given.
    pub(super) names: BTreeSet<String>,
    /// The tracks of images: patterns of tags that a bot may move them to.
    pub(super) tracks: HashMap<String, Given>,
    /// The stages that stand for an image which several stages use.
    pub(super) image_stages: HashMap<(String, Platform), StageName>,
    /// Variables of the build by name, as they were first declared.
    pub(super) args: HashMap<String, (ArgInstruction, Place)>,
    /// Names of variables that shell text reads where no line sets them, each with its place.
    pub(super) reads: Vec<(String, Place)>,
    /// The same of texts that a container is started with.
    pub(super) reads_of_start: Vec<(String, Place)>,
    /// The names of files for package repositories, by what tells one repository from another.
    pub(super) repositories: BTreeMap<String, String>,
    /// The stages with another one on them in which something runs. Only looked up.
    pub(super) run_on: HashSet<*const Node>,
    /// The stages that compile probes, and where in each. Only looked up.
    pub(super) compilers: HashMap<*const Node, CompilesHere>,
    /// Whether the file's probes are linked statically, since one may start where its C library is
    /// not.
    pub(super) probes_are_static: bool,
    /// The stages of probes, by the stage that has compiled each. Only looked up.
    pub(super) probes: HashMap<*const Node, StageName>,
    /// The disk that recipes read; `None` where nothing is read.
    pub(super) readable: Option<Readable>,
    /// The helper stages of recipes.
    pub(super) own_stages: BTreeMap<RecipeIn, OwnStages>,
    /// The projects of recipes as they were read, by the address of their declaration; `None` could
    /// not be read. Only looked up.
    pub(super) projects: HashMap<*const (), Option<Rc<dyn Layered>>>,
}

impl Shared {
    /// The base for FROM: the image itself, or the stage that stands for it if several use it. An
    /// image appears once in the file, on a line that update bots can read.
    pub(super) fn image(
        &mut self,
        image: &External,
        platform: &GivenPlatform,
        family: FamilyKind,
    ) -> Option<From> {
        self.checked_track(image)?;
        if matches!(image.name, ImageName::Scratch) {
            return Some(From::Scratch);
        }
        let at = self.checked_image(image)?;
        self.is_of_family(image, family, at)?;
        let key = (reference(image), self.platform(image, platform)?);
        if self.uses.get(&key).is_none_or(|uses| *uses < 2) {
            return Some(self.external(&key));
        }
        Some(From::Stage(self.image_stage(key, at)))
    }

    /// Checks that the tag of an image given by its whole reference names no other family than the
    /// declared one.
    fn is_of_family(&mut self, image: &External, family: FamilyKind, at: Place) -> Option<()> {
        let ImageName::Reference(reference) = &image.name else { return Some(()) };
        let said = family.other(&Reference::of(&reference.text));
        let Some((word, family)) = said else { return Some(()) };
        let (image, word) = (reference.text.clone(), word.to_owned());
        self.complain(Wrong::OtherFamily { image, word, family }, at);
        None
    }

    /// The stage that stands for an image which files are taken from.
    pub(super) fn import(
        &mut self,
        image: &External,
        platform: &GivenPlatform,
        at: Place,
    ) -> Option<StageName> {
        if matches!(image.name, ImageName::Scratch) {
            self.complain(Wrong::NothingInScratch, at);
            return None;
        }
        self.checked_track(image)?;
        let at = self.checked_image(image)?;
        let platform = self.platform(image, platform)?;
        Some(self.image_stage((reference(image), platform), at))
    }

    /// The platform that an image is pulled for; `None` is a wrong one, which has been reported.
    fn platform(&mut self, image: &External, given: &GivenPlatform) -> Option<Platform> {
        if let GivenPlatform::Fixed { platform, why } = given {
            self.text(platform, Kind::Platform)?;
            let why = self.text(why, Kind::Reason)?;
            self.allow("DL3029", format!("{}: {why}", reference(image)));
            self.program.skips.insert("FromPlatformFlagConstDisallowed");
            self.program.ways_out.push(("on_platform", platform.at));
        }
        Some(given.declared())
    }

    /// The fixed platform that a stage is of, whatever the image is for.
    pub(super) fn fixed_platform(&self, from: &From) -> Option<String> {
        match from {
            From::Image { platform: Platform::Fixed(platform), .. } => Some(platform.clone()),
            From::Scratch | From::Image { .. } => None,
            From::Stage(name) => self.fixed_platform(&self.stage(name)?.from),
        }
    }

    pub(super) fn external(&self, (declared, platform): &(String, Platform)) -> From {
        From::Image {
            declared: declared.clone(),
            track: self.tracks.get(declared).map(|track| track.text.clone()),
            platform: platform.clone(),
        }
    }

    /// Checks that an image has tags to move between, and that the declared one is of its track.
    fn checked_track(&mut self, image: &External) -> Option<()> {
        let Some(track) = &image.track else { return Some(()) };
        if let ImageName::Scratch | ImageName::Moving { .. } = image.name {
            self.complain(Wrong::NothingToTrack { image: reference(image) }, track.at);
            return None;
        }
        self.text(track, Kind::Track)?;
        let declared = reference(image);
        let tag = Reference::of(&declared).tag.unwrap_or_default();
        if !is_of_track(&track.text, tag) {
            let (tag, pattern) = (tag.to_owned(), track.text.clone());
            self.complain(Wrong::TagOutsideTrack { tag, track: pattern }, track.at);
            return None;
        }
        Some(())
    }

    /// Checks an image's name; returns where it is declared.
    pub(super) fn checked_image(&mut self, image: &External) -> Option<Place> {
        Some(match &image.name {
            ImageName::Scratch => return None,
            ImageName::Official { tag, .. } => {
                self.value::<Tag>(tag)?;
                tag.at
            }
            ImageName::Reference(reference) => {
                self.value::<ImageRef>(reference)?;
                reference.at
            }
            ImageName::Moving { reference, why } => {
                let why = self.text(why, Kind::Reason)?;
                let name = self.text(reference, Kind::MovingImage)?;
                let rule = if name.ends_with(":latest") { "DL3007" } else { "DL3006" };
                self.allow(rule, format!("{name}: {why}"));
                self.program.ways_out.push(("moving_image", reference.at));
                reference.at
            }
        })
    }

    /// The stage that stands for an image, which is made if it is not there yet.
    pub(super) fn image_stage(&mut self, key: (String, Platform), at: Place) -> StageName {
        if let Some(stage) = self.image_stages.get(&key) {
            return stage.clone();
        }
        let stage = self.name_for(&key.0);
        let from = self.external(&key);
        self.image_stages.insert(key, stage.clone());
        // Each stage that starts from this one declares its family.
        let lowered = LoweredStage::new(at, stage.clone(), from, Libc::Unknown);
        self.program.stages.push(lowered);
        stage
    }

    /// A stage name made of an image's name, without its tag, so that an update keeps it.
    pub(super) fn name_for(&mut self, image: &str) -> StageName {
        let path = image.split('@').next().unwrap_or(image);
        let last = name_of(path);
        self.free_name(last.split(':').next().unwrap_or(last))
    }

    /// Adds a helper stage, which users have not named, and returns its name. One with the same
    /// lines is used if it is there.
    pub(super) fn put_beside(&mut self, mut stage: LoweredStage, name: &str) -> StageName {
        if let Some(same) = self.program.stages.iter().find(|other| other.does(&stage)) {
            return same.name.clone();
        }
        stage.name = self.free_name(name);
        let name = stage.name.clone();
        self.program.stages.push(stage);
        name
    }

    /// A free name for a helper stage, which users have not named.
    pub(super) fn free_name(&mut self, name: &str) -> StageName {
        let is_good = |name: &String| Kind::StageName.check(name).is_ok();
        // Of an image's name such as `7zip` no stage's name can be made, with a number either.
        let own = Some(name.to_owned()).filter(is_good).into_iter();
        let own = own.chain(numbered(name).take_while(is_good));
        let others = std::iter::once("image".to_owned()).chain(numbered("image"));
        let mut names = own.chain(others);
        let name = names.find(|name| !self.names.contains(name)).unwrap_or_default();
        self.names.insert(name.clone());
        StageName::trusted(name)
    }

    /// The name of a package repository's files: its host, with a number if the image has another
    /// repository of that host.
    pub(super) fn file_of_repository(&mut self, host: &str, identity: String) -> String {
        if let Some(name) = self.repositories.get(&identity) {
            return name.clone();
        }
        let numbered = (2..).map(|n| format!("{host}-{n}"));
        let mut names = std::iter::once(host.to_owned()).chain(numbered);
        let is_free = |name: &String| self.repositories.values().all(|other| other != name);
        let name = names.find(is_free).unwrap_or_default();
        self.repositories.insert(identity, name.clone());
        name
    }

    pub(super) fn value<V: Value>(&mut self, given: &Given) -> Option<V> {
        self.text(given, V::KIND).map(V::trusted)
    }

    pub(super) fn text(&mut self, given: &Given, kind: Kind) -> Option<String> {
        if !self.check(&given.text, kind, given.at) {
            return None;
        }
        self.check_names(&given.text, kind, given.at)?;
        Some(given.text.clone())
    }

    /// Checks that a text names no variable; `None` has been reported.
    pub(super) fn check_names(&mut self, text: &str, kind: Kind, at: Place) -> Option<()> {
        let checked = kind.check_names(text);
        checked.map_err(|rule| self.bad_value(rule, text.to_owned(), at)).ok()
    }

    /// Checks a text, given or computed, and reports it if it is wrong.
    pub(super) fn check(&mut self, text: &str, kind: Kind, at: Place) -> bool {
        let Err(rule) = kind.check(text) else { return true };
        self.bad_value(rule, text.to_owned(), at);
        false
    }

    pub(super) fn checked<T>(
        &mut self,
        value: Result<T, Invalid>,
        at: Place,
        shown: &dyn ToString,
    ) -> Option<T> {
        value.map_err(|rule| self.bad_value(rule.text(), shown.to_string(), at)).ok()
    }

    /// A user and a group, which may be root's.
    pub(super) fn owner(&mut self, GivenOwner { user, group }: GivenOwner) -> Option<Owner> {
        let mut checked =
            |id: GivenNumber<u32>| self.checked(AnyId::parse(id.number), id.at, &id.number);
        Some(Owner { user: checked(user)?, group: checked(group)? })
    }

    pub(super) fn number(&mut self, number: u32, kind: Kind, at: Place) -> Option<u32> {
        let checked = kind.check_number(number.into());
        checked.map_err(|rule| self.bad_value(rule, number.to_string(), at)).ok()?;
        Some(number)
    }

    pub(super) fn bad_value(&mut self, rule: &'static str, shown: String, at: Place) {
        self.complain(Wrong::Value { rule: rule.to_owned(), shown }, at);
    }

    pub(super) fn complain(&mut self, wrong: Wrong, at: Place) {
        self.faults.push(wrong.at(at));
    }

    /// Whether a project could not be read.
    pub(super) fn is_unread(&self, project: &Rc<dyn Project>) -> bool {
        let declared = Rc::as_ptr(project).cast::<()>();
        matches!(self.projects.get(&declared), Some(None))
    }

    /// The state of stages that start from an image.
    pub(super) fn start(&mut self, image: &External, runs_as: Option<GivenOwner>) -> End {
        let owner = runs_as.and_then(|given| self.owner(given));
        let base_user = match owner {
            Some(owner) => BaseUser::Is(owner),
            None if is_known_not_to_run_as_root(&reference(image)) => BaseUser::NotRoot,
            None => BaseUser::Unsaid,
        };
        let user = owner.map(User::of);
        End { base_user, user, ..End::default() }
    }

    pub(super) fn base_of(&self, from: &From) -> Option<String> {
        match from {
            From::Scratch => None,
            From::Image { declared, .. } => Some(declared.clone()),
            From::Stage(name) => self.base_of(&self.stage(name)?.from),
        }
    }

    /// The stage of this name, if it has been lowered.
    pub(super) fn stage(&self, name: &StageName) -> Option<&LoweredStage> {
        self.program.stages.iter().find(|stage| stage.name == *name)
    }

    /// A stage that has been lowered, and those that it goes on from.
    pub(super) fn chain<'s>(
        &'s self,
        stage: &'s LoweredStage,
    ) -> impl Iterator<Item = &'s LoweredStage> {
        std::iter::successors(Some(stage), |stage| match &stage.from {
            From::Stage(parent) => self.stage(parent),
            From::Image { .. } | From::Scratch => None,
        })
    }

    /// Whether the steps of a stage run on the builder's own platform, whatever the image is for.
    pub(super) fn is_on_build_platform(&self, from: &From) -> bool {
        match from {
            From::Scratch => false,
            From::Image { platform, .. } => *platform == Platform::Build,
            From::Stage(name) => {
                self.stage(name).is_some_and(|stage| self.is_on_build_platform(&stage.from))
            }
        }
    }

    /// Reports texts that read a variable of the build which is not in their stage.
    pub(super) fn look_at_reads(&mut self) {
        for (name, at) in std::mem::take(&mut self.reads) {
            if self.args.contains_key(&name) {
                self.complain(Wrong::NotBroughtIn { name, of_builder: false }, at);
            }
        }
        for (name, at) in std::mem::take(&mut self.reads_of_start) {
            if self.args.contains_key(&name) {
                self.complain(Wrong::NotAtStart { name, of_builder: false }, at);
            }
        }
    }

    pub(super) fn allow(&mut self, rule: &'static str, why: String) {
        self.program.allowances.entry(rule).or_default().insert(why);
    }
}

/// Further names for a helper stage of this name.
fn numbered(name: &str) -> impl Iterator<Item = String> {
    let numbered = (2..).map(move |n| format!("{name}-base-{n}"));
    std::iter::once(format!("{name}-base")).chain(numbered)
}

impl GivenPlatform {
    /// The platform as FROM says it.
    pub(super) fn declared(&self) -> Platform {
        match self {
            GivenPlatform::Target => Platform::Target,
            GivenPlatform::Build => Platform::Build,
            GivenPlatform::Fixed { platform, .. } => Platform::Fixed(platform.text.clone()),
        }
    }
}

/// The image as FROM names it.
pub(super) fn reference(image: &External) -> String {
    match &image.name {
        ImageName::Scratch => "scratch".to_owned(),
        ImageName::Official { repository, tag } => format!("{repository}:{}", tag.text),
        ImageName::Reference(reference) | ImageName::Moving { reference, .. } => {
            reference.text.clone()
        }
    }
}
