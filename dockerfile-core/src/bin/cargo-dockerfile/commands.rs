//! What a step does, by its commands: whether it reads the context, and which of it.

use crate::ecosystem::Kind;
use crate::file::{Instruction, Line, Run};

/// What a step is for, as far as it can be known from its text. What is further down decides for a step of
/// several commands.
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

/// The commands of a step, each as words.
pub(crate) fn commands(run: &Run) -> Vec<Vec<String>> {
    let text = match run.argv.as_slice() {
        [_, .., text] if run.script.is_none() && is_shell(&run.argv[0]) => text.clone(),
        _ => match &run.script {
            Some((_, text)) => text.clone(),
            None => return vec![run.argv.clone()],
        },
    };
    let mut commands = vec![];
    let (mut words, mut word, mut quote) = (vec![], String::new(), None);
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '\\') if letters.peek() == Some(&'\n') => drop(letters.next()),
            (None, ';' | '&' | '|' | '\n') => {
                words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
                commands.extend(Some(std::mem::take(&mut words)).filter(|words| !words.is_empty()));
            }
            (None, c) if c.is_whitespace() => {
                words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
            }
            (_, c) => word.push(c),
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    commands.extend(Some(words).filter(|words| !words.is_empty()));
    commands
}

fn is_shell(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    ["sh", "bash", "ash", "dash", "zsh"].contains(&name)
}

pub(crate) fn of(line: &Line) -> Option<Does> {
    let Instruction::Run(run) = &line.instruction else { return None };
    Some(commands(run).iter().map(|words| does(words)).max().unwrap_or(Does::Unknown))
}

/// Commands that are there for the sake of others, and read no file of a context.
const ASIDE: [&str; 26] = [
    "[",
    "cat",
    "cd",
    "chmod",
    "chown",
    "dpkg-reconfigure",
    "echo",
    "export",
    "hash",
    "install",
    "ldconfig",
    "ln",
    "locale-gen",
    "localedef",
    "mkdir",
    "printf",
    "rm",
    "set",
    "sha256sum",
    "sha512sum",
    "test",
    "true",
    "update-ca-certificates",
    "update-locale",
    "}",
    "{",
];

fn does(words: &[String]) -> Does {
    let is_before = |word: &&String| {
        let is_setting = word.split_once('=').is_some_and(|(name, _)| {
            name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.is_empty()
        });
        is_setting
            || ["sudo", "env", "exec", "then", "do", "if", "!", "time"].contains(&word.as_str())
    };
    let words: Vec<&str> = words.iter().skip_while(is_before).map(String::as_str).collect();
    let Some((program, rest)) = words.split_first() else { return Does::Aside };
    let name = program.rsplit('/').next().unwrap_or(program);
    let first = rest.iter().copied().find(|word| !word.starts_with('-')).unwrap_or_default();
    match name {
        "apt-get" | "apt" | "aptitude" | "apk" | "dnf" | "microdnf" | "yum" | "tdnf" | "zypper"
        | "pacman" | "dpkg" | "rpm" | "apt-key" | "add-apt-repository" | "apt-mark" | "rustup" => {
            local(rest)
        }
        "useradd" | "groupadd" | "adduser" | "addgroup" | "usermod" | "groupmod" | "chpasswd"
        | "passwd" => Does::Account,
        "curl" | "wget" => {
            if rest.iter().any(|word| word.contains("://")) {
                Does::Download
            } else {
                Does::Unknown
            }
        }
        "git" if first == "clone" => Does::Download,
        "tar" | "unzip" | "gpg" | "gunzip" | "mv" => Does::Aside,
        "npm" | "npx" | "yarn" | "pnpm" | "corepack" | "bun" => node(name, first, rest),
        "pip" | "pip3" | "uv" | "poetry" | "pipenv" | "pdm" => python(name, first, rest),
        "python" | "python3" => match rest {
            ["-m", "pip", rest @ ..] => {
                let first = rest.iter().copied().find(|word| !word.starts_with('-'));
                python("pip", first.unwrap_or_default(), rest)
            }
            ["-m", "venv", ..] => Does::Aside,
            _ => Does::Unknown,
        },
        "cargo" | "go" | "bundle" | "gem" | "composer" | "mix" | "dotnet" | "mvn" | "mvnw"
        | "gradle" | "gradlew" => compiled(name, first, rest),
        name if ASIDE.contains(&name) => Does::Aside,
        _ => Does::Unknown,
    }
}

/// A package that is a file may be one of the context.
fn local(rest: &[&str]) -> Does {
    let is_file = |word: &&str| {
        let is_path = word.starts_with("./") || word.starts_with('/');
        is_path && [".deb", ".rpm", ".apk"].iter().any(|end| word.ends_with(end))
    };
    let reads = rest.iter().any(|word| is_file(word) || word.contains("$(") || *word == "-i");
    if reads { Does::Unknown } else { Does::Packages }
}

