//! Whose dependencies are installed, and which files name them.

/// Whose manifests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Python,
    Node,
    Go,
    Ruby,
    Rust,
    Php,
    Maven,
    Gradle,
    Dotnet,
    Elixir,
}

impl Kind {
    /// Names of files that an install reads; `*` stands for anything.
    pub(crate) fn manifests(self) -> &'static [&'static str] {
        match self {
            Kind::Python => PYTHON,
            Kind::Node => NODE,
            Kind::Go => GO,
            Kind::Ruby => RUBY,
            Kind::Rust => RUST,
            Kind::Php => PHP,
            Kind::Maven => MAVEN,
            Kind::Gradle => GRADLE,
            Kind::Dotnet => DOTNET,
            Kind::Elixir => ELIXIR,
        }
    }

    /// What is done to dependencies where sources are compiled.
    pub(crate) fn verb(self) -> &'static str {
        match self {
            Kind::Python | Kind::Node | Kind::Ruby | Kind::Php => "installs",
            Kind::Go | Kind::Rust | Kind::Maven | Kind::Gradle | Kind::Dotnet | Kind::Elixir => {
                "compiles"
            }
        }
    }

    /// Whether a file says that there are dependencies: a manifest that has none has no lock file with
    /// it, where one is usual.
    pub(crate) fn names_dependencies(self, path: &str) -> bool {
        match self {
            Kind::Go => path == "go.sum" || path.ends_with("/go.sum"),
            _ => self.is_manifest(path),
        }
    }

    pub(crate) fn is_manifest(self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.manifests().iter().any(|pattern| match pattern.split_once('*') {
            Some((start, end)) => {
                name.len() >= start.len() + end.len()
                    && name.starts_with(start)
                    && name.ends_with(end)
            }
            None => name == *pattern,
        })
    }
}

const PYTHON: &[&str] = &[
    "requirements*.txt",
    "*requirements.txt",
    "constraints*.txt",
    "pyproject.toml",
    "poetry.lock",
    "uv.lock",
    "Pipfile",
    "Pipfile.lock",
    "setup.cfg",
    "pdm.lock",
    ".python-version",
    "poetry.toml",
    "uv.toml",
    "pip.conf",
    "environment*.yml",
    "environment*.yaml",
    "conda-lock.yml",
    "requirements*.lock",
];
const NODE: &[&str] = &[
    "package.json",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    ".npmrc",
    ".yarnrc",
    ".yarnrc.yml",
    "bun.lock",
    "bun.lockb",
    ".pnpmfile.cjs",
    ".nvmrc",
    "lerna.json",
    "*.patch",
    "yarn-*.cjs",
    ".node-version",
];
const GO: &[&str] = &["go.mod", "go.sum", "go.work", "go.work.sum"];
const RUBY: &[&str] =
    &["Gemfile", "Gemfile.lock", "*.gemspec", ".ruby-version", "gems.rb", "gems.locked"];
const RUST: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain",
    "rust-toolchain.toml",
    "config.toml",
    "recipe.json",
];
const PHP: &[&str] = &["composer.json", "composer.lock", "symfony.lock", "auth.json"];
const MAVEN: &[&str] = &[
    "pom.xml",
    "mvnw",
    "maven-wrapper.*",
    "maven.config",
    "jvm.config",
    "extensions.xml",
    "settings.xml",
];
const GRADLE: &[&str] = &[
    "*.gradle",
    "*.gradle.kts",
    "gradle.properties",
    "gradlew",
    "gradle-wrapper.*",
    "libs.versions.toml",
    "gradle.lockfile",
    "verification-metadata.xml",
];
const DOTNET: &[&str] = &[
    "*.csproj",
    "*.fsproj",
    "*.vbproj",
    "*.sln",
    "*.slnx",
    "nuget.config",
    "NuGet.Config",
    "Directory.*.props",
    "global.json",
    "packages.lock.json",
];
const ELIXIR: &[&str] = &["*.exs", "mix.lock"];

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn manifests_are_known_by_their_names() {
        assert!(Kind::Node.is_manifest("web/package.json") && !Kind::Node.is_manifest("web/a.js"));
        assert!(Kind::Python.is_manifest("requirements-dev.txt"));
        assert!(!Kind::Python.is_manifest("app.py") && !Kind::Dotnet.is_manifest(".csproj.user"));
    }
}
