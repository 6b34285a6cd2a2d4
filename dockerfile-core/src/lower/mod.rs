//! From stages to instructions: which stages there are and in what order, what
//! they are called, and where the images of registries stand.

mod args;
mod stage;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

pub(crate) use stage::StageLowering;

use crate::base::External;
use crate::complaints;
use crate::given::{Given, Place};
use crate::instruction::{self, Arg, From, Instruction, Owner, Run, RunForm, User};
use crate::order::Phase;
use crate::pins::{self, Reference};
use crate::report::Diagnostic;
use crate::shell;
use crate::stage::{Node, Origin};
use crate::steps;
use crate::value::{AbsPath, ContextPath, ImageRef, Invalid, Kind, StageName, Tag, Value, VarName};

/// What a stage without a name is called.
const UNNAMED: &str = "final";

/// An image as instructions, and what its two files need to know beside them.
#[derive(Debug, Default)]
pub(crate) struct Program {
    /// Variables of several stages, with their defaults.
    pub(crate) args: Vec<Arg>,
    pub(crate) stages: Vec<LoweredStage>,
    /// Rules of linters that the file breaks, and why.
    pub(crate) allowances: Allowances,
    /// What the image takes from the build context.
    pub(crate) sources: Vec<Source>,
    /// The ways out of rules that it takes, and where.
    pub(crate) ways_out: Vec<(&'static str, Place)>,
}

/// Reasons by rule: sorted, so that the header has one order.
pub(crate) type Allowances = BTreeMap<&'static str, BTreeSet<String>>;

#[derive(Debug)]
pub(crate) struct LoweredStage {
    pub(crate) at: Place,
    pub(crate) name: StageName,
    pub(crate) from: From,
    /// An image that is built by its name, not only a part of one.
    pub(crate) target: bool,
    pub(crate) who: Option<Who>,
    /// What a reader should know that no instruction says.
    pub(crate) remarks: Vec<String>,
    pub(crate) lines: Vec<LoweredLine>,
}

#[derive(Clone, Debug)]
pub(crate) struct LoweredLine {
    pub(crate) phase: Phase,
    pub(crate) at: Place,
    pub(crate) reason: Option<String>,
    pub(crate) instruction: Instruction,
}

impl LoweredStage {
    /// Whether another one comes to the same.
    fn does(&self, other: &Self) -> bool {
        let alike =
            |(line, other): (&LoweredLine, &LoweredLine)| line.instruction == other.instruction;
        self.from == other.from
            && self.lines.len() == other.lines.len()
            && self.lines.iter().zip(&other.lines).all(alike)
    }
}

/// Whom the program of a stage runs as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    User(Owner),
    Root,
    /// Whoever the base image says.
    Base,
    /// A bad declaration, which has been complained about once.
    Invalid,
}

/// A file or folder of the build context that the image copies.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) path: ContextPath,
    pub(crate) at: Place,
    /// It has to be a file.
    pub(crate) file: bool,
    /// The program reads it, and does not own it: COPY keeps its mode.
    pub(crate) for_program: bool,
    /// What below it stays behind.
    pub(crate) except: Vec<ContextPath>,
}

impl Source {
    /// Whether a file of the context is in the folder that this is.
    pub(crate) fn holds(&self, file: &str) -> bool {
        let path = self.path.as_str();
        path == "." || file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
    }

    /// A file that an install reads.
    pub(crate) fn manifest(path: ContextPath, at: Place) -> Self {
        Self::read(path.as_str(), at, true)
    }

    /// What a step reads, and no layer holds; only a file, or a folder, too.
    pub(crate) fn read(path: &str, at: Place, file: bool) -> Self {
        let path = ContextPath::trusted(path.to_owned());
        Self { path, at, file, for_program: false, except: vec![] }
    }
}

