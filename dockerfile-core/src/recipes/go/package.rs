//! A Go program as a user declares it.

use std::rc::Rc;

use super::layers;
use super::read::Program;
use crate::declare::disk::Tree;
use crate::declare::given::Given;
use crate::declare::part::PartKind;
use crate::declare::steps::texts::{Texts, given};
use crate::program::unread::Unread;
use crate::recipes::frame::{Reads, recipe};
use crate::recipes::lines::Lines;
use crate::recipes::told::Told;

/// A Go program, from [`go`].
#[derive(Clone, Debug)]
#[must_use = "a recipe does nothing until a stage has its parts"]
pub struct Go(Rc<Settings>);

#[derive(Clone, Debug)]
struct Settings {
    told: Told,
    tags: Vec<Given>,
    cgo: bool,
}

/// Compiles the Go program in a folder of the build context; it is in `/out` afterwards, named
/// after its folder.
///
/// Modules are downloaded in a layer that changes with `go.mod` and `go.sum`; the compiler's own
/// cache is a mount. Modules of a `go.work` and those that `replace` names by a path come from the
/// context: the manifests of all, and the sources of those that the program needs. The program is
/// compiled without cgo unless [`cgo`](Go::cgo) says so, so that it runs on
/// [`scratch`](crate::scratch), too.
///
/// ```no_run
/// use dockerfile_core::{Debian, Stage, emit, go, image, scratch, uid};
///
/// let web = go("services/web");
/// let build = Stage::named("build", image("golang:1.25-bookworm").family(Debian))
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
/// It is there with the feature `go`.
#[track_caller]
pub fn go(folder: impl Into<String>) -> Go {
    Go(Rc::new(Settings { told: Told::new(folder), tags: vec![], cgo: false }))
}

recipe! { Go: "the package's own folder";
    /// The manifests of its modules, and what they download.
    dependencies;
    /// The sources of its modules.
    sources;
    /// Compiles it.
    build;
    /// The program, from the stage that has built it, into `/usr/local/bin`.
    artifacts;
}

impl Go {
    /// Build tags to compile with.
    #[track_caller]
    pub fn tags(mut self, tags: impl Texts) -> Self {
        let tags = given(tags);
        self.settings().tags.extend(tags);
        self
    }

    /// Compiles with cgo: the base needs a C compiler, and the image the libraries of the base.
    pub fn cgo(mut self) -> Self {
        self.settings().cgo = true;
        self
    }
}

impl Reads for Settings {
    const TOOL: &'static str = "go";
    type Found = Program;

    fn told(&self) -> &Told {
        &self.told
    }

    fn read(&self, tree: &Tree) -> Result<Program, Unread> {
        Program::read(tree, &self.told.name.text)
    }

    fn layers(&self, part: PartKind, program: &Program, lines: &mut Lines<'_>) {
        match part {
            PartKind::Dependencies => layers::dependencies(program, self.cgo, lines),
            PartKind::Sources => lines.copy(&program.sources, &[]),
            PartKind::Build => layers::build(program, &self.tags, lines),
            PartKind::Artifacts => layers::artifacts(program, lines),
        }
    }
}
