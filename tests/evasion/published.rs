//! Two policies after rule sets that others have published, on the images of `examples/`: what
//! holds as it stands, and what each image lacks.
//!
//! Facts were taken from the CIS Docker Benchmark 1.6, section 4 (4.1 a user, 4.2 trusted bases and
//! their digests, 4.9 COPY instead of ADD, 4.11 verified packages), from Kubernetes' Pod Security
//! Standards (`restricted`), Kyverno's policies "Restrict Image Registries" and "Disallow Latest
//! Tag", and hadolint's `trustedRegistries` (DL3026) and `label-schema` (DL3049, DL3051).

use std::fs;
use std::path::Path;

use dockerfile_tests::emitted::{Emitted, without_colours};
use dockerfile_tests::{git, root};

/// The benchmark: official images by their digests, no root, nothing that is not verified.
const BENCHMARK: &str = "trusted-registries = [\"docker.io/library\"]\n\
    require-digest = true\n\
    require-checksum = true\n\
    trusted-sources = []\n\
    trusted-contexts = []\n\
    ways-out = []\n";

/// A cluster's rules, at the time of the build: nobody's numbers, no tag that moves, and labels
/// that say whose the image is.
const CLUSTER: &str = "trusted-registries = [\"docker.io/library\", \"registry.corp:5000\"]\n\
    required-labels = [\"org.opencontainers.image.title\", \"org.opencontainers.image.vendor\"]\n\
    ways-out = []\n\
    user-id = 65532\n\
    dialect = \"1.4\"\n";

const DIGEST: &str = "@sha256:0123456789012345678901234567890123456789012345678901234567890123";

/// The examples: the folder that is their repository, that of the package which emits, and its
/// build script.
const EXAMPLES: [(&str, &str, &str); 3] = [
    ("ocelot", "ocelot", env!("CARGO_BIN_EXE_ocelot_images")),
    ("quay", "quay/images", env!("CARGO_BIN_EXE_quay_images")),
    ("serval", "serval/images", env!("CARGO_BIN_EXE_serval_images")),
];

/// An example in a repository of its own, whose package keeps to a policy.
struct Example {
    emitted: Emitted,
    package: &'static str,
}

impl Example {
    fn new((folder, package, program): (&str, &'static str, &str), policy: &str) -> Self {
        let emitted = Emitted::empty(program);
        copy(&root().join("examples").join(folder), &emitted.path(folder));
        let own = "[package]\nname = \"images\"\nversion = \"0.1.0\"\n\n[workspace]\n\n";
        let manifest = format!("{own}[workspace.metadata.dockerfile]\n{policy}");
        emitted.make(&format!("{package}/Cargo.toml"), manifest);
        git(emitted.folder(), &["add", "-A"]);
        Self { emitted, package }
    }

    /// The first lines of all errors; none is success.
    fn errors(&self) -> Vec<String> {
        let package = self.emitted.path(self.package);
        let package = package.to_str().expect("UTF-8");
        let command = || self.emitted.command_of(&[], &[("CARGO_MANIFEST_DIR", package)]);
        let output = command().current_dir(package).output().expect("the script starts");
        let said = without_colours(&output.stderr);
        let errors = said.lines().filter_map(|line| line.strip_prefix("error: "));
        let errors: Vec<String> = errors.map(str::to_owned).collect();
        assert_eq!(output.status.success(), errors.is_empty(), "{said}");
        errors
    }

    /// Gives every image of the emitted files a digest, as a bot does.
    fn pin(&self) {
        for path in dockerfiles(&self.emitted.path("")) {
            let text = fs::read_to_string(&path).expect("a Dockerfile");
            let line = |line: &str| match line.strip_prefix("FROM ").and_then(|l| l.split_once(' '))
            {
                Some((image, rest)) if image.contains(':') => {
                    format!("FROM {image}{DIGEST} {rest}")
                }
                _ => line.to_owned(),
            };
            let lines: Vec<String> = text.lines().map(line).collect();
            fs::write(path, lines.join("\n") + "\n").expect("ours");
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let to = to.join(entry.file_name());
        match entry.path() {
            path if entry.file_name() == "target" || entry.file_name() == "node_modules" => {
                drop(path)
            }
            path if path.is_dir() => copy(&path, &to),
            path => drop(fs::copy(path, to).expect("a copy")),
        }
    }
}

fn dockerfiles(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let files = entries.flat_map(|path| match path.is_dir() {
        true => dockerfiles(&path),
        false if path.to_string_lossy().ends_with("Dockerfile") => vec![path],
        false => vec![],
    });
    files.collect()
}

/// Everything holds but the digests; a bot brings those, and the build is green.
#[test]
fn the_benchmark_holds_when_images_are_pinned() {
    for example in EXAMPLES {
        let it = Example::new(example, BENCHMARK);
        let errors = it.errors();
        assert!(!errors.is_empty(), "{}", example.0);
        let lacks = |error: &String| error.ends_with("has no digest");
        assert!(errors.iter().all(lacks), "{}: {errors:#?}", example.0);
        it.pin();
        assert_eq!(it.errors(), Vec::<String>::new(), "{}", example.0);
    }
}

/// What the services of one company all have is no question of each: their shared recipes label
/// them. The other two examples lack a label, and nothing else.
#[test]
fn the_clusters_rules_ask_for_labels_that_two_examples_lack() {
    let labels = |image: &str, names: &[&str]| -> Vec<String> {
        let lacks = |name: &&str| {
            format!("the image `{image}` has no label `org.opencontainers.image.{name}`")
        };
        names.iter().map(lacks).collect()
    };
    let wanted = [
        [labels("final", &["vendor"]), labels("final", &["title", "vendor"])].concat(),
        [labels("api", &["title", "vendor"]), labels("watch", &["title", "vendor"])].concat(),
        vec![],
    ];
    for (example, mut wanted) in EXAMPLES.into_iter().zip(wanted) {
        let mut errors = Example::new(example, CLUSTER).errors();
        errors.sort();
        wanted.sort();
        assert_eq!(errors, wanted, "{}", example.0);
    }
}