/// What a stage leaves to one that goes on from it.
#[derive(Clone, Debug, Default)]
struct End {
    who: Option<Who>,
    /// Where that is declared.
    who_at: Option<Place>,
    /// The USER in force, if a line has said one.
    user: Option<User>,
    /// The WORKDIR that the stage means its program to have.
    home: Option<AbsPath>,
    /// The WORKDIR in force.
    workdir: Option<AbsPath>,
    /// The variables that ENV has set.
    env: BTreeMap<VarName, instruction::Value>,
}

/// Lowers the stages of an image, and says what is wrong with them.
///
/// `user_id` is that of users who are given none.
pub(crate) fn lower(targets: &[Rc<Node>], user_id: u32) -> (Program, Vec<Diagnostic>) {
    let mut lowering = Lowering { user_id, ..Lowering::default() };
    let nodes = in_build_order(targets);
    lowering.count_images(&nodes);
    lowering.unreached(&nodes);
    for node in &nodes {
        let target = targets.iter().any(|target| Rc::ptr_eq(target, node));
        lowering.stage(node, target);
    }
    lowering.allow_runs_apart();
    lowering.program.args = args::hoist(&mut lowering.program.stages);
    (lowering.program, lowering.diagnostics)
}

/// A stage stands below those that it starts or copies from.
fn in_build_order(targets: &[Rc<Node>]) -> Vec<Rc<Node>> {
    fn visit(node: &Rc<Node>, seen: &mut BTreeSet<*const Node>, order: &mut Vec<Rc<Node>>) {
        if !seen.insert(Rc::as_ptr(node)) {
            return;
        }
        if let Origin::Stage(parent) = &node.from {
            visit(parent, seen, order);
        }
        for origin in node.lines.iter().flat_map(|line| line.step.origins()) {
            if let steps::Origin::Stage(node) = origin {
                visit(node, seen, order);
            }
        }
        order.push(Rc::clone(node));
    }
    let (mut seen, mut order) = (BTreeSet::new(), vec![]);
    for target in targets {
        visit(target, &mut seen, &mut order);
    }
    order
}

#[derive(Default)]
pub(crate) struct Lowering {
    program: Program,
    diagnostics: Vec<Diagnostic>,
    user_id: u32,
    /// Only looked up, never walked: its order is no order.
    known: HashMap<*const Node, (StageName, End)>,
    /// How many stages start from an image or take files from it, by platform.
    uses: HashMap<(String, bool), usize>,
    /// The names of stages that users have given.
    names: BTreeSet<String>,
    /// The tags that images may move to.
    tracks: HashMap<String, Given>,
    /// The stages that stand for an image which several start from.
    shared: HashMap<(String, bool), StageName>,
    /// Variables of the build by name, as they were first declared.
    args: HashMap<String, (Option<String>, Place)>,
}

impl Lowering {
    fn count_images(&mut self, nodes: &[Rc<Node>]) {
        for node in nodes {
            let name = node.name.as_ref().map_or(UNNAMED, |name| &name.text);
            self.names.insert(name.to_owned());
            for origin in node.lines.iter().flat_map(|line| line.step.origins()) {
                if let steps::Origin::Image(image) = origin {
                    self.count_image(image, false);
                }
            }
            if let Origin::Image { image, on_build_platform } = &node.from {
                self.count_image(image, *on_build_platform);
            }
        }
    }

    fn count_image(&mut self, image: &External, build_platform: bool) {
        let name = reference(image);
        if let Some(track) = image.track() {
            let known = self.tracks.entry(name.clone()).or_insert_with(|| track.clone());
            if known.text != track.text {
                self.diagnostics.push(complaints::two_tracks(&name, known.at, track.at));
            }
        }
        *self.uses.entry((name, build_platform)).or_default() += 1;
    }

