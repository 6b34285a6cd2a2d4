//! Variables as handles, and the values that may hold them.
//!
//! A value is literal text, but for the handles in it: a `$` in a string is never a variable. A
//! string that seems to name one, such as `"$HOME/bin"`, is refused unless it is given as [`text`].

use std::fmt;
use std::ops::Add;

use super::given::Given;
#[cfg(feature = "go")]
use crate::program::instruction::{ValuePart, ValueParts};
#[cfg(feature = "go")]
use crate::value::{Value as _, VarName};

/// A variable of the build, from [`arg`], which `docker build --build-arg` may set.
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
/// The handle stands in values, which get what the build says. Its ARG line is printed just above
/// the first use in each stage that uses it; the default of one that several stages use stands once,
/// above the first FROM.
///
/// A name that looks like a secret is refused (hadolint DL3064, BuildKit SecretsUsedInArgOrEnv),
/// unless the default shows that the variable is none, such as a number. A secret goes into the step
/// that needs it, by a mount: [`secret`](crate::secret).
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
    /// The value of the variable, unless the build sets another.
    ///
    /// ```
    /// use dockerfile_core::{Image, Stage, arg, debian, uid};
    ///
    /// let level = arg("LOG_LEVEL").default("info");
    /// let stage = Stage::from(debian("bookworm-slim")).account(uid(65532)).env("LEVEL", level);
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("ARG LOG_LEVEL=\"info\"\n"));
    /// ```
    #[track_caller]
    pub fn default(mut self, value: impl Into<String>) -> Self {
        self.default = Some(Given::new(value));
        self
    }

    /// A description of the variable in one line, which `docker build --call=outline` shows.
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

    /// Says that the variable changes with every commit. Using it above the phase `Build` is then an
    /// error: the step would run again at every commit.
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

/// A variable that the builder provides: one of the module [`platform`], or [`SOURCE_DATE_EPOCH`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuilderVariable(pub(crate) &'static str);

/// The time at which the image says that it was made, in seconds since 1970, for steps that write a
/// time. [`Image::source_date_epoch`](crate::Image::source_date_epoch) sets it, or the command that
/// builds does.
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

    /// The platform that the image is for, such as `linux/arm/v7`.
    pub const TARGETPLATFORM: BuilderVariable = BuilderVariable("TARGETPLATFORM");
    /// The operating system that the image is for, such as `linux`.
    pub const TARGETOS: BuilderVariable = BuilderVariable("TARGETOS");
    /// The architecture that the image is for, such as `arm64`.
    pub const TARGETARCH: BuilderVariable = BuilderVariable("TARGETARCH");
    /// The variant of the architecture that the image is for, such as `v7`; empty if it has none.
    pub const TARGETVARIANT: BuilderVariable = BuilderVariable("TARGETVARIANT");
    /// The platform of the machine that builds, such as `linux/amd64`.
    pub const BUILDPLATFORM: BuilderVariable = BuilderVariable("BUILDPLATFORM");
    /// The operating system of the machine that builds, such as `linux`.
    pub const BUILDOS: BuilderVariable = BuilderVariable("BUILDOS");
    /// The architecture of the machine that builds, such as `amd64`.
    pub const BUILDARCH: BuilderVariable = BuilderVariable("BUILDARCH");
    /// The variant of the architecture of the machine that builds; empty if it has none.
    pub const BUILDVARIANT: BuilderVariable = BuilderVariable("BUILDVARIANT");
}

/// A variable of the environment, from [`env()`] or [`base_env`].
#[derive(Clone, Debug)]
#[must_use = "a value does nothing until a stage has it"]
pub struct EnvVariable {
    pub(crate) name: Given,
    /// The base image has set the variable, and not a line of the declaration.
    pub(crate) of_base: bool,
}

/// A variable that a line above sets, with [`Stage::env`](crate::Stage::env) or
/// [`Stage::build_env`](crate::Stage::build_env). One that no line above sets is an error.
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

/// A variable that the base image sets with ENV. Whether it does is not checked here: where it does
/// not, the variable is empty, and BuildKit's own checks say so. Base images rarely set `HOME`.
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

/// A value of literal text and variables, put together with `+`. The first part is [`text`] or a
/// variable.
#[derive(Clone, Debug)]
#[must_use = "a value does nothing until a stage has it"]
pub struct Text(pub(crate) Vec<Piece>);

/// A part of a [`Text`].
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    /// Text that was given as [`text`]; a `$` in it is meant as it stands.
    Literal(String),
    /// Any other text; a `$NAME` in it is a mistake, since nothing fills it in.
    Plain(String),
    Arg(Arg),
    Builder(BuilderVariable),
    Env(EnvVariable),
}

/// Literal text, to which variables may be added.
///
/// A `$NAME` in it is printed as it stands; in any other string it is an error.
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
    /// The text as a string, if no variable is in it.
    pub(crate) fn literal(&self) -> Option<String> {
        let literal = |piece: &Piece| match piece {
            Piece::Literal(text) | Piece::Plain(text) => Some(text.clone()),
            _ => None,
        };
        self.0.iter().map(literal).collect()
    }

    /// Whether the text is this variable of the build and nothing else.
    pub(crate) fn is_variable(&self, name: &str) -> bool {
        let mut pieces = self.0.iter().filter(
            |piece| !matches!(piece, Piece::Literal(text) | Piece::Plain(text) if text.is_empty()),
        );
        let is_named = match pieces.next() {
            Some(Piece::Arg(arg)) => arg.name.text == name,
            Some(Piece::Builder(variable)) => variable.0 == name,
            _ => false,
        };
        is_named && pieces.next().is_none()
    }

    /// Whether the variable of the build stands in the text.
    pub(crate) fn uses(&self, name: &str) -> bool {
        self.0.iter().any(|piece| Self(vec![piece.clone()]).is_variable(name))
    }

    /// The text in the form that instructions hold. The caller declares the variables in it.
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

    /// The text with `${NAME}` for each variable, for a check or a message. There is no `Display`:
    /// with it, `format!` would turn a variable of the build into literal text.
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

/// A type that a value can be made from: anything with `Display`, and variables.
#[diagnostic::on_unimplemented(
    message = "this is no value that an image may hold",
    label = "neither text nor a variable of the build",
    note = "a secret has no text: it goes into the step that needs it, `run(..).mount(secret(\"id\").env(\"NAME\"))`, and into no layer",
    note = "a value is one text: join a list with `parts.join(\":\")`, and turn an `Option` into a text with `unwrap_or_default()`"
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

/// A variable that ARG brings into a stage: an [`Arg`] or a [`BuilderVariable`].
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
