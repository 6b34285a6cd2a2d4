//! Methods that take several lines at once, in a closure: the way out of the order, and conditions.

use std::rc::Rc;

use super::Stage;
use crate::declare::given::Given;
use crate::declare::order::Base;

/// Several lines at once, in a closure.
impl<At, F> Stage<At, F> {
    /// Adds lines that are out of order, and says why. The closure gets a stage at
    /// [`Base`], so that lines of every phase may stand here; their order among
    /// themselves is checked as ever.
    ///
    /// Below them the stage is at the phase that it had above. The reason is printed into the
    /// Dockerfile, above the lines that it covers.
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
    /// If the closure gives back another stage than the one that it was given.
    #[track_caller]
    pub fn out_of_order<End>(
        self,
        why: impl Into<String>,
        lines: impl FnOnce(Stage<Base, F>) -> Stage<End, F>,
    ) -> Self {
        let why = Given::new(why);
        let before = self.node.lines.len();
        let mut stage = self.extended(|stage| lines(stage.retyped::<Base>())).retyped::<At>();
        for line in &mut Rc::make_mut(&mut stage.node).lines[before..] {
            line.reason.get_or_insert_with(|| why.clone());
        }
        stage
    }

    /// Adds several lines if the condition holds. The phase of the stage is the same whether it does or
    /// not: that of the last line in the closure.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian, dir};
    /// let debug = false;
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .when(debug, |s| s.layout(dir("/srv/dumps")).layout(dir("/srv/traces")));
    /// # let _ = stage;
    /// ```
    ///
    /// # Panics
    ///
    /// If the closure gives back another stage than the one that it was given.
    #[doc(alias("if", "conditional"))]
    #[track_caller]
    pub fn when<To>(
        self,
        condition: bool,
        lines: impl FnOnce(Self) -> Stage<To, F>,
    ) -> Stage<To, F> {
        // `when` needs no bound on `To`: the methods that the closure calls have theirs.
        if condition { self.extended(lines) } else { self.retyped() }
    }

    /// Calls the closure, and checks that it gives back this stage: another one would silently
    /// replace all lines above.
    #[track_caller]
    fn extended<To>(self, lines: impl FnOnce(Self) -> Stage<To, F>) -> Stage<To, F> {
        let (at, before) = (self.node.at, self.node.lines.len());
        let stage = lines(self);
        assert!(
            stage.node.at == at && stage.node.lines.len() >= before,
            "the closure has to give back the stage that it was given"
        );
        stage
    }
}