    /// `image!` tells which stages were declared for an image. In the builder's form an
    /// unused stage is an unused variable, which rustc sees.
    fn unreached(&mut self, nodes: &[Rc<Node>]) {
        for stage in nodes.iter().flat_map(|node| &node.beside) {
            if !nodes.iter().any(|node| Rc::ptr_eq(node, stage)) {
                let name = stage.name.as_ref().map_or(UNNAMED, |name| &name.text);
                self.diagnostics.push(complaints::stage_unreached(name, stage.at));
            }
        }
    }

    fn stage(&mut self, node: &Rc<Node>, target: bool) {
        let name = match &node.name {
            Some(name) => self.value::<StageName>(name),
            None => Some(StageName::trusted(UNNAMED.to_owned())),
        };
        let (from, inherited) = match &node.from {
            Origin::Image { image, on_build_platform } => {
                (self.image(image, *on_build_platform), End::default())
            }
            Origin::Stage(parent) => match self.known.get(&Rc::as_ptr(parent)) {
                Some((name, end)) => (Some(From::Stage(name.clone())), end.clone()),
                None => (None, End::default()),
            },
        };
        // What is below a bad head is still looked at: a user mends all at once.
        let bad = name.is_none() || from.is_none();
        let name = name.unwrap_or_else(|| StageName::trusted(UNNAMED.to_owned()));
        let from = from.unwrap_or(From::Scratch);
        let (stage, end) = StageLowering::lower(self, node, name.clone(), from, target, inherited);
        if !bad {
            self.known.insert(Rc::as_ptr(node), (name, end));
        }
        self.program.stages.push(stage);
    }

    /// What FROM says: the image itself, or the stage that stands for it if several
    /// start from it. An image appears once, on a line that update bots can read.
    fn image(&mut self, image: &External, build_platform: bool) -> Option<From> {
        if matches!(image, External::Scratch) {
            return Some(From::Scratch);
        }
        let at = self.checked_image(image)?;
        let key = (reference(image), build_platform);
        if self.uses.get(&key).is_none_or(|uses| *uses < 2) {
            return Some(self.external(&key));
        }
        Some(From::Stage(self.shared_image(key, at)))
    }

    /// The stage that stands for an image which files are taken from.
    fn import(&mut self, image: &External, at: Place) -> Option<StageName> {
        if matches!(image, External::Scratch) {
            self.diagnostics.push(complaints::nothing_in_scratch(at));
            return None;
        }
        let at = self.checked_image(image)?;
        Some(self.shared_image((reference(image), false), at))
    }

    fn external(&self, (declared, build_platform): &(String, bool)) -> From {
        From::Image {
            name: declared.clone(),
            declared: declared.clone(),
            track: self.tracks.get(declared).map(|track| track.text.clone()),
            build_platform: *build_platform,
        }
    }

    /// Where it is declared.
    fn checked_image(&mut self, image: &External) -> Option<Place> {
        if let Some(track) = image.track() {
            self.text(track, Kind::Track)?;
            let declared = reference(image);
            let tag = Reference::of(&declared).tag.unwrap_or_default();
            if !pins::is_of_track(&track.text, tag) {
                self.diagnostics.push(complaints::tag_outside_track(tag, track));
                return None;
            }
        }
        Some(match image {
            External::Scratch => return None,
            External::Official { tag, .. } => {
                self.value::<Tag>(tag)?;
                tag.at
            }
            External::Reference { reference, .. } => {
                self.value::<ImageRef>(reference)?;
                reference.at
            }
            External::Moving { reference, why } => {
                let why = self.text(why, Kind::Reason)?;
                let name = self.text(reference, Kind::MovingImage)?;
                let rule = if name.ends_with(":latest") { "DL3007" } else { "DL3006" };
                self.allow(rule, format!("{name}: {why}"));
                self.program.ways_out.push(("moving_image", reference.at));
                reference.at
            }
        })
    }

