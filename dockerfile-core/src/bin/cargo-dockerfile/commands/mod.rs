//! What a step does, by its commands: whether it reads the context, and which of it.

mod installs;
mod shell;

use crate::ecosystem::Kind;
use crate::file::{Instruction, Line};

pub(crate) use self::shell::{commands, is_shell};

/// What a step is for, as far as it can be known from its text. Of several commands the one that is further
/// down here decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Does {
    /// Folders, links, settings of the system.
    Aside,
    Account,
    Download,
    /// Packages of the distribution, or named packages of a language: nothing of the context.
    Packages,
    /// What manifests name.
    Dependencies(Kind),
    /// It compiles, and may install on the way.
    Compiles(Kind),
    /// Nobody knows what it reads.
    Unknown,
}

pub(crate) fn of(line: &Line) -> Option<Does> {
    let Instruction::Run(run) = &line.instruction else { return None };
    Some(all(&commands(run)))
}

/// What commands do together. An install with something unknown behind it is a step that compiles; what
/// stands in front of an install may make the manifest that it reads.
fn all(commands: &[Vec<String>]) -> Does {
    let each: Vec<Does> = commands.iter().map(|words| does(words)).collect();
    let known = each.iter().take_while(|does| **does != Does::Unknown);
    let installed = known.filter_map(|does| match does {
        Does::Dependencies(kind) => Some(*kind),
        _ => None,
    });
    match (each.iter().max(), installed.last()) {
        (Some(Does::Unknown), Some(kind)) => Does::Compiles(kind),
        (Some(does), _) => *does,
        (None, _) => Does::Unknown,
    }
}

/// Commands that are there for the sake of others, and read no file of a context.
const ASIDE: &[&str] = &[
    ":",
    "[",
    "[[",
    "break",
    "case",
    "cat",
    "cd",
    "chgrp",
    "chmod",
    "chown",
    "command",
    "continue",
    "date",
    "done",
    "dpkg-reconfigure",
    "echo",
    "esac",
    "exit",
    "export",
    "false",
    "fi",
    "for",
    "gpg",
    "gunzip",
    "hash",
    "id",
    "install",
    "ldconfig",
    "ln",
    "locale-gen",
    "localedef",
    "mkdir",
    "mv",
    "printf",
    "return",
    "rm",
    "set",
    "sha256sum",
    "sha512sum",
    "shopt",
    "sleep",
    "tar",
    "tee",
    "test",
    "touch",
    "trap",
    "true",
    "type",
    "umask",
    "uname",
    "unset",
    "unzip",
    "update-ca-certificates",
    "update-locale",
    "wait",
    "which",
    "}",
];

fn does(words: &[String]) -> Does {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some((program, rest)) = words.split_first() else { return Does::Aside };
    let name = program.rsplit('/').next().unwrap_or(program);
    if let Some(does) = installs::does(name, rest) {
        return does;
    }
    match name {
        "useradd" | "groupadd" | "adduser" | "addgroup" | "usermod" | "groupmod" | "chpasswd"
        | "passwd" => Does::Account,
        "curl" | "wget" if rest.iter().any(|word| word.contains("://")) => Does::Download,
        "git" if rest.first() == Some(&"clone") => Does::Download,
        // It sets variables for what follows.
        "." | "source" if rest.iter().any(|file| is_environment(file)) => Does::Aside,
        name if ASIDE.contains(&name) => Does::Aside,
        // Which files they read their words say, as long as those do not depend on a directory.
        name if ON_FILES.contains(&name) && are_absolute(name, rest) => Does::Aside,
        _ => Does::Unknown,
    }
}

/// Programs that read and write the files that they name.
pub(crate) const ON_FILES: [&str; 9] =
    ["awk", "cp", "find", "grep", "head", "ls", "sed", "stat", "tail"];

fn are_absolute(name: &str, rest: &[&str]) -> bool {
    let mut files: Vec<&str> = match name {
        "find" => rest.iter().copied().take_while(|word| !word.starts_with('-')).collect(),
        _ => rest.iter().copied().filter(|word| !word.starts_with('-')).collect(),
    };
    // The expression, unless an option has it.
    if ["awk", "grep", "sed"].contains(&name) && !rest.contains(&"-e") && !files.is_empty() {
        files.remove(0);
    }
    !files.is_empty() && files.iter().all(|file| file.starts_with('/'))
}

