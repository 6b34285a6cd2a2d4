//! What an image is made of, as data.

/// What one image is made of: every line of the stages that it needs, and what each of them reads.
///
/// [`Emission::inputs`](crate::Emission::inputs) and
/// [`Emissions::inputs`](crate::Emissions::inputs) give it. As text it is a list by line, of which
/// [`digest`](Self::digest) is the SHA-256: what two such texts differ in is why the digests do.
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
    /// What bake calls the image: its stage, or what its file is called after. It is no input.
    pub name: String,
    /// The SHA-256 of all inputs, as 64 digits in lower case: it may be an image's tag.
    pub digest: String,
    /// What is no line's own: the platforms that are asked for, and what reads the file.
    pub inputs: Vec<Input>,
    /// The stages that it needs, each behind those that it needs itself.
    pub stages: Vec<StageInputs>,
}

/// What one stage is made of.
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
    /// Its name.
    pub name: String,
    /// FROM, and each line below it.
    pub layers: Vec<LayerInputs>,
}

/// What one line of a stage is made of.
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
    /// The source file that declares it. It is no input.
    pub file: String,
    /// The line of that file. It is no input.
    pub line: u32,
    /// What it reads.
    pub inputs: Vec<Input>,
}

/// One thing that a line of a Dockerfile reads.
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
        /// Where it is.
        path: String,
        /// Its permissions, which COPY keeps; `0o755` on a system that knows none.
        mode: u32,
        /// The SHA-256 of its bytes.
        digest: String,
    },
    /// A symbolic link, which is copied as one.
    #[non_exhaustive]
    Link {
        /// Where it is.
        path: String,
        /// What it says.
        target: String,
    },
    /// A folder, which COPY makes with its permissions.
    #[non_exhaustive]
    Folder {
        /// Where it is.
        path: String,
        /// Its permissions.
        mode: u32,
    },
    /// Another stage of the image.
    #[non_exhaustive]
    OtherStage {
        /// Its name.
        name: String,
    },
    /// An image of a registry.
    #[non_exhaustive]
    RegistryImage {
        /// Its name, with its digest if it has one: without, its tag may move.
        reference: String,
        /// Whether a digest says which it is.
        is_pinned: bool,
    },
    /// A variable of the build.
    #[non_exhaustive]
    Argument {
        /// Its name.
        name: String,
        /// What the emission says of it, or else its default; `None` if whoever builds says it.
        value: Option<String>,
    },
    /// A build context of its own that nobody has said a folder for: whoever builds does.
    #[non_exhaustive]
    Context {
        /// Its name.
        name: String,
    },
    /// What is fetched from a URL, or from a git repository.
    #[non_exhaustive]
    Remote {
        /// Whether a checksum or a commit says what it is.
        is_checked: bool,
    },
    /// What a step may fetch, of which nobody knows.
    #[non_exhaustive]
    Network,
    /// A platform that it is built for.
    #[non_exhaustive]
    Platform {
        /// Its name, such as `linux/amd64`.
        name: String,
    },
}

impl Input {
    /// Whether the digest changes when what is read does. Of a tag without a digest, of what is
    /// fetched without a checksum, and of what whoever builds says, nobody knows.
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
