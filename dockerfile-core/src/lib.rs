// The README is the front page; its examples are tested. What it links by a label is an item here, since the
// first definition of a label counts; its other links lead to the modules of `guide`.
//! [account]: Stage::account
//! [arg]: arg()
//! [cache]: cache()
//! [copy]: copy()
//! [dialect]: Dialect
//! [emit]: emit()
//! [emit all]: emit_all()
//! [health]: http()
//! [image]: Image
//! [linters]: guide::rules
//! [macro]: image!
//! [order]: phases
//! [recipe]: Recipe
//! [render]: Image::render
//! [secret]: secret()
//! [settings]: Stage::settings
//! [starts]: StartsOn
//! [text]: IntoText
//!
#![cfg_attr(all(doc, feature = "docs", not(doctest)), doc = dockerfile_derive::__page!("README.md"))]
#![cfg_attr(any(doctest, not(feature = "docs")), doc = include_str!("../README.md"))]
//! # The way of a declaration
//!
//! ```text
//!      rustc                         the build script
//!  ┌───────────┐   ┌───────────┐   ┌───────────┐   ┌───────────┐   ┌───────────┐
//!  │  declare  ├──►│   lower   ├──►│   check   ├──►│   print   ├──►│   emit    │
//!  └───────────┘   └───────────┘   └───────────┘   └───────────┘   └───────────┘
//!   Stage, steps    instructions;   the whole       Dockerfile,     compared with
//!   and the order   recipes read    image, the      ignore file,    what is there,
//!   of phases       the project     policy          plan, bake      written or refused
//! ```
//!
//! A mistake is found as far left as it can be seen: [`guide::errors`] has each kind. The phases, and what
//! runs again when a line of one changes, are drawn at [`phases`].
//!
//! # Words
//!
//! Every item is at the root of the crate. The modules [`bases`], [`phases`], [`steps`] and
//! [`recipes`] list the same items by topic, and the [`prelude`] is for a glob import.
//!
//! | word | what it is |
//! |---|---|
//! | stage | [`Stage`]: FROM and what follows it, as a Dockerfile calls it |
//! | phase | a part of a stage whose lines change about equally often: [`phases`] |
//! | step | a value that goes into a phase: `apt(..)`, `copy(..)`, `run(..)` |
//! | family | the distribution that a base image descends from, which says what runs on it: [`Family`] |
//! | build context | the folder whose files a build can copy: [`BuildContext`] |
//! | manifest | a file that says what to install; a lock file is one, too |
//! | recipe | the steps of one ecosystem, computed from the project on disk: [`Recipe`] |
//! | artifacts | the files that an image takes from the stage that has built them: [`Artifacts`] |
//! | track | the tags that an update bot may move a base image to: [`BaseImage::track`] |
//! | way out | a call that sets a rule aside, with a reason that is printed into the Dockerfile: [`guide::ways_out`] |

// Without the pages, links to them lead nowhere.
#![cfg_attr(not(feature = "docs"), allow(rustdoc::broken_intra_doc_links))]
// Some helpers that recipes share are used by one ecosystem only. The feature `all` uses each of
// them, so a dead one is found there.
#![cfg_attr(not(feature = "all"), allow(dead_code, unused_macros))]

// The crate under the name that its users call it by, for our own examples and tests.
extern crate self as dockerfile_core;

mod check;
mod declare;
mod emit;
#[cfg(all(doc, feature = "docs", not(doctest)))]
pub mod guide;
mod lower;
mod print;
mod program;
pub mod recipes;
mod value;

/// Base images, their families, and which programs start on which of them.
pub mod bases {
    pub use crate::declare::base::{
        BaseImage, UnknownBase, alpine, debian, fedora, image, moving_image, scratch, ubuntu,
    };
    pub use crate::declare::family::{
        Alpine, Arch, Debian, DistrolessBase, DistrolessCc, DistrolessStatic, Family, Fedora,
        Posix, RedHat, Scratch, Shellless, Suse, Ubuntu, Wolfi,
    };
    pub use crate::declare::order::{
        HasApk, HasApt, HasDnf, HasPacman, HasShell, HasUserTools, HasZypper, RunsOn,
    };
    #[doc(hidden)]
    pub use crate::declare::signposts::*;
    pub use crate::declare::starts::{
        Builds, Dynamic, Gnu, Interpreted, Interprets, Native, Starts, StartsOn, Static, Target,
        Unchecked,
    };
}

