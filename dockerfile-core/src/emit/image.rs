//! An image of one or several targets: from a declaration to the text of its files.

use std::panic::Location;
use std::rc::Rc;

use crate::check::complaints;
use crate::check::policy::Policy;
use crate::check::report::{Diagnostic, Report};
use crate::declare::disk::{Disk, Readable};
use crate::declare::stage::Stage;
use crate::declare::stage::node::Node;
use crate::declare::steps::account::DEFAULT_ID;
use crate::print::plan_json::Files;
use crate::print::{header, ignore, pins, plan, plan_json, render};
use crate::program::dialect::{self, Dialect};
use crate::program::fault::Wrong;
use crate::program::kept_out::KeptOut;
use crate::program::pins::Pins;
use crate::program::place::Place;
use crate::program::program::{Epoch, Program};
use crate::recipes::survey::Facts;
use crate::{check, lower};

/// An image to render or emit: one stage, or several in one Dockerfile, each of which is a target
/// that is built by its name.
///
/// ```
/// use dockerfile_core::{Image, Stage, copy, debian, user};
///
/// let common = Stage::named("common", debian("bookworm-slim"))
///     .account(user("app"))
///     .source(copy("bin").to("/srv"));
/// let web = Stage::named("web", &common).cmd(["/srv/web"]);
/// let worker = Stage::named("worker", &common).cmd(["/srv/worker"]);
///
/// let rendered = Image::from([web, worker]).render().unwrap();
/// assert!(rendered.dockerfile.contains("FROM common AS worker"));
/// ```
///
/// Targets of different families or phases are given as a tuple of up to eight, and
/// [`target`](Image::target) adds more. A build without `--target` builds the last target. It is an error if that one stands above another in the file,
/// because the other is built on it.
///
/// ```
/// use dockerfile_core::{DistrolessBase, Image, Stage, copy, debian, image, run, uid, user};
///
/// let build = Stage::named("build", debian("bookworm-slim"))
///     .account(user("builder"))
///     .source(copy("src").to("/src"))
///     .build(run(["make", "-C", "/src", "DESTDIR=/out"]));
/// let dev = Stage::named("dev", &build).cmd(["make", "-C", "/src", "watch"]);
/// let prod = Stage::named("prod", image("gcr.io/distroless/base-debian13:nonroot").family(DistrolessBase))
///     .account(uid(65532))
///     .source(copy("/out/srv").from(&build).to("/srv"))
///     .entrypoint(["/srv/app"]);
///
/// let rendered = Image::from((dev, prod)).render().unwrap();
/// assert!(rendered.dockerfile.contains("FROM build AS dev"));
/// ```
#[derive(Clone, Debug)]
#[must_use = "an image does nothing until it is rendered or emitted"]
pub struct Image {
    targets: Vec<Rc<Node>>,
    at: Place,
    /// The dialect that the image asks for, and where.
    dialect: Option<(Dialect, Place)>,
    epoch: Option<(Epoch, Place)>,
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
        Self::of(stages.iter().map(Stage::node).collect())
    }
}

/// The conversion of a tuple of targets.
macro_rules! tuple_of_targets {
    ($($at:ident $family:ident)*) => {
        impl<$($at, $family),*> From<($(Stage<$at, $family>,)*)> for Image {
            #[track_caller]
            #[allow(non_snake_case)] // named after their types
            fn from(targets: ($(Stage<$at, $family>,)*)) -> Self {
                let ($($at,)*) = targets;
                Self::of(vec![$($at.node()),*])
            }
        }
    };
}

tuple_of_targets! { A B C D }
tuple_of_targets! { A B C D E F }
tuple_of_targets! { A B C D E F G H }
tuple_of_targets! { A B C D E F G H I J }
tuple_of_targets! { A B C D E F G H I J K L }
tuple_of_targets! { A B C D E F G H I J K L M N }
tuple_of_targets! { A B C D E F G H I J K L M N O P }

