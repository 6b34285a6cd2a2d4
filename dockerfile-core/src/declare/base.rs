//! Base images.

use std::marker::PhantomData;

use super::family::{Alpine, Debian, Family, Fedora, Scratch, Ubuntu};
use super::given::{Given, GivenOwner};

/// The image that a stage starts from.
#[derive(Clone, Debug)]
#[must_use = "a base does nothing until a stage starts from it"]
pub struct BaseImage<F> {
    pub(crate) image: External,
    pub(crate) platform: GivenPlatform,
    pub(crate) runs_as: Option<GivenOwner>,
    family: PhantomData<F>,
}

/// The platform that a base image is pulled for.
#[derive(Clone, Debug, Default)]
pub(crate) enum GivenPlatform {
    /// The platform that the declared image is built for.
    #[default]
    Target,
    /// The platform of the machine that builds.
    Build,
    /// One platform, and why it is right whatever the declared image is built for.
    Fixed { platform: Given, why: Given },
}

/// An image of a registry, or `scratch`, as it was declared.
#[derive(Clone, Debug)]
pub(crate) struct External {
    pub(crate) name: ImageName,
    /// The pattern of the tags that the image may move to beside the declared one, if there is one.
    pub(crate) track: Option<Given>,
}

/// What a declaration calls an image of a registry.
#[derive(Clone, Debug)]
pub(crate) enum ImageName {
    /// The empty image.
    Scratch,
    /// An official image of Docker Hub, such as `debian`, by its tag.
    Official { repository: &'static str, tag: Given },
    /// An image by its whole reference.
    Reference(Given),
    /// An image that names no version, and why that is right.
    Moving { reference: Given, why: Given },
}

impl<F> BaseImage<F> {
    fn new(image: External) -> Self {
        Self { image, platform: GivenPlatform::Target, runs_as: None, family: PhantomData }
    }

    fn named(name: ImageName) -> Self {
        Self::new(External { name, track: None })
    }

    /// Says which tags an update bot may move the image to, by a pattern. The declared tag has to
    /// fit it, and is the one that a new file begins with.
    ///
    /// `*` stands for any text without a `-`, so that the image stays with one variant. It stands
    /// for no name that moves by itself, such as `latest` or `stable`. A pattern without `*` is an
    /// error, and so is the call on [`scratch`], which has no tags, and on a [`moving_image`], which may
    /// have any already.
    ///
    /// A tag of the track that stands in the checked-in file is kept, and so is any digest, unless
    /// the declaration names one: a bot's pull request is right as it is.
    ///
    /// ```
    /// use dockerfile_core::{Stage, debian};
    ///
    /// let stage = Stage::from(debian("12.11-slim").track("12.*-slim"));
    /// # let _ = stage;
    /// ```
    #[doc(alias("Renovate", "Dependabot", "pin", "digest"))]
    #[track_caller]
    pub fn track(mut self, pattern: impl Into<String>) -> Self {
        self.image.track = Some(Given::new(pattern));
        self
    }

    /// Says whom the image runs as, by the numbers of its own `USER` line. Steps that are declared
    /// on it run as root all the same; a stage that
    /// [keeps its base's user](crate::Stage::keeps_base_user) goes back to this user below them.
    ///
    /// Without this call an image is taken to run as root, as most base images do. Well-known
    /// images that do not are known by their names: a stage that runs a step as root on one of them
    /// and keeps its user is an error until this call names the user.
    ///
    /// ```
    /// use dockerfile_core::{Alpine, Image, Stage, apk, image};
    ///
    /// let stage = Stage::from(image("grafana/grafana:12.3.0").family(Alpine).runs_as(472, 0))
    ///     .packages(apk(["chromium"]))
    ///     .keeps_base_user("runs as 472");
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("USER 0:0\nRUN "));
    /// assert!(text.ends_with("USER 472:0\n"));
    /// ```
    #[track_caller]
    pub fn runs_as(mut self, user: u32, group: u32) -> Self {
        self.runs_as = Some(GivenOwner::new(user, group));
        self
    }

    /// Pulls the base for the platform of the machine that builds, whatever platform the declared
    /// image is built for (`FROM --platform=$BUILDPLATFORM`): for a stage that cross-compiles.
    ///
    /// ```
    /// use dockerfile_core::{Debian, Stage, image, platform, run, text};
    ///
    /// let base = image("golang:1.27-bookworm").family(Debian).on_build_platform();
    /// let build = Stage::named("build", base)
    ///     .build(run(["go", "build", "-o", "/out/app", "."]).env("GOARCH", platform::TARGETARCH));
    /// # let _ = build;
    /// ```
    #[doc(alias("multi-arch", "multi-platform", "cross-compile", "BUILDPLATFORM"))]
    pub fn on_build_platform(mut self) -> Self {
        self.platform = GivenPlatform::Build;
        self
    }

