//! What may stand in any phase, and between them.

use std::rc::Rc;

use super::Stage;
use crate::given::Given;
use crate::order::{AtPhase, Base, Build, ComesBefore};
use crate::steps::Step;

/// In any phase, and between them.
impl<At, F> Stage<At, F> {
    /// A variable for the steps that build the image (`ENV`), printed just before the
    /// next one that runs. It stays in the stage.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, copy, debian, run};
    /// let build = Stage::named("build", debian("bookworm-slim"))
    ///     .source(copy("src").to("/src"))
    ///     .build_env("CFLAGS", "-O2")
    ///     .build(run(["make", "-C", "/src"]));
    /// # let _ = build;
    /// ```
    #[track_caller]
    pub fn build_env(mut self, name: impl Into<String>, value: impl ToString) -> Self
    where
        At: ComesBefore<Build> + AtPhase,
    {
        let step = Step::BuildEnv { name: Given::new(name), value: Given::new(value.to_string()) };
        self = self.with(step);
        self
    }

    /// The way out of the order: what the closure adds stands here, whatever its phase.
    ///
    /// The chain goes on from the phase that it had. The reason is printed into the
    /// Dockerfile, above each line that it covers.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, apt, copy, debian};
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .source(copy("packages.list").to("/tmp/packages.list"))
    ///     .out_of_order("reads the list that stands above", |s| s.packages(apt(["curl"])));
    /// # let _ = stage;
    /// ```
    ///
    /// # Panics
    ///
    /// If the closure gives back another stage than the one it was given.
    #[track_caller]
    pub fn out_of_order<End>(
        self,
        why: impl Into<String>,
        lines: impl FnOnce(Stage<Base, F>) -> Stage<End, F>,
    ) -> Self {
        let why = Given::new(why);
        let (at, before) = (self.node.at, self.node.lines.len());
        let mut stage = lines(self.retyped::<Base>()).retyped::<At>();
        assert!(
            stage.node.at == at && stage.node.lines.len() >= before,
            "out_of_order: the closure has to give back the stage that it was given"
        );
        for line in &mut Rc::make_mut(&mut stage.node).lines[before..] {
            line.reason.get_or_insert_with(|| why.clone());
        }
        stage
    }

    /// Several lines under one condition.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian, dir};
    /// let debug = false;
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .when(debug, |s| s.layout(dir("/srv/dumps")).layout(dir("/srv/traces")));
    /// # let _ = stage;
    /// ```
    pub fn when<To>(self, condition: bool, lines: impl FnOnce(Self) -> Stage<To, F>) -> Stage<To, F>
    where
        At: ComesBefore<To>,
    {
        if condition { lines(self) } else { self.retyped() }
    }

    /// Goes on to a phase without adding anything, so that a loop has one type.
    ///
    /// ```
    /// # use dockerfile_core::{Directories, Stage, debian, dir};
    /// let mut stage = Stage::from(debian("bookworm-slim")).at::<Directories>();
    /// for path in ["/srv/a", "/srv/b"] {
    ///     stage = stage.layout(dir(path));
    /// }
    /// # let _ = stage;
    /// ```
    pub fn at<To>(self) -> Stage<To, F>
    where
        At: ComesBefore<To>,
    {
        self.retyped()
    }
}