/// A value that can be emitted: a [`Stage`], several stages, or an [`Image`].
#[diagnostic::on_unimplemented(
    message = "this is no image",
    label = "neither a stage nor several of them",
    note = "a base becomes one with a stage on it: `Stage::from(debian(\"bookworm-slim\")).entrypoint([\"/srv/app\"])`",
    note = "several targets of one file are a tuple or a list of stages, and several files are `emit_all([emit(web), emit(worker)])`"
)]
pub trait IntoImage {
    #[doc(hidden)]
    fn into_image(self) -> Image;
}

#[diagnostic::do_not_recommend]
impl<I: Into<Image>> IntoImage for I {
    #[track_caller]
    fn into_image(self) -> Image {
        self.into()
    }
}

/// The text of an image's files.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rendered {
    /// The Dockerfile.
    pub dockerfile: String,
    /// The ignore file of the build context.
    #[doc(alias = "dockerignore")]
    pub ignore: String,
    /// The plan for people: each layer, its phase, what makes it run again, and where it is
    /// declared.
    pub plan: String,
    /// The plan as JSON, which `cargo dockerfile` reads: [its keys](crate::guide::plan).
    pub plan_json: String,
    /// The oldest Dockerfile syntax that reads the Dockerfile.
    pub dialect: Dialect,
}

impl Image {
    #[track_caller]
    fn of(targets: Vec<Rc<Node>>) -> Self {
        Self { targets, at: Location::caller(), dialect: None, epoch: None, strict: false }
    }

    /// Adds a target: a stage of any family and phase that is built by its name. A build without
    /// `--target` builds the last one.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, alpine, debian, uid};
    ///
    /// let tools = Stage::named("tools", alpine("3.22")).account(uid(65532));
    /// let web = Stage::named("web", debian("bookworm-slim")).account(uid(65532)).cmd(["id"]);
    /// let text = Image::from(tools).target(web).render().unwrap().dockerfile;
    /// assert!(text.contains("FROM alpine:3.22 AS tools\n"));
    /// assert!(text.contains("FROM debian:bookworm-slim AS web\n"));
    /// ```
    pub fn target<At, F>(mut self, target: Stage<At, F>) -> Self {
        self.targets.push(target.node());
        self
    }

