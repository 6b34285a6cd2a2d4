//! Variables as handles, and the values that may hold them.
//!
//! A value is literal text unless a handle stands in it: no `$` in a string is ever a
//! variable, and one that names a variable is refused unless it is [`text`].

use std::fmt;
use std::ops::Add;

use super::given::Given;
#[cfg(feature = "go")]
use crate::program::instruction::{ValuePart, ValueParts};
#[cfg(feature = "go")]
use crate::value::{Value as _, VarName};

/// A variable of the build, from [`arg`]: what `docker build --build-arg` may set.
#[derive(Clone, Debug)]
#[must_use = "a value does nothing until a stage has it"]
pub struct Arg {
    pub(crate) name: Given,
    pub(crate) default: Option<Given>,
    pub(crate) description: Option<Given>,
    pub(crate) per_commit: bool,
}

/// A variable of the build (`ARG`).
///
/// It is a handle: a value that holds it gets what the build says. ARG is printed just
/// above its first use in each stage that uses it; one that several stages use has its
/// default above the first FROM. A name that looks like a secret is refused (hadolint
/// DL3064, BuildKit SecretsUsedInArgOrEnv) unless its default says that it is none, such as a
/// number: that is a [`secret`](crate::secret).
///
/// ```
/// use dockerfile_core::{Image, Stage, arg, debian, run, text, uid};
///
/// let version = arg("VERSION").default("1.4.0");
/// let stage = Stage::from(debian("bookworm-slim"))
///     .account(uid(65532))
///     .build(run([text("make"), text("VERSION=") + &version]))
///     .env("APP_VERSION", &version);
/// let text = Image::from(stage).render().unwrap().dockerfile;
/// assert!(text.contains("ARG VERSION=\"1.4.0\"\nRUN make \"VERSION=${VERSION}\"\n"));
/// assert!(text.contains("ENV APP_VERSION=\"${VERSION}\"\n"));
/// ```
#[doc(alias("build-arg", "--build-arg"))]
#[track_caller]
pub fn arg(name: impl Into<String>) -> Arg {
    Arg { name: Given::new(name), default: None, description: None, per_commit: false }
}

impl Arg {
    /// Its value unless the build says another.
    #[track_caller]
    pub fn default(mut self, value: impl Into<String>) -> Self {
        self.default = Some(Given::new(value));
        self
    }

    /// What it is for, in one line: `docker build --call=outline` shows it.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, arg, debian, uid};
    ///
    /// let level = arg("LOG_LEVEL").default("info").description("how much the service says");
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).env("LEVEL", level);
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("# LOG_LEVEL how much the service says\nARG LOG_LEVEL=\"info\"\n"));
    /// ```
    #[track_caller]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(Given::new(text));
        self
    }

    /// It changes with every commit, so only `Build` and what follows may use it: a step
    /// that saw it earlier would run again at every commit.
    ///
    /// ```
    /// use dockerfile_core::{Stage, arg, debian};
    ///
    /// let revision = arg("GIT_SHA").per_commit();
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .commit_label("org.opencontainers.image.revision", &revision);
    /// # let _ = stage;
    /// ```
    #[doc(alias("commit", "revision"))]
    pub fn per_commit(mut self) -> Self {
        self.per_commit = true;
        self
    }
}

/// A variable that every builder sets by itself: of the module [`platform`], or
/// [`SOURCE_DATE_EPOCH`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuilderVariable(pub(crate) &'static str);

/// The time that an image says it was made at, in seconds since 1970, as
/// [`Image::source_date_epoch`](crate::Image::source_date_epoch) or the command that builds has
/// it: for steps that write a time.
///
/// ```
/// use dockerfile_core::{Image, SOURCE_DATE_EPOCH, Stage, debian, run, uid};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .account(uid(65532))
///     .build(run(["make", "dist"]).uses(SOURCE_DATE_EPOCH));
/// let text = Image::from(stage).render().unwrap().dockerfile;
/// assert!(text.contains("ARG SOURCE_DATE_EPOCH\nRUN make dist\n"));
/// ```
pub const SOURCE_DATE_EPOCH: BuilderVariable = BuilderVariable("SOURCE_DATE_EPOCH");

