//! The formats of files that may hold credentials: how each is told by its name, how it is
//! searched, and what is advised instead of a credential in it.

use super::finding::Found;
use super::tables::{Judge, of_any, of_cargo, of_pyproject, of_tool};
use super::urls::{Comments, Wherever};
use super::{gradle, pairs, tables, urls, xml};
use crate::program::unread::{Answer, Within};

/// A format of files that may hold credentials.
#[derive(Clone, Copy, Debug)]
pub(super) enum Format {
    Npmrc,
    YarnSettings,
    NodeManifest,
    NodeLock,
    Requirements,
    Pip,
    Pyproject,
    UvSettings,
    UvLock,
    PoetrySettings,
    PoetryLock,
    CargoConfig,
    MavenSettings,
    MavenManifest,
    /// XML of no known name that a tool reads.
    OtherXml,
    Properties,
    Arguments,
    GradleBuild,
    BundlerConfig,
    Gems,
    Netrc,
    GitCredentials,
    Pypirc,
    DockerConfig,
    /// Variables that a program or its build reads: `.env.production`.
    Variables,
    /// A file that shows what another one may hold, or what tests and developers are given.
    Sample,
    /// TOML of no known name that a tool reads.
    OtherTable,
    /// Any other file that a tool reads.
    Other,
}

impl Format {
    /// The format of a file by its name. A manifest always has one, since a tool reads it whatever
    /// its name; for other files of no known name it is `None`.
    pub(super) fn of(file: &str, is_manifest: bool) -> Option<Self> {
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        let folder = folder.rsplit('/').next().unwrap_or_default();
        let known = by_folder(folder, name).or_else(|| by_name(name)).or_else(|| by_end(name));
        let known = known.or_else(|| of_environment(name));
        known.or(match name.rsplit_once('.') {
            _ if !is_manifest => None,
            _ if is_sample(name, &SAMPLES) => Some(Format::Sample),
            Some((_, "txt" | "in")) => Some(Format::Requirements),
            Some((_, "toml")) => Some(Format::OtherTable),
            Some((_, "xml")) => Some(Format::OtherXml),
            _ => Some(Format::Other),
        })
    }

    /// Whether files of this format may be as large as a lock file.
    pub(super) fn is_large(self) -> bool {
        use Format::{Gems, NodeLock, Other, PoetryLock, Requirements, UvLock};
        matches!(self, NodeLock | UvLock | PoetryLock | Gems | Requirements | Other)
    }

    /// The first credential of a file, and what is advised instead.
    pub(super) fn find(self, file: &str, text: &str) -> Option<(Found, Answer)> {
        let found = self.find_key(text).or_else(|| self.find_url(text))?;
        let answer = self.answer(file, text, &found.within);
        Some((found, answer))
    }

    fn find_key(self, text: &str) -> Option<Found> {
        const YARN: [&str; 2] = ["npmAuthToken", "npmAuthIdent"];
        const NPM: [&str; 3] = ["_authToken\"", "_password\"", "_auth\""];
        const DOCKER: [&str; 4] = ["auth", "identitytoken", "registrytoken", "password"];
        let of_table = |judge: Judge| tables::find(text, judge);
        match self {
            Format::Npmrc => pairs::of_npm(text),
            Format::YarnSettings => pairs::of_keys(text, &YARN),
            Format::NodeManifest => pairs::of_keys(text, &NPM),
            Format::Pyproject => of_table(of_pyproject),
            Format::UvSettings | Format::PoetrySettings => of_table(of_tool),
            Format::CargoConfig => of_table(of_cargo),
            Format::OtherTable => of_table(of_any),
            Format::MavenSettings => xml::of_settings(text),
            // Maven takes its settings by whatever name they are given.
            Format::OtherXml if text.contains("<settings") => xml::of_settings(text),
            Format::Properties => pairs::of_properties(text),
            Format::Arguments => pairs::of_arguments(text),
            Format::GradleBuild => gradle::of_build(text),
            Format::BundlerConfig => pairs::of_bundler(text),
            Format::Gems if text.contains(":rubygems_api_key") => {
                pairs::of_ini(text, &["rubygems_api_key"])
            }
            Format::Netrc => pairs::of_netrc(text),
            Format::Pypirc => pairs::of_ini(text, &["password"]),
            Format::DockerConfig => pairs::of_keys(text, &DOCKER),
            Format::Variables => pairs::of_variables(text),
            Format::Sample => pairs::of_sample(text),
            Format::NodeLock
            | Format::Requirements
            | Format::Pip
            | Format::UvLock
            | Format::PoetryLock
            | Format::MavenManifest
            | Format::OtherXml
            | Format::Gems
            | Format::GitCredentials
            | Format::Other => None,
        }
    }