    /// Sets the newest Dockerfile syntax that the image may use. It is the
    /// [portable](Dialect::PORTABLE) one unless it is set here or by a policy.
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, debian, file, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(file("/etc/app.conf", "port = 8080\n").mode("u=rw,go=r"));
    /// let rendered = Image::from(stage).dialect(Dialect::V1_19).render().unwrap();
    /// assert!(rendered.dockerfile.starts_with("# syntax=docker/dockerfile:1.14\n"));
    /// ```
    #[track_caller]
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = Some((dialect, Location::caller()));
        self
    }

    /// Sets the time at which the image says that it was made, in seconds since 1970 (`ARG
    /// SOURCE_DATE_EPOCH` above FROM, syntax 1.23): two builds of the same files then give the same
    /// image. The command that builds may set another time.
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, debian, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532));
    /// let image = Image::from(stage).dialect(Dialect::V1_23).source_date_epoch(1_704_067_200);
    /// let text = image.render().unwrap().dockerfile;
    /// assert!(text.contains("ARG SOURCE_DATE_EPOCH=\"1704067200\"\n\nFROM debian"));
    /// ```
    #[track_caller]
    pub fn source_date_epoch(mut self, seconds: u32) -> Self {
        self.epoch = Some((Epoch::Seconds(seconds), Location::caller()));
        self
    }

    /// Sets the time at which the image says that it was made to that of the commit or archive
    /// which is the build context (`SOURCE_DATE_EPOCH=context`, syntax 1.24). A folder as context
    /// has no such time and changes nothing.
    ///
    /// ```
    /// use dockerfile_core::{Dialect, Image, Stage, debian, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532));
    /// let image = Image::from(stage).dialect(Dialect::V1_24).source_date_epoch_of_context();
    /// let text = image.render().unwrap().dockerfile;
    /// assert!(text.contains("ARG SOURCE_DATE_EPOCH=\"context\"\n"));
    /// ```
    #[track_caller]
    pub fn source_date_epoch_of_context(mut self) -> Self {
        self.epoch = Some((Epoch::OfContext, Location::caller()));
        self
    }

    /// Has the build fail where one of BuildKit's own checks finds something (`#
    /// check=error=true`).
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, uid};
    ///
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532));
    /// let rendered = Image::from(stage).checked_by_builder().render().unwrap();
    /// assert!(rendered.dockerfile.starts_with("# check=error=true\n"));
    /// ```
    #[doc(alias("lint", "check"))]
    pub fn checked_by_builder(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Renders the text of the image's files, or a report of what is wrong with the declaration.
    ///
    /// The same declaration gives the same bytes, on every machine and at any time. Recipes read
    /// their projects, and nothing else on disk is looked at: only [`emit`](crate::emit()) checks
    /// that copied files exist.
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
        let disk: Rc<Disk> = Rc::default();
        let readable = Readable { disk: Rc::clone(&disk), context: None };
        let (checked, mut diagnostics) = self.checked(&Policy::default(), Some(readable));
        let kept_out = disk.kept_out_where_read(&checked.program.sources);
        let kept_out = kept_out.unwrap_or_else(|unread| {
            let wrong = Wrong::Project { tool: "render", unread };
            diagnostics.push(complaints::words(wrong.at(self.at)));
            KeptOut::default()
        });
        match Report::of(diagnostics) {
            Some(report) => Err(report),
            None => {
                let files = Files { script: "build.rs".to_owned(), ..Files::default() };
                Ok(self.rendered(&files, &checked, &kept_out, &Pins::default(), &[]))
            }
        }
    }

    /// Lowers and checks the image; returns its instructions and what is wrong with it. Without
    /// `readable` recipes read nothing.
    pub(super) fn checked(
        &self,
        policy: &Policy,
        readable: Option<Readable>,
    ) -> (Checked, Vec<Diagnostic>) {
        if self.targets.is_empty() {
            return (Checked::default(), vec![complaints::no_image(self.at)]);
        }
        let user_id = policy.user_id.as_ref().map_or(DEFAULT_ID, |rule| rule.value);
        let by_policy = policy.dialect.as_ref().map_or(Dialect::PORTABLE, |rule| rule.value);
        let allowed = self.dialect.map_or(by_policy, |(dialect, _)| dialect);
        let (mut program, faults) = lower::lower(&self.targets, user_id, allowed, readable);
        program.epoch = self.epoch;
        let lines = render::lines(&program);
        let is_whole = faults.is_empty();
        let mut diagnostics: Vec<Diagnostic> = faults.into_iter().map(complaints::words).collect();
        diagnostics.extend(check::image(&program, &lines, allowed, is_whole));
        if is_whole && diagnostics.is_empty() {
            let launch = check::started(&program, &Facts::new());
            diagnostics.extend(launch.diagnostics);
            program.notes.extend(launch.notes);
        }
        diagnostics.extend(self.dialect.and_then(|(asked, at)| policy.above(asked, at)));
        (Checked { program, lines, allowed }, diagnostics)
    }

    /// Renders a checked image. `own` are the paths of the emitted files in the build context.
    pub(super) fn rendered(
        &self,
        files: &Files,
        checked: &Checked,
        kept_out: &KeptOut,
        pins: &Pins,
        own: &[String],
    ) -> Rendered {
        let Checked { program, lines, allowed } = checked;
        let needed = dialect::oldest(program, *allowed);
        let directives = render::directives(program, *allowed, self.strict, pins);
        let comments = pins::comments(program, needed) + &render::allowances(&program.allowances);
        let stages = render::stages(program, lines, pins);
        Rendered {
            dockerfile: header::file(&files.script, &directives, &comments, &stages),
            ignore: header::file(
                &files.script,
                "",
                "",
                &ignore::patterns(&program.sources, kept_out, own),
            ),
            plan: plan::plan(program, lines, pins),
            plan_json: plan_json::plan(program, lines, pins, files),
            dialect: needed,
        }
    }
}

/// An image as instructions, with the rendered text of each.
#[derive(Debug, Default)]
pub(super) struct Checked {
    pub(super) program: Program,
    pub(super) lines: Vec<Vec<String>>,
    /// The newest syntax that may be used.
    pub(super) allowed: Dialect,
}
