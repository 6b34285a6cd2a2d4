//! How the program runs: metadata, and the start.

use super::Stage;
use crate::given::{Given, GivenNumber};
use crate::order::{BeforeCmd, BeforeEntrypoint, Cmd, ComesBefore, Entrypoint, Runtime};
use crate::steps::{Healthcheck, Step, Texts, given};

/// How the program runs.
impl<At, F> Stage<At, F> {
    /// A variable that the running program finds (`ENV`).
    ///
    /// The value is literal: a `$` in it is no variable. A name that looks like a
    /// secret, and a URL with a password in it, are refused (hadolint DL3064): give
    /// those when the container starts.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).env("PORT", 10000).env("ENV", "LOCAL");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn env(self, name: impl Into<String>, value: impl ToString) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        let (name, value) = (Given::new(name), Given::new(value.to_string()));
        self.with(Step::Env { name, value, public: None })
    }

    /// A variable that looks like a secret and is none, and why: the way out of the
    /// rule of [`env`](Stage::env). The reason is printed into the Dockerfile.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .public_env("TOKENIZER_PATH", "/srv/model/words", "a file name");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn public_env(
        self,
        name: impl Into<String>,
        value: impl ToString,
        why: impl Into<String>,
    ) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        let (name, value) = (Given::new(name), Given::new(value.to_string()));
        self.with(Step::Env { name, value, public: Some(Given::new(why)) })
    }

    /// Puts a folder in front of the program's `PATH`.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).path("/opt/venv/bin");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn path(self, folder: impl Into<String>) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::Path(Given::new(folder)))
    }

    /// A label that changes with each commit: revision, created, version, ref.name.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .commit_label("org.opencontainers.image.version", "1.4.0");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn commit_label(self, key: impl Into<String>, value: impl Into<String>) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::Label { key: Given::new(key), value: Given::new(value), lasting: false })
    }

    /// The directory that the program starts in (`WORKDIR`).
    ///
    /// Wherever it is declared, it is printed right below the directories and the
    /// account: WORKDIR makes its directory, a layer that would otherwise stand below
    /// the source and run again with every edit.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).workdir("/srv/app");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn workdir(self, path: impl Into<String>) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::Workdir(Given::new(path)))
    }

    /// The port that the program listens on (`EXPOSE`, TCP).
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).expose(10000);
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn expose(self, port: u16) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::Expose(GivenNumber::new(port)))
    }

    /// A folder whose contents outlive the container (`VOLUME`).
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).volume("/srv/var");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn volume(self, path: impl Into<String>) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::Volume(Given::new(path)))
    }

    /// The signal that asks the program to end (`STOPSIGNAL`); SIGTERM unless said.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).stop_signal("SIGINT");
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn stop_signal(self, signal: impl Into<String>) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::StopSignal(Given::new(signal)))
    }

    /// How the engine asks whether the program is well (`HEALTHCHECK`).
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian, healthcheck};
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .healthcheck(healthcheck(["/srv/app", "--probe"]));
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn healthcheck(self, check: Healthcheck) -> Stage<Runtime, F>
    where
        At: ComesBefore<Runtime>,
    {
        self.with(Step::Healthcheck(check))
    }

    /// The program and its fixed arguments (`ENTRYPOINT`), once.
    ///
    /// Always argv, never a shell's text: the program is process 1 and gets the
    /// signals (hadolint DL3025).
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).entrypoint(["/srv/app", "--serve"]);
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn entrypoint(self, argv: impl Texts) -> Stage<Entrypoint, F>
    where
        At: BeforeEntrypoint,
    {
        self.with(Step::Entrypoint(given(argv).into()))
    }

    /// The arguments that a user of the image may replace (`CMD`), once.
    ///
    /// ```
    /// # use dockerfile_core::{Stage, debian};
    /// let stage = Stage::from(debian("bookworm-slim")).entrypoint(["/srv/app"]).cmd(["--help"]);
    /// # let _ = stage;
    /// ```
    #[track_caller]
    pub fn cmd(self, argv: impl Texts) -> Stage<Cmd, F>
    where
        At: BeforeCmd,
    {
        self.with(Step::Cmd(given(argv).into()))
    }
}
