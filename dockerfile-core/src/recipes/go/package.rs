//! A Go program, as a user declares it.

use std::marker::PhantomData;
use std::panic::Location;
use std::rc::Rc;

use super::layers;
use super::read::{Asked, Program};
use super::settings::Settings;
use crate::declare::disk::Tree;
use crate::declare::given::Given;
use crate::declare::given_text::GivenText;
use crate::declare::part::PartKind;
use crate::declare::starts::{Dynamic, Static, Target};
use crate::declare::steps::texts::{Texts, given};
use crate::declare::variable::IntoText;
use crate::program::unread::Unread;
use crate::recipes::frame::{Reads, recipe};
use crate::recipes::lines::Lines;
use crate::recipes::told::Told;

/// A Go program, as [`go`] declares it.
#[derive(Clone, Debug)]
#[must_use = "a recipe does nothing until a stage has its parts"]
pub struct Go<For = Static>(Rc<Settings>, PhantomData<fn() -> For>);

/// Compiles the Go program in a folder of the build context. The stage has it in `/out` afterwards,
/// named after the folder, or after the module if the folder is the module's own.
///
/// Modules are downloaded in a layer that changes with `go.mod` and `go.sum`; the compiler's own
/// cache is a mount. Modules of a `go.work`, and those that `replace` names by a path, come from
/// the context: the manifests of all, and the sources of those that the program needs. What a file
/// embeds has to be there. The program is compiled without cgo unless [`cgo`](Go::cgo) turns it on,
/// so it runs on [`scratch`](crate::scratch), too.
///
/// On a base that is [`on_build_platform`](crate::BaseImage::on_build_platform), the program is
/// compiled for the platform that the image is for, unless the stage sets GOOS or GOARCH itself.
///
/// ```no_run
/// use dockerfile_core::{Debian, Stage, emit, go, image, scratch, uid};
///
/// let web = go("services/web");
/// let build = Stage::named("build", image("golang:1.27-bookworm").family(Debian))
///     .dependencies(web.dependencies())
///     .source(web.sources())
///     .build(web.build());
/// let image = Stage::from(scratch())
///     .account(uid(65532))
///     .source(web.artifacts(&build))
///     .entrypoint(["/usr/local/bin/web"]);
/// emit(image);
/// ```
///
/// Source: <https://go.dev/ref/mod>.
///
/// Available with the feature `go`.
#[doc(alias("golang", "go build"))]
#[track_caller]
pub fn go(folder: impl Into<String>) -> Go {
    let settings = Settings {
        told: Told::new(folder),
        tags: vec![],
        ldflags: None,
        program: None,
        generated: vec![],
        cgo: None,
    };
    Go(Rc::new(settings), PhantomData)
}

recipe! { Go<For: Target>: "the folder of the package whose build script runs",
    such as "go(\"web\")", makes For::Program<Built>;
    /// The manifests of the program's modules, and the download of what they ask for.
    dependencies;
    /// The sources of the modules that the program needs.
    sources;
    /// Compiles the program.
    build;
    /// The program, copied from the stage that has built it into `/usr/local/bin`.
    artifacts;
}

impl<For: Target> Go<For> {
    /// Build tags to compile with. Several calls add up.
    ///
    /// ```no_run
    /// let web = dockerfile_core::go("services/web").tags(["netgo", "osusergo"]);
    /// # let _ = web;
    /// ```
    #[track_caller]
    pub fn tags(mut self, tags: impl Texts) -> Self {
        let tags = given(tags);
        self.settings().tags.extend(tags);
        self
    }

    /// Flags of the linker, as Go takes them in one text.
    ///
    /// ```no_run
    /// use dockerfile_core::{arg, go, text};
    ///
    /// let version = arg("VERSION").default("dev");
    /// let web = go("services/web").ldflags(text("-s -w -X main.version=") + &version);
    /// # let _ = web;
    /// ```
    ///
    /// Source: <https://pkg.go.dev/cmd/link>.
    #[track_caller]
    pub fn ldflags(mut self, flags: impl IntoText) -> Self {
        self.settings().ldflags = Some(GivenText::new(flags));
        self
    }

    /// The name of the program, if it is not the folder's or the module's.
    ///
    /// ```no_run
    /// let ctl = dockerfile_core::go("cmd/server").program("shop");
    /// # let _ = ctl; // /usr/local/bin/shop
    /// ```
    #[track_caller]
    pub fn program(mut self, name: impl Into<String>) -> Self {
        self.settings().program = Some(Given::new(name));
        self
    }

    /// Files and folders, by their paths in the context, that a step of the stage puts beside the
    /// sources before the program is compiled. They may be embedded, though the context does not
    /// have them.
    ///
    /// ```no_run
    /// use dockerfile_core::{Debian, Stage, copy, go, image, npm};
    ///
    /// let page = npm("page");
    /// let web = go("web").generated(["web/dist"]);
    /// let assets = Stage::named("assets", image("node:22-bookworm-slim").family(Debian)).recipe(&page);
    /// let build = Stage::named("build", image("golang:1.27-bookworm").family(Debian))
    ///     .dependencies(web.dependencies())
    ///     .source(web.sources())
    ///     .source(copy("/src/page/dist").from(&assets).to("/src/web/dist"))
    ///     .build(web.build());
    /// # let _ = build;
    /// ```
    #[track_caller]
    pub fn generated(mut self, paths: impl Texts) -> Self {
        let paths = given(paths);
        self.settings().generated.extend(paths);
        self
    }

    /// Compiles with cgo. The base needs a C compiler, and the image the libraries of the base. On
    /// a base that is `.on_build_platform()` cgo is an error: the base's C compiler has one
    /// platform.
    ///
    /// ```no_run
    /// let web = dockerfile_core::go("services/web").cgo();
    /// # let _ = web;
    /// ```
    #[track_caller]
    pub fn cgo(mut self) -> Go<Dynamic> {
        self.settings().cgo = Some(Location::caller());
        Go(self.0, PhantomData)
    }
}

impl Reads for Settings {
    const TOOL: &'static str = "go";
    type Found = Program;

    fn told(&self) -> &Told {
        &self.told
    }

    fn read(&self, tree: &Tree) -> Result<Program, Unread> {
        let asked = Asked {
            folder: &self.told.name.text,
            cgo: self.cgo.is_some(),
            tags: &self.tags,
            generated: &self.generated,
        };
        Program::read(tree, &asked)
    }

    fn layers(&self, part: PartKind, program: &Program, lines: &mut Lines<'_>) {
        match part {
            PartKind::Dependencies => layers::dependencies(self, program, lines),
            PartKind::Sources => lines.copy(&program.sources, &[]),
            PartKind::Build => layers::build(self, program, lines),
            PartKind::Artifacts => layers::artifacts(self, program, lines),
        }
    }
}