/// The phases of a stage, and which step belongs in which.
///
/// ```text
///   phase         what goes there                         how often it changes
/// ┌────────────────────────────────────────────────────────────────────────────┐
/// │ Base          FROM, lasting labels                    with the platform    │
/// │ Packages      packages, downloaded tools              rarely               │
/// │ Directories   folders that the program works in       rarely               │
/// │ Account       whom the program runs as                rarely               │
/// │ Dependencies  manifests, lock files, the install      now and then         │
/// │ Source        the program's files, or its artifact    with every edit      │
/// │ Build         what compiles them                      with every edit      │
/// │ Files         files that nothing above reads          now and then         │
/// ├────────────────────────────────────────────────────────────────────────────┤
/// │ Runtime       ENV, EXPOSE, VOLUME, HEALTHCHECK        no layer             │
/// │ Entrypoint    what starts                             no layer             │
/// │ Cmd           its arguments                           no layer             │
/// └────────────────────────────────────────────────────────────────────────────┘
///   a change of a line runs it again, and every layer below it
/// ```
///
/// Within a phase the order is free, and a phase may be left out. Going back does not compile:
/// [`ComesBefore`] is the rule, and [`out_of_order`](crate::Stage::out_of_order) its way out.
pub mod phases {
    pub use crate::declare::order::{
        Account, AccountStep, AtPhase, Base, BeforeCmd, BeforeEntrypoint, Build, BuildStep, Cmd,
        ComesBefore, Dependencies, DependenciesStep, Directories, Entrypoint, Files, FilesStep,
        LayoutStep, Packages, PackagesStep, Runtime, Source, SourceStep,
    };
}

/// Steps, which go into phases: packages, files, accounts, commands, and the mounts of these.
pub mod steps {
    pub use crate::declare::steps::account::{
        BaseUser, MadeUser, OfSystem, Ordinary, existing, system_user, uid, user,
    };
    pub use crate::declare::steps::add::{Download, Git, download, git, unverified_download};
    pub use crate::declare::steps::arguments::ArgumentList;
    pub use crate::declare::steps::copy::{ArtifactCopy, ContextCopy, copy};
    pub use crate::declare::steps::dir::{Directory, dir};
    pub use crate::declare::steps::flags::FileMode;
    pub use crate::declare::steps::healthcheck::{CheckCommand, Healthcheck, healthcheck};
    pub use crate::declare::steps::inline::{InlineFile, file};
    pub use crate::declare::steps::manifest::{Manifest, manifest, manifest_dir};
    pub use crate::declare::steps::mount::{
        Bind, Cache, Mount, Secret, Ssh, Tmpfs, bind, cache, secret, ssh, tmpfs,
    };
    pub use crate::declare::steps::origin::{HasFiles, NamedContext, context};
    pub use crate::declare::steps::packages::{
        Apk, Apt, Dnf, Microdnf, Pacman, Zypper, apk, apt, dnf, microdnf, pacman, zypper,
    };
    pub use crate::declare::steps::paths::Paths;
    pub use crate::declare::steps::ports::{Ports, UdpPorts, udp};
    pub use crate::declare::steps::probe::{CompilesProbe, Probe, ProbePort, http, tcp};
    pub use crate::declare::steps::repository::{
        ApkRepository, AptRepository, DnfRepository, apk_repository, apt_repository, dnf_repository,
    };
    pub use crate::declare::steps::run::{
        Argv, CommandLine, NeedsNoShell, Run, ShellText, ShelllessRun, run,
    };
    pub use crate::declare::steps::settings::{ListsSettings, NamesSetting, Setting};
    pub use crate::declare::steps::step::Steps;
    pub use crate::declare::steps::texts::Texts;
    pub use crate::declare::steps::tool::{Tool, tool};
}

/// Every name that a `build.rs` usually needs, for one glob import.
///
/// ```no_run
/// use dockerfile_core::prelude::*;
///
/// let stage = Stage::from(debian("bookworm-slim"))
///     .packages(apt(["python3"]))
///     .account(user("ocelot"))
///     .source(copy("inventory").to("/srv/inventory"))
///     .entrypoint(["python3", "-m", "inventory"]);
/// emit(stage);
/// ```
///
/// The macro comes with it:
///
/// ```
/// use dockerfile_core::prelude::*;
///
/// let stage = image! {
///     from image("busybox:1.37").family(Posix);
///     account uid(65532);
///     cmd ["httpd", "-f"];
/// };
/// assert!(Image::from(stage).render().is_ok());
/// ```
pub mod prelude {
    pub use crate::bases::*;
    pub use crate::phases::*;
    pub use crate::recipes::*;
    pub use crate::steps::*;
    // Functions that a private module is called like are named by their paths: rustdoc would take the
    // module in, too.
    pub use crate::emit::{emit, emit_all};
    // `image` is a function and a macro.
    pub use crate::{
        Dialect, Image, Stage, arg, base_env, env, image, platform, text, workspace_root,
    };
}

