//! The inputs of an image, as data.

/// The inputs of one image: every line of the stages that it needs, and what each line reads.
///
/// [`Emission::inputs`](crate::Emission::inputs) and
/// [`Emissions::inputs`](crate::Emissions::inputs) return it. `Display` prints the inputs as text,
/// and [`digest`](Self::digest) is the SHA-256 of that text, so where two digests differ, a diff of
/// the two texts says why.
///
/// ```no_run
/// use dockerfile_core::{Stage, copy, debian, emit, user};
///
/// let web = Stage::named("web", debian("bookworm-slim"))
///     .account(user("app"))
///     .source(copy("web").to("/srv/web"))
///     .entrypoint(["/srv/web/run"]);
/// for image in emit(web).inputs().unwrap() {
///     println!("{} {}", image.name, image.digest);
///     eprintln!("{image}");
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImageInputs {
    /// The image's name in a bake file: its stage's, or one made of its Dockerfile's path. It is
    /// not part of the digest.
    pub name: String,
    /// The SHA-256 of all inputs, as 64 hexadecimal digits in lower case, which an image's tag may
    /// be.
    pub digest: String,
    /// Inputs of the whole image: the platforms that are asked for, the image that reads the
    /// Dockerfile, and build arguments of the builder's own.
    pub inputs: Vec<Input>,
    /// The stages that the image needs, each after those that it needs itself.
    pub stages: Vec<StageInputs>,
}

/// The inputs of one stage.
///
/// ```no_run
/// # use dockerfile_core::{Stage, debian, emit};
/// let base = Stage::named("base", debian("bookworm-slim"));
/// let images = emit(base).inputs().unwrap();
/// assert_eq!(images[0].stages[0].layers[0].text, "FROM debian:bookworm-slim AS base");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StageInputs {
    /// The stage's name.
    pub name: String,
    /// The FROM line, and each line below it.
    pub layers: Vec<LayerInputs>,
}

/// The inputs of one line of a stage.
///
/// ```no_run
/// # use dockerfile_core::{Stage, debian, emit};
/// # let image = Stage::from(debian("bookworm-slim"));
/// // Which line of which script put a file into the image.
/// for stage in &emit(image).inputs().unwrap()[0].stages {
///     for layer in &stage.layers {
///         println!("{}:{}: {:?}", layer.file, layer.line, layer.inputs);
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LayerInputs {
    /// The instruction as it stands in the Dockerfile, without the comments above it.
    pub text: String,
    /// The source file that declares the line. It is not part of the digest.
    pub file: String,
    /// The line number in that file, from 1. It is not part of the digest.
    pub line: u32,
    /// What the line reads.
    pub inputs: Vec<Input>,
}

/// One thing that a line of a Dockerfile reads, or that its image depends on.
///
/// Paths are those of the build context, with `/` on every host.
///
/// ```no_run
/// # use dockerfile_core::{Input, Stage, debian, emit};
/// # let image = Stage::from(debian("bookworm-slim"));
/// // What no digest knows: such an image may change without any change here.
/// for stage in &emit(image).inputs().unwrap()[0].stages {
///     for input in stage.layers.iter().flat_map(|layer| &layer.inputs) {
///         if !input.is_known() {
///             println!("{}: {input:?}", stage.name);
///         }
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Input {
    /// A file, as it is on disk.
    #[non_exhaustive]
    File {
        /// The path in the build context.
        path: String,
        /// The permissions, which COPY keeps: `0o755` on a system that has none.
        mode: u32,
        /// The SHA-256 of the file's bytes, as 64 hexadecimal digits.
        digest: String,
    },
    /// A symbolic link, which COPY copies as a link.
    #[non_exhaustive]
    Link {
        /// The path in the build context.
        path: String,
        /// The text of the link.
        target: String,
    },
    /// A folder, which COPY makes with its permissions.
    #[non_exhaustive]
    Folder {
        /// The path in the build context.
        path: String,
        /// The permissions.
        mode: u32,
    },
    /// Another stage of the image.
    #[non_exhaustive]
    OtherStage {
        /// The stage's name.
        name: String,
    },
    /// An image of a registry.
    #[non_exhaustive]
    RegistryImage {
        /// The image's name, with its digest if it has one. Without a digest the tag may move.
        reference: String,
        /// Whether the name has a digest.
        is_pinned: bool,
    },
    /// A variable of the build.
    #[non_exhaustive]
    Argument {
        /// The variable's name.
        name: String,
        /// The value that the emission gives, or else the default; `None` if only whoever builds
        /// gives one.
        value: Option<String>,
    },
    /// A named build context whose folder the emission does not give: whoever builds gives it.
    #[non_exhaustive]
    Context {
        /// The context's name.
        name: String,
    },
    /// A download, or a git repository.
    #[non_exhaustive]
    Remote {
        /// Whether a checksum or a commit says what has to arrive.
        is_checked: bool,
    },
    /// The network, which a step may use: what it fetches is not known.
    #[non_exhaustive]
    Network,
    /// A platform that the image is built for.
    #[non_exhaustive]
    Platform {
        /// The platform's name, such as `linux/amd64`.
        name: String,
    },
}

impl Input {
    /// Whether the image's digest changes when this input does. It does not for a tag without a
    /// digest, a download without a checksum, a variable or a context that whoever builds gives,
    /// and the network.
    ///
    /// ```no_run
    /// # use dockerfile_core::{Stage, debian, emit};
    /// // A tag alone: pinned by a bot, it would be known.
    /// let images = emit(Stage::from(debian("bookworm-slim"))).inputs().unwrap();
    /// assert!(!images[0].stages[0].layers[0].inputs[0].is_known());
    /// ```
    pub fn is_known(&self) -> bool {
        match self {
            Input::RegistryImage { is_pinned, .. } => *is_pinned,
            Input::Argument { value, .. } => value.is_some(),
            Input::Remote { is_checked } => *is_checked,
            Input::Context { .. } | Input::Network => false,
            _ => true,
        }
    }
}
