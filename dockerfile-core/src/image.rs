//! An image, or several that share stages: from a declaration to the text of its
//! files, without a look at the disk.

use std::panic::Location;
use std::rc::Rc;

use crate::dialect::Dialect;
use crate::given::Place;
use crate::lower::Program;
use crate::policy::Policy;
use crate::report::{Diagnostic, Report};
use crate::stage::{Node, Stage};
use crate::steps::DEFAULT_ID;
use crate::{check, complaints, header, ignore, lower, pins, plan, render};

/// What is built by its name: one stage, or several in one Dockerfile.
///
/// ```
/// use dockerfile_core::{Image, Stage, debian, user};
///
/// let common = Stage::named("common", debian("bookworm-slim")).account(user("app"));
/// let web = Stage::named("web", &common).cmd(["/srv/web"]);
/// let worker = Stage::named("worker", &common).cmd(["/srv/worker"]);
///
/// let rendered = Image::from([web, worker]).render().unwrap();
/// assert!(rendered.dockerfile.contains("FROM common AS worker"));
/// ```
#[derive(Clone, Debug)]
pub struct Image {
    targets: Vec<Rc<Node>>,
    at: Place,
    /// What it asks for, and where.
    dialect: Option<(Dialect, Place)>,
    strict: bool,
}

impl<At, F> From<Stage<At, F>> for Image {
    #[track_caller]
    fn from(stage: Stage<At, F>) -> Self {
        Self::from([stage])
    }
}

impl<At, F, const N: usize> From<[Stage<At, F>; N]> for Image {
    #[track_caller]
    fn from(stages: [Stage<At, F>; N]) -> Self {
        Self::from(Vec::from(stages))
    }
}

impl<At, F> From<Vec<Stage<At, F>>> for Image {
    #[track_caller]
    fn from(stages: Vec<Stage<At, F>>) -> Self {
        Self {
            targets: stages.iter().map(Stage::node).collect(),
            at: Location::caller(),
            dialect: None,
            strict: false,
        }
    }
}

/// The text of an image's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The Dockerfile.
    pub dockerfile: String,
    /// The ignore file of its build context.
    pub ignore: String,
    /// Each layer, its phase, what makes it run again, and where it is declared.
    pub plan: String,
    /// The oldest Dockerfile syntax that reads it.
    pub dialect: Dialect,
}

impl Image {
    /// Which Dockerfile syntax the image may use; the [portable](Dialect::PORTABLE) one
    /// unless said.
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, debian, file, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(file("/etc/app.conf", "port = 8080\n"));
    /// let rendered = Image::from(stage).dialect(Dialect::V1_19).render().unwrap();
    /// assert!(rendered.dockerfile.starts_with("# syntax=docker/dockerfile:1.4\n"));
    /// ```
    #[track_caller]
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = Some((dialect, Location::caller()));
        self
    }

    /// What BuildKit's own checks find fails the build (`# check=error=true`).
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532));
    /// let rendered = Image::from(stage).checked_by_builder().render().unwrap();
    /// assert!(rendered.dockerfile.starts_with("# check=error=true\n"));
    /// ```
    pub fn checked_by_builder(mut self) -> Self {
        self.strict = true;
        self
    }

    /// The text of its files, or what is wrong with the declaration.
    ///
    /// The same declaration gives the same bytes, on every machine and at any time.
    /// Nothing on disk is looked at: whether a source exists is a question that
    /// [`emit`](crate::emit) asks.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the declaration, each with its place.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, user};
    ///
    /// let stage = Stage::from(debian("bookworm-slim")).account(user("app")).cmd(["id"]);
    /// let rendered = Image::from(stage).render().unwrap();
    /// assert!(rendered.dockerfile.ends_with("USER 10001:10001\nCMD [\"id\"]\n"));
    /// assert!(rendered.ignore.ends_with("*\n"));
    /// ```
    pub fn render(&self) -> Result<Rendered, Report> {
        let (program, diagnostics) = self.program(&Policy::default());
        match Report::of(diagnostics) {
            Some(report) => Err(report),
            None => Ok(self.rendered(&program, &[])),
        }
    }

    /// The image as instructions, and what is wrong with it.
    pub(crate) fn program(&self, policy: &Policy) -> (Program, Vec<Diagnostic>) {
        if self.targets.is_empty() {
            return (Program::default(), vec![complaints::no_image(self.at)]);
        }
        let user_id = policy.user_id.as_ref().map_or(DEFAULT_ID, |rule| rule.value);
        let (program, mut diagnostics) = lower::lower(&self.targets, user_id);
        let by_policy = policy.dialect.as_ref().map_or(Dialect::PORTABLE, |rule| rule.value);
        let allowed = self.dialect.map_or(by_policy, |(dialect, _)| dialect);
        diagnostics.extend(check::image(&program, allowed));
        diagnostics.extend(self.dialect.and_then(|(asked, at)| policy.above(asked, at)));
        (program, diagnostics)
    }

    /// `own` are the paths of the emitted files in the build context.
    pub(crate) fn rendered(&self, program: &Program, own: &[String]) -> Rendered {
        let directives = render::directives(program, self.strict);
        let comments = pins::comments(program) + &render::allowances(&program.allowances);
        Rendered {
            dockerfile: header::file(&directives, &comments, &render::stages(program)),
            ignore: header::file("", "", &ignore::patterns(&program.sources, own)),
            plan: plan::plan(program),
            dialect: check::dialect(program),
        }
    }
}
