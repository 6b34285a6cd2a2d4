//! How a builder's engine asks whether the program is well.

use std::time::Duration;

use super::arguments::{ArgumentList, given_list};
use super::probe::{CompilesProbe, Probe};
use crate::declare::given::{Given, GivenNumber};

/// A health check: by a command of the image, from [`healthcheck`], or by a [`Probe`] that comes
/// along, from [`http`](crate::http) or [`tcp`](crate::tcp).
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct Healthcheck<Asks = CheckCommand> {
    pub(crate) asks: Asks,
    pub(crate) times: Times,
}

/// A program of the image and its arguments, which a health check runs.
#[derive(Clone, Debug)]
pub struct CheckCommand(pub(crate) Vec<Given>);

/// How often an engine asks, and when it has an answer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Times {
    pub(crate) interval: Option<GivenNumber<Duration>>,
    pub(crate) timeout: Option<GivenNumber<Duration>>,
    pub(crate) start_period: Option<GivenNumber<Duration>>,
    pub(crate) start_interval: Option<GivenNumber<Duration>>,
    pub(crate) retries: Option<GivenNumber<u32>>,
}

/// What `.healthcheck(..)` takes.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this is no health check",
    label = "neither a check nor its settings",
    note = "a check is a list that is run: `healthcheck([\"curl\", \"-f\", \"http://localhost:8080/\"])`; HEALTHCHECK NONE is `.no_healthcheck()`",
    note = "one that needs no program of the image is `http(8080, \"/health\")` or `tcp(5432)`"
)]
pub trait ChecksHealth {
    fn check(self) -> AnyCheck;
}

/// Plumbing of [`ChecksHealth`].
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct AnyCheck(pub(crate) Check);

/// What an engine is to run.
#[derive(Clone, Debug)]
pub(crate) enum Check {
    Command(Healthcheck),
    Probe(Box<Healthcheck<Probe>>),
}

#[diagnostic::do_not_recommend]
impl ChecksHealth for Healthcheck {
    fn check(self) -> AnyCheck {
        AnyCheck(Check::Command(self))
    }
}

#[diagnostic::do_not_recommend]
impl ChecksHealth for Healthcheck<Probe> {
    fn check(self) -> AnyCheck {
        AnyCheck(Check::Probe(Box::new(self)))
    }
}

/// Runs this command now and then; exit code 0 means healthy, 1 not.
///
/// The command is argv: no shell is needed, and none is asked (hadolint DL3025). Where the image
/// has no program that asks, [`http`](crate::http) and [`tcp`](crate::tcp) bring one.
///
/// What is not said stays at the engine's default: every 30 s, 30 s to answer,
/// unhealthy after 3 failures in a row.
///
/// ```
/// use std::time::Duration;
/// use dockerfile_core::{Stage, debian, healthcheck};
///
/// let stage = Stage::from(debian("bookworm-slim")).healthcheck(
///     healthcheck(["/srv/app", "--probe"])
///         .interval(Duration::from_secs(10))
///         .timeout(Duration::from_secs(3)),
/// );
/// # let _ = stage;
/// ```
#[track_caller]
pub fn healthcheck(command: impl ArgumentList) -> Healthcheck {
    Healthcheck { asks: CheckCommand(given_list(command)), times: Times::default() }
}

impl<Asks> Healthcheck<Asks> {
    /// The time between two checks: at least a millisecond, as all times here.
    #[track_caller]
    pub fn interval(mut self, time: Duration) -> Self {
        self.times.interval = Some(GivenNumber::new(time));
        self
    }

    /// How long one check may take.
    #[track_caller]
    pub fn timeout(mut self, time: Duration) -> Self {
        self.times.timeout = Some(GivenNumber::new(time));
        self
    }

    /// How long after the start a failure does not count.
    #[track_caller]
    pub fn start_period(mut self, time: Duration) -> Self {
        self.times.start_period = Some(GivenNumber::new(time));
        self
    }

    /// The time between two checks during the start period, so that a container counts
    /// as healthy soon (`--start-interval`, syntax 1.6).
    #[track_caller]
    pub fn start_interval(mut self, time: Duration) -> Self {
        self.times.start_interval = Some(GivenNumber::new(time));
        self
    }

    /// How many failures in a row mean unhealthy: at least one.
    #[track_caller]
    pub fn retries(mut self, count: u32) -> Self {
        self.times.retries = Some(GivenNumber::new(count));
        self
    }
}

impl Healthcheck<Probe> {
    /// What compiles the program, where no stage of the image starts from the official image `rust`
    /// or has a recipe of cargo: a base with rustc, or a stage by reference.
    ///
    /// In a stage it is compiled right above the first step of a recipe of cargo, or else above all
    /// that belongs to `Dependencies` or later: rustc comes with the base or with `Packages`.
    /// For a static program its linker has to find a libc that can be linked so, which Debian and
    /// Alpine have beside their compilers; on Fedora that is the package `glibc-static`.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, alpine, apk, http, uid};
    ///
    /// let rust = Stage::named("rust", alpine("3.22")).packages(apk(["gcc", "musl-dev", "rust"]));
    /// let stage = Stage::from(alpine("3.22"))
    ///     .account(uid(65532))
    ///     .healthcheck(http(80, "/").built_in(&rust))
    ///     .cmd(["httpd", "-f"]);
    /// assert!(Image::from(stage).render().unwrap().dockerfile.contains("FROM rust AS probe\n"));
    /// ```
    pub fn built_in(mut self, compiler: impl CompilesProbe) -> Self {
        self.asks.built_in = Some(compiler.compiler());
        self
    }
}