    fn find_url(self, text: &str) -> Option<Found> {
        let (comments, wherever) = match self {
            Format::NodeManifest => (Comments::None, Wherever::BeginsText),
            Format::MavenSettings
            | Format::MavenManifest
            | Format::OtherXml
            | Format::DockerConfig => (Comments::None, Wherever::Anywhere),
            Format::GitCredentials => (Comments::None, Wherever::Anywhere),
            Format::Sample => (Comments::All, Wherever::Anywhere),
            Format::GradleBuild => (Comments::Slashes, Wherever::Anywhere),
            Format::Npmrc | Format::Pip | Format::Pypirc => {
                (Comments::HashOrSemicolon, Wherever::Anywhere)
            }
            _ => (Comments::Hash, Wherever::Anywhere),
        };
        urls::find(text, comments, wherever)
    }

    fn answer(self, file: &str, text: &str, within: &Within) -> Answer {
        match self {
            Format::Npmrc | Format::NodeManifest | Format::NodeLock => {
                if file.ends_with("yarn.lock") { Answer::Yarn } else { Answer::Npm }
            }
            Format::YarnSettings => Answer::Yarn,
            Format::Requirements | Format::Pip => Answer::Pip,
            Format::Pyproject if text.contains("[tool.poetry") => Answer::Poetry,
            Format::Pyproject | Format::UvSettings | Format::UvLock => Answer::Uv,
            Format::PoetrySettings | Format::PoetryLock => Answer::Poetry,
            Format::CargoConfig | Format::OtherTable => {
                Answer::Cargo { variable: of_registry(within) }
            }
            Format::MavenSettings
            | Format::MavenManifest
            | Format::OtherXml
            | Format::Arguments => Answer::Maven,
            Format::Properties => Answer::Gradle { property: property(within) },
            Format::GradleBuild => Answer::Gradle { property: "repositoryPassword".to_owned() },
            Format::BundlerConfig | Format::Gems => Answer::Bundler { variable: of_host(within) },
            Format::Netrc => Answer::File { path: "/root/.netrc" },
            Format::GitCredentials => Answer::File { path: "/root/.git-credentials" },
            Format::Pypirc | Format::DockerConfig => Answer::Nothing,
            Format::Variables | Format::Sample => Answer::AtStart,
            Format::Other if is_code(file) => Answer::AtStart,
            Format::Other => Answer::File { path: "/root/.netrc" },
        }
    }
}

/// The formats of names that say something only in a folder of a certain name.
fn by_folder(folder: &str, name: &str) -> Option<Format> {
    Some(match (folder, name) {
        (".cargo", "config" | "config.toml" | "credentials" | "credentials.toml") => {
            Format::CargoConfig
        }
        (".bundle", "config") => Format::BundlerConfig,
        (".gem", "credentials") => Format::Gems,
        (".docker", "config.json") => Format::DockerConfig,
        (".mvn", "maven.config" | "jvm.config") => Format::Arguments,
        _ => return None,
    })
}

fn by_name(name: &str) -> Option<Format> {
    Some(match name {
        ".npmrc" | "npmrc" | ".yarnrc" => Format::Npmrc,
        ".yarnrc.yml" | ".yarnrc.yaml" | "pnpm-workspace.yaml" => Format::YarnSettings,
        "package.json" => Format::NodeManifest,
        "package-lock.json"
        | "npm-shrinkwrap.json"
        | "yarn.lock"
        | "pnpm-lock.yaml"
        | "bun.lock" => Format::NodeLock,
        "pip.conf" | "pip.ini" | ".pip.conf" => Format::Pip,
        "pyproject.toml" => Format::Pyproject,
        "uv.toml" | "pdm.toml" | ".pdm.toml" | "bunfig.toml" => Format::UvSettings,
        "uv.lock" | "pdm.lock" | "pylock.toml" | "Pipfile.lock" | "Pipfile" => Format::UvLock,
        "poetry.toml" | "auth.toml" => Format::PoetrySettings,
        "poetry.lock" => Format::PoetryLock,
        "credentials.toml" => Format::CargoConfig,
        "settings-security.xml" | "toolchains.xml" => Format::MavenSettings,
        "pom.xml" => Format::MavenManifest,
        "Gemfile" | "gems.rb" | "Gemfile.lock" | "gems.locked" => Format::Gems,
        ".netrc" | "_netrc" | "netrc" => Format::Netrc,
        ".git-credentials" | ".gitconfig" | ".gitmodules" => Format::GitCredentials,
        ".pypirc" => Format::Pypirc,
        ".dockercfg" | ".dockerconfigjson" => Format::DockerConfig,
        _ => return None,
    })
}