/// Variables that a builder sets: the platform that the image is for (`TARGET..`) and
/// the one that the build runs on (`BUILD..`).
///
/// ```
/// use dockerfile_core::{Image, Stage, debian, platform, run, text, uid};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .account(uid(65532))
///     .build(run([text("make"), text("GOARCH=") + platform::TARGETARCH]));
/// let text = Image::from(stage).render().unwrap().dockerfile;
/// assert!(text.contains("ARG TARGETARCH\nRUN make \"GOARCH=${TARGETARCH}\"\n"));
/// ```
///
/// Source: "Automatic platform ARGs in the global scope" of BuildKit's reference.
pub mod platform {
    use super::BuilderVariable;

    /// `linux/arm64/v8`: what the image is for.
    pub const TARGETPLATFORM: BuilderVariable = BuilderVariable("TARGETPLATFORM");
    /// `linux`
    pub const TARGETOS: BuilderVariable = BuilderVariable("TARGETOS");
    /// `arm64`
    pub const TARGETARCH: BuilderVariable = BuilderVariable("TARGETARCH");
    /// `v8`, or nothing.
    pub const TARGETVARIANT: BuilderVariable = BuilderVariable("TARGETVARIANT");
    /// `linux/amd64`: what the build runs on.
    pub const BUILDPLATFORM: BuilderVariable = BuilderVariable("BUILDPLATFORM");
    /// `linux`
    pub const BUILDOS: BuilderVariable = BuilderVariable("BUILDOS");
    /// `amd64`
    pub const BUILDARCH: BuilderVariable = BuilderVariable("BUILDARCH");
    /// `v2`, or nothing.
    pub const BUILDVARIANT: BuilderVariable = BuilderVariable("BUILDVARIANT");
}

/// A variable of the environment, from [`env()`] or [`base_env`].
#[derive(Clone, Debug)]
#[must_use = "a value does nothing until a stage has it"]
pub struct EnvVariable {
    pub(crate) name: Given,
    /// The base image has set it, which nobody here can see.
    pub(crate) of_base: bool,
}

/// A variable that a line above has set, with `.env(..)` or `.build_env(..)`.
///
/// ```
/// use dockerfile_core::{Stage, debian, env};
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .env("HOME", "/srv/app")
///     .env("CONFIG", env("HOME") + "/config.toml");
/// # let _ = stage;
/// ```
#[track_caller]
pub fn env(name: impl Into<String>) -> EnvVariable {
    EnvVariable { name: Given::new(name), of_base: false }
}

/// A variable that the base image has set with ENV, which nothing here can see: where it
/// has not, the value is empty, and BuildKit's own checks say so. HOME is rarely one.
///
/// ```
/// use dockerfile_core::{Debian, Stage, base_env, image};
///
/// let stage = Stage::from(image("ruby:3.4-slim-bookworm").family(Debian))
///     .env("BUNDLE_CACHE", base_env("GEM_HOME") + "/cache");
/// # let _ = stage;
/// ```
#[track_caller]
pub fn base_env(name: impl Into<String>) -> EnvVariable {
    EnvVariable { name: Given::new(name), of_base: true }
}

/// A value: literal text, and variables in it.
///
/// Begins with [`text`] or a variable, and goes on with `+`.
#[derive(Clone, Debug)]
#[must_use = "a value does nothing until a stage has it"]
pub struct Text(pub(crate) Vec<Piece>);

#[derive(Clone, Debug)]
pub(crate) enum Piece {
    /// Of [`text`]: it means itself.
    Literal(String),
    /// Any other text, whose author may take it for more.
    Plain(String),
    Arg(Arg),
    Builder(BuilderVariable),
    Env(EnvVariable),
}

/// Literal text, to which variables may be added.
///
/// It means itself, also where it holds `$NAME`, which any other text may not.
///
/// ```
/// use dockerfile_core::{Stage, arg, debian, text};
///
/// let version = arg("VERSION").default("1.4.0");
/// let stage = Stage::from(debian("bookworm-slim"))
///     .env("URL", text("https://example.com/v") + &version + "/app.tar.gz");
/// # let _ = stage;
/// ```
pub fn text(literal: impl Into<String>) -> Text {
    Text(vec![Piece::Literal(literal.into())])
}