pub use bases::*;
pub use check::report::Report;
pub use declare::context::{BuildContext, workspace_root};
pub use declare::stage::{Stage, StartsStage};
pub use declare::variable::{
    Arg, BuildVariable, BuilderVariable, EnvVariable, IntoText, SOURCE_DATE_EPOCH, Text, arg,
    base_env, env, platform, text,
};
pub use emit::{Emission, Emissions, Image, IntoImage, Rendered, emit, emit_all};
pub use phases::*;
pub use program::dialect::Dialect;
pub use program::input::{ImageInputs, Input, LayerInputs, StageInputs};
pub use recipes::*;
pub use steps::*;

/// An image, written much as a Dockerfile reads.
///
/// The macro knows no instruction: a line `word arguments;` becomes the method call
/// `.word(arguments)` on a [`Stage`], so every method of the builder is a line here, with
/// the same rules. The grammar of the macro itself is small:
///
/// - `from base;` is the first line of a stage;
/// - `word NAME = value, "other.name" = value;` makes one call for each pair; braces around the
///   pairs are allowed;
/// - `word();` is a call without arguments, such as `package_labels();`;
/// - `stage name { .. }` declares a stage that later lines may name (`my_stage` is called
///   `my-stage` in the file);
/// - `target name { .. }` declares an image that is built by its name. An image with targets has
///   no lines beside them, and the value of the macro is the one target, or a tuple of several,
///   for [`emit`](crate::emit()) or [`Image`]. A build without `--target` builds the last one;
/// - `out_of_order "why" { .. }` is the way out of the order, [`Stage::out_of_order`].
///
/// A literal is checked while the crate compiles: a bad tag, path or name is an error
/// at that literal. Any other expression is checked by the build script. A word of a Dockerfile
/// (`RUN`, `user "app"`, `FROM debian:12`, `# ..`) is an error that says which line to write instead.
///
/// ```
/// use dockerfile_core::{apt, copy, debian, image, pip, user, Image};
///
/// let stage = image! {
///     stage venv {
///         from debian("bookworm-slim");
///         packages apt(["python3-venv"]);
///         dependencies pip("requirements.txt").venv("/opt/venv");
///     }
///     from debian("bookworm-slim");
///     packages apt(["python3"]);
///     account user("ocelot");
///     dependencies copy("/opt/venv").from(&venv);
///     source copy("inventory").to("/ocelot/pack/inventory");
///     env { ADDRESS = "0.0.0.0", PORT = 10000 };
///     entrypoint ["/opt/venv/bin/gunicorn", "inventory.server:app"];
/// };
/// assert!(Image::from(stage).render().is_ok());
/// ```
///
/// Several images in one file, whose bases may be of different families:
///
/// ```
/// use dockerfile_core::{Image, copy, debian, image, run, scratch, uid};
///
/// let (dev, prod) = image! {
///     stage build {
///         from debian("bookworm-slim");
///         account uid(65532);
///         source copy("src").to("/src");
///         build run(["make", "-C", "/src", "DESTDIR=/out"]);
///     }
///     target dev { from &build; cmd ["make", "-C", "/src", "watch"]; }
///     target prod {
///         from scratch();
///         account uid(65532);
///         source copy("/out").from(&build);
///         entrypoint ["/out/srv"];
///     }
/// };
/// assert!(Image::from((dev, prod)).render().is_ok());
/// ```
///
/// A line in the wrong place does not compile:
///
/// ```compile_fail,E0277
/// use dockerfile_core::{apt, copy, debian, image};
///
/// let stage = image! {
///     from debian("bookworm-slim");
///     source copy("inventory").to("/srv/inventory");
///     packages apt(["python3"]);
/// };
/// ```
#[macro_export]
macro_rules! image {
    ($($tokens:tt)*) => { $crate::__private::__image!([$crate] $($tokens)*) };
}

/// What the program `cargo dockerfile` asks of this crate. It is no part of the interface.
#[cfg(feature = "cli")]
#[doc(hidden)]
#[path = "cli.rs"]
pub mod __cli;

/// Items that the expansion of `image!` names. They are no part of the interface.
#[doc(hidden)]
pub mod __private {
    pub use crate::declare::stage::macros::{
        declared, declared_target, named_stage, no_line, stage,
    };
    pub use crate::value::literal::{literal_int, literal_str};
    pub use dockerfile_derive::__image;
}