/// Parts of the names of files that show what another one may hold.
const SAMPLES: [&str; 6] = ["example", "sample", "template", "tpl", "dist", "default"];

/// Parts of the names of files that tests, developers and Compose on their machines are given.
const OF_DEVELOPERS: [&str; 9] =
    ["ci", "compose", "defaults", "dev", "development", "docker", "e2e", "test", "testing"];

/// Whether a name has one of these parts.
fn is_sample(name: &str, parts: &[&str]) -> bool {
    name.split('.').any(|part| parts.contains(&part))
}

/// Whether a file is a program, or settings of one, which no package manager reads.
fn is_code(file: &str) -> bool {
    const ENDS: [&str; 12] = [
        ".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx", ".json", ".yml", ".yaml",
        ".py",
    ];
    ENDS.iter().any(|end| file.ends_with(end))
}

/// The format of a file of variables: `.env`, `.env.production`, `web.env`, `.envrc`.
fn of_environment(name: &str) -> Option<Format> {
    let is_one = name == ".envrc" || name.ends_with(".env") || name.starts_with(".env.");
    let is_shown = is_sample(name, &SAMPLES)
        || is_sample(name, &OF_DEVELOPERS)
        || name.starts_with("docker-compose");
    is_one.then_some(if is_shown { Format::Sample } else { Format::Variables })
}

fn by_end(name: &str) -> Option<Format> {
    let is_list = name.ends_with(".txt") || name.ends_with(".in");
    let says = |word: &str| name.contains(word);
    Some(match () {
        () if is_list && (says("requirements") || says("constraints")) => Format::Requirements,
        () if name.ends_with("settings.xml") => Format::MavenSettings,
        () if name.starts_with("settings") && name.ends_with(".xml") => Format::MavenSettings,
        () if name.ends_with(".gradle") || name.ends_with(".gradle.kts") => Format::GradleBuild,
        () if name == "gradle.properties" || name.ends_with("-wrapper.properties") => {
            Format::Properties
        }
        () if name.ends_with(".gemspec") || name.starts_with("Gemfile.") => Format::Gems,
        () => return None,
    })
}

/// The variable that cargo reads in place of a key: `registries.corp.token` is
/// `CARGO_REGISTRIES_CORP_TOKEN`.
fn of_registry(within: &Within) -> String {
    let Within::Key(key) = within else { return "CARGO_REGISTRIES_<NAME>_TOKEN".to_owned() };
    if let Some(variable) = key.strip_prefix("env.") {
        return variable.trim_end_matches(".value").to_owned();
    }
    let registry = key.trim_end_matches(".token").trim_end_matches(".secret-key");
    format!("CARGO_{}_TOKEN", registry.replace(['.', '-'], "_").to_uppercase())
}

fn property(within: &Within) -> String {
    match within {
        Within::Key(key) => key.clone(),
        Within::Url(_) => "repositoryPassword".to_owned(),
    }
}