impl<T: IntoText> Add<T> for Text {
    type Output = Self;
    fn add(mut self, more: T) -> Self {
        self.0.extend(more.into_text().0);
        self
    }
}

impl Text {
    /// The text itself, if no variable is in it.
    pub(crate) fn literal(&self) -> Option<String> {
        let literal = |piece: &Piece| match piece {
            Piece::Literal(text) | Piece::Plain(text) => Some(text.clone()),
            _ => None,
        };
        self.0.iter().map(literal).collect()
    }

    /// As instructions hold it, once its variables are declared.
    #[cfg(feature = "go")]
    pub(crate) fn parts(&self) -> ValueParts {
        let variable = |name: &str| ValuePart::Variable(VarName::trusted(name.to_owned()));
        let part = |piece: &Piece| match piece {
            Piece::Literal(text) | Piece::Plain(text) => ValuePart::Text(text.clone()),
            Piece::Arg(arg) => variable(&arg.name.text),
            Piece::Builder(builder) => variable(builder.0),
            Piece::Env(env) => variable(&env.name.text),
        };
        self.0.iter().map(part).collect()
    }

    /// As a reader would write it, for a check or a message. There is no `Display`: with
    /// it `format!` would make a variable of the build into literal text.
    pub(crate) fn shown(&self) -> String {
        let shown = |piece: &Piece| match piece {
            Piece::Literal(text) | Piece::Plain(text) => text.clone(),
            Piece::Arg(arg) => format!("${{{}}}", arg.name.text),
            Piece::Builder(variable) => format!("${{{}}}", variable.0),
            Piece::Env(variable) => format!("${{{}}}", variable.name.text),
        };
        self.0.iter().map(shown).collect()
    }
}

/// What a value is made from: anything that prints, and variables of the build.
#[diagnostic::on_unimplemented(
    message = "this is no value that an image may hold",
    label = "neither text nor a variable of the build",
    note = "a secret has no text: it goes into the step that needs it, `run(..).mount(secret(\"id\").env(\"NAME\"))`, and into no layer",
    note = "a value is one text: join a list, `parts.join(\":\")`, and say what stands for what may be missing, `unwrap_or_default()`"
)]
pub trait IntoText {
    #[doc(hidden)]
    fn into_text(self) -> Text;
}

#[diagnostic::do_not_recommend]
impl<T: fmt::Display> IntoText for T {
    fn into_text(self) -> Text {
        Text(vec![Piece::Plain(self.to_string())])
    }
}

impl IntoText for Text {
    fn into_text(self) -> Text {
        self
    }
}

impl IntoText for &Text {
    fn into_text(self) -> Text {
        self.clone()
    }
}

/// A variable that ARG brings into a stage: of [`arg`], or of the module [`platform`].
#[diagnostic::on_unimplemented(
    message = "this is no variable of the build",
    label = "nothing that ARG could bring in",
    note = "give it a handle: `arg(\"VERSION\").default(\"1\")`, or one of the builder's, such as `platform::TARGETARCH`"
)]
pub trait BuildVariable: IntoText {}

impl BuildVariable for Arg {}
impl BuildVariable for &Arg {}
impl BuildVariable for BuilderVariable {}
impl BuildVariable for &BuilderVariable {}

macro_rules! variables {
    ($($variable:ident: $piece:ident;)*) => { $(
        impl IntoText for $variable {
            fn into_text(self) -> Text {
                Text(vec![Piece::$piece(self)])
            }
        }

        impl<T: IntoText> Add<T> for $variable {
            type Output = Text;
            fn add(self, more: T) -> Text {
                self.into_text() + more
            }
        }

        impl<T: IntoText> Add<T> for &$variable {
            type Output = Text;
            fn add(self, more: T) -> Text {
                self.into_text() + more
            }
        }

        impl IntoText for &$variable {
            fn into_text(self) -> Text {
                self.clone().into_text()
            }
        }
    )* };
}

variables! { Arg: Arg; BuilderVariable: Builder; EnvVariable: Env; }