fn is_environment(file: &str) -> bool {
    ["/bin/activate", "/.cargo/env", "/nvm.sh", "/etc/os-release"]
        .iter()
        .any(|end| file.ends_with(end))
}

#[cfg(test)]
mod spellings;

#[cfg(test)]
mod tests {
    use super::{Does, Kind, all, shell};

    fn of(text: &str) -> Does {
        all(&shell::read(text))
    }

    #[test]
    fn commands_are_known_by_what_they_read() {
        for (text, expected) in [
            ("apt-get install -y make", Does::Packages),
            ("DEBIAN_FRONTEND=noninteractive apt-get install -y make", Does::Packages),
            ("apt-get install -y ./own.deb", Does::Unknown),
            ("dpkg -i /tmp/own.deb", Does::Unknown),
            ("pip install flask", Does::Packages),
            (
                "/opt/venv/bin/python3 -m pip install -r requirements.txt",
                Does::Dependencies(Kind::Python),
            ),
            ("pip install --target /opt -r r.txt", Does::Dependencies(Kind::Python)),
            ("pip install .", Does::Unknown),
            ("pip install -e .[dev]", Does::Unknown),
            ("npm ci --omit=dev", Does::Dependencies(Kind::Node)),
            ("npm install -g pnpm", Does::Packages),
            ("npm run build", Does::Unknown),
            ("yarn --frozen-lockfile", Does::Dependencies(Kind::Node)),
            ("go mod download", Does::Dependencies(Kind::Go)),
            ("cargo install cargo-chef", Does::Packages),
            ("cargo build --release", Does::Compiles(Kind::Rust)),
            ("./gradlew bootJar", Does::Compiles(Kind::Gradle)),
            ("make", Does::Unknown),
            ("curl -fsSL -o /x https://example.org/x", Does::Download),
            ("sh ./install.sh", Does::Unknown),
            ("bash -c 'cd /app && npm ci'", Does::Dependencies(Kind::Node)),
            ("if [ -f yarn.lock ]; then yarn; else npm ci; fi", Does::Dependencies(Kind::Node)),
            ("(cd web && npm --prefix web ci)", Does::Dependencies(Kind::Node)),
            ("npm ci && npm run build", Does::Compiles(Kind::Node)),
            // What stands in front may make the manifest.
            ("./make-requirements && pip install -r r.txt", Does::Unknown),
            (". /opt/venv/bin/activate; pip install -r r.txt", Does::Dependencies(Kind::Python)),
            ("yarn workspaces focus --production", Does::Dependencies(Kind::Node)),
            ("uv sync --frozen", Does::Compiles(Kind::Python)),
            ("uv sync --frozen --no-install-project", Does::Dependencies(Kind::Python)),
            ("uv pip sync requirements.txt", Does::Dependencies(Kind::Python)),
            ("poetry install", Does::Compiles(Kind::Python)),
            ("poetry install --no-root", Does::Dependencies(Kind::Python)),
            ("python3.12 -m pip install -r r.txt", Does::Dependencies(Kind::Python)),
            ("conda env create -f environment.yml", Does::Dependencies(Kind::Python)),
            ("composer install --no-dev", Does::Compiles(Kind::Php)),
            ("composer -d app install --no-scripts", Does::Dependencies(Kind::Php)),
            ("dotnet restore src/App.csproj", Does::Dependencies(Kind::Dotnet)),
            (
                "mix do local.hex --force, deps.get --only prod, deps.compile",
                Does::Dependencies(Kind::Elixir),
            ),
            ("mix do deps.get + release", Does::Compiles(Kind::Elixir)),
            ("bundle", Does::Dependencies(Kind::Ruby)),
            ("go mod tidy", Does::Unknown),
            ("sed -i s/a/b/ /etc/apt/sources.list && apt-get install -y make", Does::Packages),
            ("sed -i s/a/b/ requirements.txt && pip install -r requirements.txt", Does::Unknown),
            ("cp -r /usr/share/x /opt && find /opt -name '*.pyc' -delete", Does::Aside),
            ("find . -name '*.pyc' -delete", Does::Unknown),
            ("cargo +nightly test", Does::Compiles(Kind::Rust)),
            ("./gradlew clean :app:bootJar -x test", Does::Compiles(Kind::Gradle)),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }
}
