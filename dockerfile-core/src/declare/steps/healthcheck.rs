//! How a builder's engine asks whether the program is well.

use std::time::Duration;

use super::arguments::{ArgumentList, given_list};
use crate::declare::given::{Given, GivenNumber};

/// A health check, from [`healthcheck`].
#[derive(Clone, Debug)]
#[must_use = "a step does nothing until a stage has it"]
pub struct Healthcheck {
    pub(crate) command: Vec<Given>,
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
    note = "a check is a list that is run: `healthcheck([\"curl\", \"-f\", \"http://localhost:8080/\"])`; HEALTHCHECK NONE is `.no_healthcheck()`"
)]
pub trait ChecksHealth {
    fn check(self) -> Healthcheck;
}

#[diagnostic::do_not_recommend]
impl ChecksHealth for Healthcheck {
    fn check(self) -> Healthcheck {
        self
    }
}

/// Runs this command now and then; exit code 0 means healthy, 1 not.
///
/// The command is argv: no shell is needed, and none is asked (hadolint DL3025).
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
    Healthcheck {
        command: given_list(command),
        interval: None,
        timeout: None,
        start_period: None,
        start_interval: None,
        retries: None,
    }
}

impl Healthcheck {
    /// The time between two checks: at least a millisecond, as all times here.
    #[track_caller]
    pub fn interval(mut self, time: Duration) -> Self {
        self.interval = Some(GivenNumber::new(time));
        self
    }

    /// How long one check may take.
    #[track_caller]
    pub fn timeout(mut self, time: Duration) -> Self {
        self.timeout = Some(GivenNumber::new(time));
        self
    }

    /// How long after the start a failure does not count.
    #[track_caller]
    pub fn start_period(mut self, time: Duration) -> Self {
        self.start_period = Some(GivenNumber::new(time));
        self
    }

    /// The time between two checks during the start period, so that a container counts
    /// as healthy soon (`--start-interval`, syntax 1.6).
    #[track_caller]
    pub fn start_interval(mut self, time: Duration) -> Self {
        self.start_interval = Some(GivenNumber::new(time));
        self
    }

    /// How many failures in a row mean unhealthy: at least one.
    #[track_caller]
    pub fn retries(mut self, count: u32) -> Self {
        self.retries = Some(GivenNumber::new(count));
        self
    }
}