    fn shared_image(&mut self, key: (String, bool), at: Place) -> StageName {
        if let Some(stage) = self.shared.get(&key) {
            return stage.clone();
        }
        let stage = self.name_for(&key.0);
        let from = self.external(&key);
        self.shared.insert(key, stage.clone());
        self.program.stages.push(LoweredStage {
            at,
            name: stage.clone(),
            from,
            target: false,
            who: None,
            remarks: vec![],
            lines: vec![],
        });
        stage
    }

    /// A stage name made of an image's own, never of its tag: an update keeps it.
    fn name_for(&mut self, image: &str) -> StageName {
        let path = image.split('@').next().unwrap_or(image);
        let last = path.rsplit('/').next().unwrap_or(path);
        self.free_name(last.split(':').next().unwrap_or(last))
    }

    /// The name of a stage that users have not named.
    fn free_name(&mut self, name: &str) -> StageName {
        let candidates = [name.to_owned(), format!("{name}-base")];
        let numbered = (2..).map(|n| format!("{name}-base-{n}"));
        let free = candidates.into_iter().chain(numbered).find(|candidate| {
            Kind::StageName.check(candidate).is_ok() && !self.names.contains(candidate)
        });
        let name = free.unwrap_or_else(|| "base".to_owned());
        self.names.insert(name.clone());
        StageName::trusted(name)
    }

    // ---- values: checked here, and complained about at their place ---------------

    fn value<V: Value>(&mut self, given: &Given) -> Option<V> {
        self.text(given, V::KIND).map(V::trusted)
    }

    fn text(&mut self, given: &Given, kind: Kind) -> Option<String> {
        match kind.check(&given.text) {
            Ok(()) => Some(given.text.clone()),
            Err(rule) => {
                self.diagnostics.push(complaints::bad_value(rule, &given.text, given.at));
                None
            }
        }
    }

    fn checked<T>(
        &mut self,
        value: Result<T, Invalid>,
        at: Place,
        shown: &dyn ToString,
    ) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(rule) => {
                let rule = rule.to_string();
                self.diagnostics.push(complaints::bad_value(&rule, &shown.to_string(), at));
                None
            }
        }
    }

    fn number(&mut self, number: u32, kind: Kind, at: Place) -> Option<u32> {
        match kind.check_number(number.into()) {
            Ok(()) => Some(number),
            Err(rule) => {
                self.diagnostics.push(complaints::bad_value(rule, &number.to_string(), at));
                None
            }
        }
    }

    fn base_of(&self, from: &From) -> Option<String> {
        match from {
            From::Scratch => None,
            From::Image { declared, .. } => Some(declared.clone()),
            From::Stage(name) => {
                let stage = self.program.stages.iter().find(|stage| stage.name == *name)?;
                self.base_of(&stage.from)
            }
        }
    }

    /// hadolint would join two steps of one command each.
    fn allow_runs_apart(&mut self) {
        let single = |line: &LoweredLine| match &line.instruction {
            Instruction::Run(Run { options, form }) => match form {
                RunForm::Commands(commands) => {
                    let one = commands.len() == 1 && shell::is_single(&commands[0].head);
                    one.then(|| options.clone())
                }
                RunForm::Argv(_) => Some(options.clone()),
                RunForm::Script(_) => None,
            },
            _ => None,
        };
        let mut pairs = self.program.stages.iter().flat_map(|stage| stage.lines.windows(2));
        if pairs.any(|pair| single(&pair[0]).is_some_and(|run| single(&pair[1]) == Some(run))) {
            let why = "steps that change at different rates, or set up their shell, stay apart";
            self.allow("DL3059", why.to_owned());
        }
    }

    fn allow(&mut self, rule: &'static str, why: String) {
        self.program.allowances.entry(rule).or_default().insert(why);
    }
}

/// The image as FROM names it.
fn reference(image: &External) -> String {
    match image {
        External::Scratch => "scratch".to_owned(),
        External::Official { repository, tag, .. } => format!("{repository}:{}", tag.text),
        External::Reference { reference, .. } | External::Moving { reference, .. } => {
            reference.text.clone()
        }
    }
}