fn node(name: &str, first: &str, rest: &[&str]) -> Does {
    let is_global = rest.iter().any(|word| ["-g", "--global"].contains(word));
    let named = rest.iter().filter(|word| !word.starts_with('-')).count();
    match (name, first) {
        ("corepack", _) | (_, "config" | "cache") => Does::Aside,
        (_, "install" | "i" | "add") if is_global => Does::Packages,
        ("yarn" | "bun", "") => Does::Dependencies(Kind::Node),
        (_, "global") => Does::Packages,
        (_, "ci" | "clean-install" | "fetch") => Does::Dependencies(Kind::Node),
        (_, "install" | "i") if named == 1 => Does::Dependencies(Kind::Node),
        _ => Does::Unknown,
    }
}

fn python(name: &str, first: &str, rest: &[&str]) -> Does {
    let kind = Does::Dependencies(Kind::Python);
    match (name, first) {
        ("poetry" | "pdm", "install" | "sync") => {
            let has_no_root = rest
                .iter()
                .any(|word| ["--no-root", "--no-self", "--only", "--without"].contains(word));
            if has_no_root { kind } else { Does::Unknown }
        }
        ("pipenv", "install" | "sync") => kind,
        ("uv", "sync") => {
            let is_of_others = rest.iter().any(|word| word.starts_with("--no-install-"));
            if is_of_others { kind } else { Does::Unknown }
        }
        ("poetry" | "pdm" | "pipenv", "config") | ("uv", "venv") => Does::Aside,
        ("pip" | "pip3", "install" | "download" | "wheel") | ("uv", "pip") => {
            installed_by_pip(rest)
        }
        _ => Does::Unknown,
    }
}

fn installed_by_pip(rest: &[&str]) -> Does {
    let has = |options: &[&str]| {
        rest.iter().any(|word| {
            options.iter().any(|option| word == option || word.starts_with(&format!("{option}=")))
        })
    };
    let is_local = |word: &&&str| {
        **word == "." || word.starts_with("./") || word.starts_with(".[") || word.starts_with('/')
    };
    let values = [
        "--target",
        "-t",
        "--prefix",
        "--root",
        "--cache-dir",
        "--find-links",
        "-r",
        "--requirement",
        "-c",
        "--constraint",
    ];
    let mut before = "";
    let mut reads_own = has(&["-e", "--editable", "--find-links"]);
    for word in rest {
        reads_own |= is_local(&word) && !values.contains(&before);
        before = word;
    }
    match reads_own {
        true => Does::Unknown,
        false if has(&["-r", "--requirement", "-c", "--constraint"]) => {
            Does::Dependencies(Kind::Python)
        }
        false => Does::Packages,
    }
}

fn compiled(name: &str, first: &str, rest: &[&str]) -> Does {
    let dependencies = Does::Dependencies;
    match (name, first) {
        // It reads every source, for the manifests that it writes.
        ("cargo", "chef") if rest.contains(&"prepare") => Does::Unknown,
        ("cargo", "fetch" | "chef" | "vendor") => dependencies(Kind::Rust),
        ("cargo", "install") if !rest.contains(&"--path") => Does::Packages,
        ("cargo", "build" | "install" | "b" | "auditable" | "zigbuild") => {
            Does::Compiles(Kind::Rust)
        }
        ("go", "mod") => dependencies(Kind::Go),
        ("go", "install") if rest.iter().any(|word| word.contains('@')) => Does::Packages,
        ("go", "build" | "install") => Does::Compiles(Kind::Go),
        ("bundle", "install") => dependencies(Kind::Ruby),
        ("bundle", "config") | ("go", "env") => Does::Aside,
        ("gem", "install") => Does::Packages,
        ("composer", "install")
            if rest.contains(&"--no-scripts") || rest.contains(&"--no-autoloader") =>
        {
            dependencies(Kind::Php)
        }
        ("mix", "deps.get" | "deps.compile") => dependencies(Kind::Elixir),
        ("mix", "local.hex" | "local.rebar") => Does::Aside,
        ("dotnet", "restore") => dependencies(Kind::Dotnet),
        ("dotnet", "publish" | "build") if !rest.contains(&"--no-restore") => {
            Does::Compiles(Kind::Dotnet)
        }
        ("mvn" | "mvnw", _) if rest.iter().any(|word| word.contains("dependency:")) => {
            dependencies(Kind::Maven)
        }
        ("mvn" | "mvnw", _)
            if rest.iter().any(|word| ["package", "install", "verify"].contains(word)) =>
        {
            Does::Compiles(Kind::Maven)
        }
        ("gradle" | "gradlew", "dependencies") => dependencies(Kind::Gradle),
        ("gradle" | "gradlew", "build" | "assemble" | "bootJar" | "shadowJar" | "installDist") => {
            Does::Compiles(Kind::Gradle)
        }
        _ => Does::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::{Does, Kind, does};

    fn of(text: &str) -> Does {
        does(&text.split(' ').map(str::to_owned).collect::<Vec<_>>())
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
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }
}