/// The variable in which Bundler looks for a host's credential: `gems.example.com` is
/// `BUNDLE_GEMS__EXAMPLE__COM`.
fn of_host(within: &Within) -> String {
    match within {
        Within::Key(key) => key.clone(),
        Within::Url(host) => {
            format!("BUNDLE_{}", host.replace('-', "___").replace('.', "__").to_uppercase())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Format};

    fn of(file: &str, is_manifest: bool) -> String {
        Format::of(file, is_manifest).map_or_else(String::new, |format| format!("{format:?}"))
    }

    #[test]
    fn the_end_of_a_name_tells_a_format() {
        for (format, files) in [
            ("Requirements", "a/requirements-dev.txt dev-requirements.in constraints.txt"),
            ("MavenSettings", "corp-settings.xml settings-corp.xml"),
            ("GradleBuild", "libs.gradle a/build.gradle.kts"),
            ("Properties", "gradle.properties gradle/wrapper/gradle-wrapper.properties"),
            ("Gems", "a.gemspec Gemfile.common"),
            (
                "",
                "requirements.md notes.txt my-requirements.yml layout.xml settings.ini app.properties \
                 a.kts my-Gemfile.x a.rb a.toml",
            ),
        ] {
            for file in files.split_whitespace() {
                assert_eq!(of(file, false), format, "{file}");
            }
        }
    }

    /// What is advised goes by the file, and names what was found.
    #[test]
    fn each_file_has_an_answer() {
        let cargo = |variable: &str| Answer::Cargo { variable: variable.to_owned() };
        let gradle = |property: &str| Answer::Gradle { property: property.to_owned() };
        let bundler = |variable: &str| Answer::Bundler { variable: variable.to_owned() };
        let url = "https://bob:hunter2swordfish@my-gems.example/";
        let key = |key: &str| format!("{key}hunter2swordfish");
        let of_cargo = ".cargo/config.toml";
        for (file, text, answer) in [
            (".npmrc", key("_auth="), Answer::Npm),
            ("package.json", format!("{{\"a\": \"{url}\"}}"), Answer::Npm),
            ("package-lock.json", url.to_owned(), Answer::Npm),
            ("yarn.lock", url.to_owned(), Answer::Yarn),
            (".yarnrc.yml", key("npmAuthToken: "), Answer::Yarn),
            ("requirements.txt", url.to_owned(), Answer::Pip),
            ("pip.conf", url.to_owned(), Answer::Pip),
            ("pyproject.toml", format!("[tool.uv]\nx = \"{url}\""), Answer::Uv),
            ("pyproject.toml", format!("[tool.poetry.x]\nx = \"{url}\""), Answer::Poetry),
            ("uv.toml", format!("x = \"{url}\""), Answer::Uv),
            ("uv.lock", url.to_owned(), Answer::Uv),
            ("poetry.toml", format!("x = \"{url}\""), Answer::Poetry),
            ("poetry.lock", url.to_owned(), Answer::Poetry),
            (of_cargo, format!("x = \"{url}\""), cargo("CARGO_REGISTRIES_<NAME>_TOKEN")),
            (of_cargo, format!("registry.token = \"{}\"", key("")), cargo("CARGO_REGISTRY_TOKEN")),
            (
                of_cargo,
                format!("registries.my-own.secret-key = \"{}\"", key("")),
                cargo("CARGO_REGISTRIES_MY_OWN_TOKEN"),
            ),
            (of_cargo, format!("env.NPM_TOKEN = \"{}\"", key("")), cargo("NPM_TOKEN")),
            (of_cargo, format!("env.NPM_TOKEN.value = \"{}\"", key("")), cargo("NPM_TOKEN")),
            ("settings.xml", format!("<password>{}</password>", key("")), Answer::Maven),
            ("pom.xml", format!("<url>{url}</url>"), Answer::Maven),
            (".mvn/maven.config", key("-Dx.password="), Answer::Maven),
            ("gradle.properties", key("nexusPassword="), gradle("nexusPassword")),
            ("gradle.properties", format!("url={url}"), gradle("repositoryPassword")),
            ("build.gradle", format!("url '{url}'"), gradle("repositoryPassword")),
            (".bundle/config", key("BUNDLE_GITHUB__COM: "), bundler("BUNDLE_GITHUB__COM")),
            ("Gemfile", format!("source '{url}'"), bundler("BUNDLE_MY___GEMS__EXAMPLE")),
            (".netrc", key("password "), Answer::File { path: "/root/.netrc" }),
            (".git-credentials", url.to_owned(), Answer::File { path: "/root/.git-credentials" }),
            (".pypirc", key("password = "), Answer::Nothing),
            (".docker/config.json", format!("\"auth\": \"{}\"", key("")), Answer::Nothing),
            ("Makefile", url.to_owned(), Answer::File { path: "/root/.netrc" }),
        ] {
            let format = Format::of(file, true).expect(file);
            let found = format.find(file, &text).map(|(_, answer)| answer);
            assert_eq!(found, Some(answer), "{file}: {text}");
        }
    }

    #[test]
    fn a_manifest_has_a_format_whatever_its_name() {
        for (file, format) in [
            ("notes.txt", "Requirements"),
            ("a/list.in", "Requirements"),
            ("a.toml", "OtherTable"),
            ("app.properties", "Other"),
            ("Makefile", "Other"),
            ("settings-corp.xml", "MavenSettings"),
        ] {
            assert_eq!(of(file, true), format, "{file}");
        }
    }
}
