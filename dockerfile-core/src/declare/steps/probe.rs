//! Probes: health checks that bring their own program.

use super::healthcheck::{Healthcheck, Times};
use super::origin::Origin;
use crate::declare::base::BaseImage;
use crate::declare::family::{Family, FamilyKind};
use crate::declare::given::{Given, GivenNumber, GivenOwner};
use crate::declare::order::HasShell;
use crate::declare::variable::EnvVariable;
use crate::program::place::Place;

/// A small program that a health check runs, from [`http`] or [`tcp`]. It is added to the image, which
/// needs no curl.
///
/// The program connects to `127.0.0.1`, or else to `::1`, as the image's own user. When a check fails
/// it prints one line, which the engine keeps (`docker inspect`).
///
/// Its source, some seventy lines that use std alone, stands in the Dockerfile. It is compiled in a
/// stage of its own, `probe`: on the official image `rust`, if a stage of the image starts from it;
/// else right above the first step of a [`cargo`](crate::recipes) recipe; else
/// [where you say](Healthcheck::built_in). The image has it at `/usr/local/libexec/probe`, in a layer
/// below the dependencies and above the sources: an edit neither compiles nor copies it again.
///
/// The program is linked statically if an image of the file has no libc, another libc than the
/// compiler's, or one that may be older. It then starts on every base, also on `scratch`. It has
/// 370 kB, or 1.25 MB with a static glibc, which alone has 0.7 MB.
///
/// Without other settings the engine checks every 10 s and waits 3 s for an answer; three failures in
/// a row mean unhealthy, and failures in the first 30 s do not count. The program itself gives up
/// when nine tenths of the time for an answer are over.
///
/// HEALTHCHECK is a part of Docker's image format. OCI's format, which Podman and buildah write
/// without `--format docker`, drops the line, and Kubernetes does not read it.
#[derive(Clone, Debug)]
pub struct Probe {
    pub(crate) at: Place,
    pub(crate) port: GivenProbePort,
    /// The path that is asked over HTTP; `None` only connects.
    pub(crate) path: Option<Given>,
    /// The stage or base that compiles the program, if the user has named one.
    pub(crate) built_in: Option<ProbeCompiler>,
}

/// The port that a probe connects to: a number, `8080`, or a variable of the image that holds the
/// number, `env("PORT")`. The probe reads the variable in the running container.
#[diagnostic::on_unimplemented(
    message = "this is no port that a probe could ask",
    label = "neither a number nor a variable of the image",
    note = "write a number, `8080`, or the variable that says it where the container runs: `env(\"PORT\")`"
)]
pub trait ProbePort {
    #[doc(hidden)]
    fn probe_port(self) -> GivenProbePort;
}

/// Plumbing of [`ProbePort`].
#[doc(hidden)]
#[derive(Clone, Debug)]
pub enum GivenProbePort {
    Number(u16),
    Variable(EnvVariable),
}

#[diagnostic::do_not_recommend]
impl ProbePort for u16 {
    fn probe_port(self) -> GivenProbePort {
        GivenProbePort::Number(self)
    }
}

#[diagnostic::do_not_recommend]
impl ProbePort for EnvVariable {
    fn probe_port(self) -> GivenProbePort {
        GivenProbePort::Variable(self)
    }
}

#[diagnostic::do_not_recommend]
impl ProbePort for &EnvVariable {
    fn probe_port(self) -> GivenProbePort {
        GivenProbePort::Variable(self.clone())
    }
}

/// A health check over HTTP: the program is healthy if it answers a GET of this path with a status
/// from 200 to 399.
///
/// ```
/// use std::time::Duration;
/// use dockerfile_core::{Debian, Image, Stage, copy, http, image, run, scratch, uid};
///
/// let build = Stage::named("build", image("rust:1.98-slim-bookworm").family(Debian))
///     .source(copy("src").to("/src"))
///     .build(run(["rustc", "-C", "target-feature=+crt-static", "-o", "/out/web", "/src/main.rs"]));
/// let stage = Stage::from(scratch())
///     .account(uid(65532))
///     .source(copy("/out/web").from(&build).to("/web"))
///     .healthcheck(http(8080, "/health").interval(Duration::from_secs(5)))
///     .entrypoint(["/web"]);
/// let text = Image::from(stage).render().unwrap().dockerfile;
/// assert!(text.contains("COPY --from=probe /probe /usr/local/libexec/probe\nCOPY --from=build "));
/// assert!(text.contains(
///     "HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
///      CMD [\"/usr/local/libexec/probe\", \"http\", \"8080\", \"/health\", \"2700\"]\n"
/// ));
/// ```
///
/// The [`Probe`] asks `localhost` over HTTP 1.1 without TLS, and follows no redirect.
/// Sources: RFC 9110 and RFC 9112.
#[doc(alias = "curl")]
#[track_caller]
pub fn http(port: impl ProbePort, path: impl Into<String>) -> Healthcheck<Probe> {
    probe(port.probe_port(), Some(Given::new(path)))
}

/// A health check over TCP: the program is healthy if it accepts a connection at this port.
///
/// ```
/// use dockerfile_core::{Debian, Image, Stage, env, image, tcp};
///
/// let rust = image("rust:1.98-slim-bookworm").family(Debian);
/// let stage = Stage::from(image("postgres:17-bookworm").family(Debian))
///     .keeps_base_user("starts as root, and drops to postgres")
///     .env("PGPORT", 5432)
///     .healthcheck(tcp(env("PGPORT")).built_in(rust));
/// let text = Image::from(stage).render().unwrap().dockerfile;
/// assert!(text.contains("CMD [\"/usr/local/libexec/probe\", \"tcp\", \"PGPORT\", \"2700\"]\n"));
/// ```
#[track_caller]
pub fn tcp(port: impl ProbePort) -> Healthcheck<Probe> {
    probe(port.probe_port(), None)
}

#[track_caller]
fn probe(port: GivenProbePort, path: Option<Given>) -> Healthcheck<Probe> {
    let at = GivenNumber::new(()).at;
    Healthcheck { asks: Probe { at, port, path, built_in: None }, times: Times::default() }
}

/// A base, or a stage by reference, in which [`Healthcheck::built_in`] compiles a probe.
#[diagnostic::on_unimplemented(
    message = "nothing can be compiled in this",
    label = "neither a stage nor a base with a shell",
    note = "name a base that has rustc, and what it descends from: `image(\"rust:1-slim-bookworm\").family(Debian)`",
    note = "or a stage by reference: `&build`"
)]
pub trait CompilesProbe {
    #[doc(hidden)]
    fn compiler(self) -> ProbeCompiler;
}

/// Plumbing of [`CompilesProbe`].
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct ProbeCompiler {
    pub(crate) origin: Origin,
    pub(crate) family: FamilyKind,
    pub(crate) runs_as: Option<GivenOwner>,
}

#[diagnostic::do_not_recommend]
impl<F: Family + HasShell> CompilesProbe for BaseImage<F> {
    fn compiler(self) -> ProbeCompiler {
        let Self { image, platform, runs_as, .. } = self;
        ProbeCompiler { origin: Origin::Image(image, platform), family: F::KIND, runs_as }
    }
}