    /// Pulls the base for one platform, whatever platform the declared image is built for, and says
    /// why: for a stage that only holds files, or an image that files are taken from. The reason is
    /// printed into the Dockerfile (hadolint DL3029, BuildKit FromPlatformFlagConstDisallowed).
    ///
    /// A command in such a stage is an error, and so is an image that is made of it: on another
    /// platform both would be wrong.
    ///
    /// ```
    /// use dockerfile_core::{Image, Shellless, Stage, copy, debian, image, uid};
    ///
    /// let pages = image("registry.corp:5000/web-vault:2026.1")
    ///     .family(Shellless)
    ///     .on_platform("linux/amd64", "is published for amd64 alone, and holds only pages");
    /// let stage = Stage::from(debian("bookworm-slim"))
    ///     .account(uid(65532))
    ///     .source(copy("/web-vault").from(pages).to("/srv/pages"));
    /// let text = Image::from(stage).render().unwrap().dockerfile;
    /// assert!(text.contains("FROM --platform=linux/amd64 registry.corp:5000/web-vault:2026.1 AS "));
    /// ```
    #[track_caller]
    pub fn on_platform(mut self, platform: impl Into<String>, why: impl Into<String>) -> Self {
        let (platform, why) = (Given::new(platform), Given::new(why));
        self.platform = GivenPlatform::Fixed { platform, why };
        self
    }
}

/// An image whose family has not been said yet, from [`image`] or [`moving_image`].
#[derive(Clone, Debug)]
#[must_use = "say which family of bases it belongs to: `.family(Debian)`"]
pub struct UnknownBase {
    pub(crate) image: External,
}

impl UnknownBase {
    fn named(name: ImageName) -> Self {
        Self { image: External { name, track: None } }
    }

    /// Says which tags an update bot may move the image to, as [`BaseImage::track`] does.
    ///
    /// ```
    /// use dockerfile_core::{Debian, Stage, image};
    ///
    /// let python = image("python:3.12-slim").track("3.*-slim").family(Debian);
    /// # let _ = python;
    /// ```
    #[doc(alias("Renovate", "Dependabot", "pin", "digest"))]
    #[track_caller]
    pub fn track(mut self, pattern: impl Into<String>) -> Self {
        self.image.track = Some(Given::new(pattern));
        self
    }

    /// Says which distribution the image descends from, and so what can run on it.
    ///
    /// ```
    /// use dockerfile_core::{Debian, DistrolessStatic, image};
    ///
    /// let python = image("python:3.12-slim-bookworm").family(Debian);
    /// let nothing = image("gcr.io/distroless/static-debian13:nonroot").family(DistrolessStatic);
    /// # let _ = (python, nothing);
    /// ```
    pub fn family<F: Family>(self, _family: F) -> BaseImage<F::Itself> {
        BaseImage::new(self.image)
    }
}

/// The official Debian image of Docker Hub, by its tag: `debian:<tag>`.
///
/// ```
/// use dockerfile_core::{Stage, debian};
///
/// let stage = Stage::from(debian("bookworm-slim"));
/// # let _ = stage;
/// ```
#[track_caller]
pub fn debian(tag: impl Into<String>) -> BaseImage<Debian> {
    official("debian", tag.into())
}

/// The official Ubuntu image of Docker Hub, by its tag: `ubuntu:<tag>`.
///
/// ```
/// let base = dockerfile_core::ubuntu("24.04");
/// # let _ = base;
/// ```
#[track_caller]
pub fn ubuntu(tag: impl Into<String>) -> BaseImage<Ubuntu> {
    official("ubuntu", tag.into())
}

/// The official Alpine image of Docker Hub, by its tag: `alpine:<tag>`.
///
/// ```
/// let base = dockerfile_core::alpine("3.22");
/// # let _ = base;
/// ```
#[track_caller]
pub fn alpine(tag: impl Into<String>) -> BaseImage<Alpine> {
    official("alpine", tag.into())
}

/// The official Fedora image of Docker Hub, by its tag: `fedora:<tag>`.
///
/// ```
/// let base = dockerfile_core::fedora("44");
/// # let _ = base;
/// ```
#[track_caller]
pub fn fedora(tag: impl Into<String>) -> BaseImage<Fedora> {
    official("fedora", tag.into())
}

/// The empty image, without a shell and without files. Its program is copied from another stage.
///
/// ```
/// use dockerfile_core::{Stage, scratch};
///
/// let stage = Stage::from(scratch());
/// # let _ = stage;
/// ```
pub fn scratch() -> BaseImage<Scratch> {
    BaseImage::named(ImageName::Scratch)
}

/// Any other image, by its reference with a tag or a digest. Say its
/// [`family`](UnknownBase::family) to start a stage from it.
///
/// ```
/// use dockerfile_core::{Debian, Stage, image};
///
/// let stage = Stage::from(image("registry.corp:5000/team/base:1.4").family(Debian));
/// # let _ = stage;
/// ```
#[doc(alias("digest", "registry", "sha256"))]
#[track_caller]
pub fn image(reference: impl Into<String>) -> UnknownBase {
    UnknownBase::named(ImageName::Reference(Given::new(reference)))
}

/// An image without a version, and the reason why that is right here.
///
/// This is the way out of the rule that refuses `latest` and a missing tag (hadolint
/// DL3006 and DL3007). The reason is printed into the Dockerfile.
///
/// ```
/// use dockerfile_core::{Stage, Ubuntu, moving_image};
///
/// let stage = Stage::from(
///     moving_image("ubuntu:latest", "a nightly job tests the newest release").family(Ubuntu),
/// );
/// # let _ = stage;
/// ```
#[doc(alias = "latest")]
#[track_caller]
pub fn moving_image(reference: impl Into<String>, why: impl Into<String>) -> UnknownBase {
    let (reference, why) = (Given::new(reference), Given::new(why));
    UnknownBase::named(ImageName::Moving { reference, why })
}

#[track_caller]
fn official<F>(repository: &'static str, tag: String) -> BaseImage<F> {
    BaseImage::named(ImageName::Official { repository, tag: Given::new(tag) })
}
