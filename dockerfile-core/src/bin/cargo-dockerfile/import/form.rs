//! How an instruction is said in Rust: plain data that the writers print.

use super::inside::Inside;
use super::rust::literal;

/// How a declaration is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Style {
    /// Chains of methods.
    Builder,
    /// `image!`, which reads much as a Dockerfile does.
    Macro,
}

/// The phases of a stage, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    Base,
    Packages,
    Directories,
    Account,
    Dependencies,
    Source,
    Build,
    Files,
}

impl Phase {
    /// The phase that a stage begins in which is built on one that has come to this.
    pub(super) fn child(self) -> Phase {
        if self >= Phase::Dependencies { self } else { Phase::Base }
    }

    /// The method that takes a step of the phase.
    pub(super) fn method(self) -> &'static str {
        match self {
            Phase::Base | Phase::Packages => "packages",
            Phase::Directories => "layout",
            Phase::Account => "account",
            Phase::Dependencies => "dependencies",
            Phase::Source => "source",
            Phase::Build => "build",
            Phase::Files => "files",
        }
    }
}

/// A method of a stage, and its arguments as Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) method: &'static str,
    pub(super) arguments: Vec<String>,
}

pub(super) fn call<const N: usize>(method: &'static str, arguments: [String; N]) -> Call {
    Call { method, arguments: arguments.to_vec() }
}

/// A line as it stands, and why.
pub(super) fn raw(line: &str, reason: &str) -> Call {
    call("raw", [literal(line), literal(reason)])
}

/// Where calls stand.
#[derive(Clone, Debug)]
pub(super) enum Saying {
    /// A step of the first of these phases that is not past.
    Step { phases: &'static [Phase], steps: Vec<String> },
    /// Steps of several phases.
    Steps(Vec<(&'static [Phase], String)>),
    /// Where the instruction stands, whatever the phase.
    Here(Vec<Call>),
    /// A variable for the steps below.
    BuildEnv(Vec<Call>),
    /// Below all layers, in this order.
    End(u8, Vec<Call>),
    /// Nothing: what it says is said elsewhere, or has no effect.
    Nothing,
}

/// How literal each thing is said: by the line of the Dockerfile, the number of its form.
pub(super) type Levels = std::collections::BTreeMap<u32, usize>;

/// An ARG as a variable of Rust.
pub(super) struct Handle {
    pub(super) number: u32,
    pub(super) variable: String,
    pub(super) expression: String,
}

/// A call below all layers, beside what a form says where it stands.
#[derive(Clone, Debug)]
pub(super) struct Below {
    pub(super) order: u8,
    pub(super) call: Call,
    /// It is not moved up, as it would be.
    pub(super) stays: bool,
}

/// How literal a form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    Typed,
    /// The user's shell text.
    Text,
    /// The user's line, as it stands.
    Raw,
}

/// An instruction, or whom the stage runs as.
pub(super) struct Item {
    pub(super) number: u32,
    pub(super) text: String,
    pub(super) way: Way,
    /// The user's comments above it.
    pub(super) comments: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) differs: Vec<String>,
    pub(super) calls: Vec<Call>,
    /// Why its calls stand in a phase that is past.
    pub(super) out_of_order: Option<String>,
    /// Whether the declaration says it; else a comment says why not.
    pub(super) is_said: bool,
}

/// A stage as it is declared.
pub(super) struct Planned {
    pub(super) index: usize,
    pub(super) number: u32,
    pub(super) variable: String,
    /// `None` is the image itself, without a name of its own.
    pub(super) name: Option<String>,
    pub(super) base: String,
    pub(super) comments: Vec<String>,
    pub(super) decisions: Vec<String>,
    pub(super) differs: Vec<String>,
    /// Lines that make layers, and what stands among them.
    pub(super) items: Vec<Item>,
    /// What stands below all layers.
    pub(super) end: Vec<Item>,
    /// How the emitted file names the users that are typed.
    pub(super) users: Vec<(String, String)>,
}

/// One way to say an instruction.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub(super) saying: Saying,
    pub(super) way: Way,
    /// What the emitted line does differently on purpose.
    pub(super) differs: Vec<String>,
    /// What a reader of the declaration should know.
    pub(super) notes: Vec<String>,
    pub(super) needs: Needs,
    /// What stands below all layers beside it.
    pub(super) below: Option<Below>,
}

/// What a form needs of the rest of the declaration.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs {
    /// Files of the context that no typed line lets in.
    pub(super) let_in: Vec<String>,
    /// Stages, by number, that a raw line names.
    pub(super) stages: Vec<usize>,
    /// The user that a raw line runs as.
    pub(super) user: Option<String>,
    /// Whether a raw line stands for something else in another directory.
    pub(super) directory: bool,
    /// The directory that a raw line leads to.
    pub(super) leads_to: Option<Inside>,
    /// The number behind `Dialect::V1_`.
    pub(super) dialect: u8,
}

impl Form {
    pub(super) fn new(way: Way, saying: Saying) -> Self {
        Self { saying, way, differs: vec![], notes: vec![], needs: Needs::default(), below: None }
    }

    pub(super) fn typed(phases: &'static [Phase], step: impl Into<String>) -> Self {
        Self::new(Way::Typed, Saying::Step { phases, steps: vec![step.into()] })
    }

    pub(super) fn end(order: u8, calls: Vec<Call>) -> Self {
        Self::new(Way::Typed, Saying::End(order, calls))
    }

    pub(super) fn differs(mut self, what: impl Into<String>) -> Self {
        self.differs.push(what.into());
        self
    }

    pub(super) fn note(mut self, what: impl Into<String>) -> Self {
        self.notes.push(what.into());
        self
    }

    pub(super) fn dialect(mut self, minor: u8) -> Self {
        self.needs.dialect = self.needs.dialect.max(minor);
        self
    }
}

/// The order of what stands below all layers.
pub(super) mod end {
    pub(in crate::import) const ENV: u8 = 0;
    pub(in crate::import) const WORKDIR: u8 = 1;
    pub(in crate::import) const PORTS: u8 = 2;
    pub(in crate::import) const CHECK: u8 = 3;
    pub(in crate::import) const SHELL: u8 = 4;
    pub(in crate::import) const USER: u8 = 5;
    pub(in crate::import) const ENTRYPOINT: u8 = 6;
    pub(in crate::import) const CMD: u8 = 7;
}
