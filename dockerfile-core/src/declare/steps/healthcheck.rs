//! Health checks: how the engine that runs a container asks whether the program is well.

use std::time::Duration;

use super::arguments::{ArgumentList, given_list};
use super::probe::{CompilesProbe, Probe};
use crate::declare::given::{Given, GivenNumber};

/// A health check. It runs a command of the image, from [`healthcheck`], or a [`Probe`] that is added
/// to the image, from [`http`](crate::http) or [`tcp`](crate::tcp).
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct Healthcheck<Asks = CheckCommand> {
    pub(crate) asks: Asks,
    pub(crate) times: Times,
}

/// A command of the image that a health check runs.
#[derive(Clone, Debug)]
pub struct CheckCommand(pub(crate) Vec<Given>);

/// The times and the count of a health check, as far as they were given.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Times {
    pub(crate) interval: Option<GivenNumber<Duration>>,
    pub(crate) timeout: Option<GivenNumber<Duration>>,
    pub(crate) start_period: Option<GivenNumber<Duration>>,
    pub(crate) start_interval: Option<GivenNumber<Duration>>,
    pub(crate) retries: Option<GivenNumber<u32>>,
}

/// A health check of either kind, which `.healthcheck(..)` takes.
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

/// A health check of either kind.
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

/// A health check that runs a command in the container. The exit code 0 means healthy, 1 unhealthy.
///
/// The command is a list, which no shell reads (hadolint DL3025). For an image without a program
/// that could ask, [`http`](crate::http) and [`tcp`](crate::tcp) bring one.
///
/// Without its methods the engine's defaults hold: a check every 30 s, which may take 30 s; unhealthy
/// after 3 failures in a row.
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
    /// Sets the time between two checks: at least a millisecond, as each time of a health check.
    ///
    /// ```
    /// use std::time::Duration;
    /// use dockerfile_core::{Image, Stage, debian, healthcheck, uid};
    ///
    /// let check = healthcheck(["test", "-e", "/run/ready"]).interval(Duration::from_secs(10));
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).healthcheck(check);
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("HEALTHCHECK --interval=10s "));
    /// ```
    #[track_caller]
    pub fn interval(mut self, time: Duration) -> Self {
        self.times.interval = Some(GivenNumber::new(time));
        self
    }

    /// Sets the longest time that one check may take; it has failed then.
    ///
    /// ```
    /// use std::time::Duration;
    /// use dockerfile_core::{Image, Stage, debian, healthcheck, uid};
    ///
    /// let check = healthcheck(["test", "-e", "/run/ready"]).timeout(Duration::from_millis(1500));
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).healthcheck(check);
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("HEALTHCHECK --timeout=1.5s "));
    /// ```
    #[track_caller]
    pub fn timeout(mut self, time: Duration) -> Self {
        self.times.timeout = Some(GivenNumber::new(time));
        self
    }

    /// Sets the time after the start of the container in which a failure does not count.
    ///
    /// ```
    /// use std::time::Duration;
    /// use dockerfile_core::{Image, Stage, debian, healthcheck, uid};
    ///
    /// let check = healthcheck(["test", "-e", "/run/ready"]).start_period(Duration::from_secs(60));
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).healthcheck(check);
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("HEALTHCHECK --start-period=60s "));
    /// ```
    #[track_caller]
    pub fn start_period(mut self, time: Duration) -> Self {
        self.times.start_period = Some(GivenNumber::new(time));
        self
    }

    /// Sets the time between two checks during the start period: a short one lets the container
    /// count as healthy soon (`--start-interval`, syntax 1.6).
    ///
    /// ```
    /// use std::time::Duration;
    /// use dockerfile_core::{Dialect, Image, Stage, debian, healthcheck, uid};
    ///
    /// let check = healthcheck(["test", "-e", "/run/ready"]).start_interval(Duration::from_secs(1));
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).healthcheck(check);
    /// let text = Image::from(stage).dialect(Dialect::V1_6).render().unwrap().dockerfile;
    /// assert!(text.contains("HEALTHCHECK --start-interval=1s "));
    /// ```
    #[track_caller]
    pub fn start_interval(mut self, time: Duration) -> Self {
        self.times.start_interval = Some(GivenNumber::new(time));
        self
    }

    /// Sets how many failures in a row mean unhealthy: at least one.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, debian, healthcheck, uid};
    ///
    /// let check = healthcheck(["test", "-e", "/run/ready"]).retries(5);
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).healthcheck(check);
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("HEALTHCHECK --retries=5 "));
    /// ```
    #[track_caller]
    pub fn retries(mut self, count: u32) -> Self {
        self.times.retries = Some(GivenNumber::new(count));
        self
    }
}

impl Healthcheck<Probe> {
    /// Says where the probe is compiled: in a stage, given by reference, or on a base with rustc. It is
    /// needed where no stage of the image starts from the official image `rust` or has a cargo recipe.
    ///
    /// In a stage the probe is compiled right above the first step of a cargo recipe, or else above all
    /// steps of `Dependencies` and later phases, so that rustc has to come with the base or with
    /// `Packages`. A static probe needs a libc for static linking. On Debian and Alpine it comes with the
    /// compiler; on Fedora it is the package `glibc-static`.
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
