//! The programs that install and compile, by what their words make them read. All that is known of them
//! stands here.

use super::Does;
use crate::ecosystem::Kind;

/// What a program does, if it is one of these.
pub(super) fn does(name: &str, rest: &[&str]) -> Option<Does> {
    Some(match name {
        "apt-get" | "apt" | "aptitude" | "apk" | "dnf" | "microdnf" | "yum" | "tdnf" | "zypper"
        | "pacman" | "dpkg" | "rpm" | "apt-key" | "add-apt-repository" | "apt-mark" | "rustup" => {
            local(rest)
        }
        "npm" | "npx" | "yarn" | "pnpm" | "corepack" | "bun" => node(name, rest),
        "pip-sync" => Does::Dependencies(Kind::Python),
        "conda" | "mamba" | "micromamba" => conda(rest),
        "pip" | "pip3" | "pipx" | "uv" | "poetry" | "pipenv" | "pdm" | "rye" => python(name, rest),
        "php" => match rest {
            [file, rest @ ..] if file.ends_with("composer.phar") => compiled("composer", rest),
            _ => return None,
        },
        _ if name.starts_with("python") => match rest {
            ["-m", "venv" | "virtualenv", ..] => Does::Aside,
            ["-m", tool, rest @ ..] => python(tool, rest),
            _ => Does::Unknown,
        },
        "virtualenv" => Does::Aside,
        "cargo" | "go" | "bundle" | "gem" | "composer" | "composer.phar" | "mix" | "dotnet"
        | "mvn" | "mvnw" | "gradle" | "gradlew" => compiled(name.trim_end_matches(".phar"), rest),
        _ => return None,
    })
}

/// The words that are no options, nor values of these options.
fn plain<'w>(rest: &[&'w str], with_value: &[&str]) -> Vec<&'w str> {
    let (mut found, mut is_value) = (vec![], false);
    for word in rest {
        if !is_value && !word.starts_with('-') {
            found.push(*word);
        }
        is_value = with_value.contains(word);
    }
    found
}

fn has(rest: &[&str], words: &[&str]) -> bool {
    rest.iter().any(|word| words.contains(word))
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

// ---- Node ------------------------------------------------------------------------------------------

fn node(name: &str, rest: &[&str]) -> Does {
    let values = [
        "--prefix",
        "-C",
        "--cwd",
        "--dir",
        "--filter",
        "-F",
        "-w",
        "--workspace",
        "--omit",
        "--include",
        "--loglevel",
        "--registry",
        "--cache",
        "--network-timeout",
        "--network-concurrency",
        "--cache-folder",
        "--store-dir",
    ];
    let is_global = has(rest, &["-g", "--global"]);
    let words = plain(rest, &values);
    let installs = Does::Dependencies(Kind::Node);
    match (name, words.as_slice()) {
        ("corepack", _) | (_, ["config" | "cache" | "set", ..]) => Does::Aside,
        (_, ["install" | "i" | "add", ..]) if is_global => Does::Packages,
        ("yarn", []) => installs,
        (_, ["global", ..]) => Does::Packages,
        (_, ["ci" | "clean-install" | "fetch" | "install" | "i"]) => installs,
        ("yarn", ["workspaces", "focus", ..]) => installs,
        _ => Does::Unknown,
    }
}

// ---- Python ----------------------------------------------------------------------------------------

fn python(name: &str, rest: &[&str]) -> Does {
    let installs = Does::Dependencies(Kind::Python);
    // The project itself is installed, too.
    let with_project = Does::Compiles(Kind::Python);
    let first = rest.iter().copied().find(|word| !word.starts_with('-')).unwrap_or_default();
    match (name, first) {
        ("poetry" | "pdm", "install" | "sync") => {
            let options = ["--no-root", "--no-self", "--only", "--only-root", "--without"];
            let is_of_others = has(rest, &options) && !has(rest, &["--only-root"]);
            if is_of_others { installs } else { with_project }
        }
        ("pipenv", "install" | "sync") => installs,
        ("uv", "sync") => {
            let is_of_others = rest.iter().any(|word| word.starts_with("--no-install-"));
            if is_of_others { installs } else { with_project }
        }
        ("rye", "sync") => {
            if has(rest, &["--no-lock"]) {
                Does::Unknown
            } else {
                with_project
            }
        }
        ("poetry" | "pdm" | "pipenv", "config") | ("uv", "venv" | "python" | "cache") => {
            Does::Aside
        }
        ("pipx", "install") | ("uv", "tool") => Does::Packages,
        ("uv", "pip") => match rest.iter().skip_while(|word| **word != "pip").nth(1) {
            Some(&"sync") => installs,
            _ => installed_by_pip(rest),
        },
        ("pip" | "pip3", "install" | "download" | "wheel") => installed_by_pip(rest),
        ("pip" | "pip3", "cache" | "config") => Does::Aside,
        _ => Does::Unknown,
    }
}

fn conda(rest: &[&str]) -> Does {
    match plain(rest, &[]).as_slice() {
        ["env", "create" | "update", ..] => Does::Dependencies(Kind::Python),
        ["install" | "create", ..] if has(rest, &["-f", "--file"]) => {
            Does::Dependencies(Kind::Python)
        }
        ["install" | "create" | "update", ..] => Does::Packages,
        ["clean" | "config" | "init", ..] => Does::Aside,
        _ => Does::Unknown,
    }
}

fn installed_by_pip(rest: &[&str]) -> Does {
    let has = |options: &[&str]| {
        rest.iter().any(|word| {
            options.iter().any(|option| word == option || word.starts_with(&format!("{option}=")))
        })
    };
    let is_local = |word: &str| {
        word == "." || word.starts_with("./") || word.starts_with(".[") || word.starts_with('/')
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
        "--python",
        "-p",
    ];
    let mut before = "";
    let mut reads_own = has(&["-e", "--editable", "--find-links"]);
    for word in rest {
        reads_own |= is_local(word) && !values.contains(&before);
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

// ---- what is compiled ------------------------------------------------------------------------------

fn compiled(name: &str, rest: &[&str]) -> Does {
    let first = rest.iter().copied().find(|word| !word.starts_with('-')).unwrap_or_default();
    match name {
        "cargo" => cargo(plain(rest, &["--color", "--config", "-Z"]).as_slice(), rest),
        "go" => go(first, rest),
        "bundle" | "gem" => ruby(name, first, rest),
        "composer" => {
            php(plain(rest, &["-d", "--working-dir"]).first().copied().unwrap_or_default(), rest)
        }
        "mix" => elixir(rest),
        "dotnet" => dotnet(first, rest),
        _ => java(name, rest),
    }
}

fn cargo(words: &[&str], rest: &[&str]) -> Does {
    // A toolchain may stand in front.
    let words =
        if words.first().is_some_and(|word| word.starts_with('+')) { &words[1..] } else { words };
    match words.first().copied().unwrap_or_default() {
        // It reads every source, for the manifests that it writes.
        "chef" if words.contains(&"prepare") => Does::Unknown,
        "fetch" | "chef" | "vendor" => Does::Dependencies(Kind::Rust),
        "install" | "binstall" if !has(rest, &["--path"]) => Does::Packages,
        "build" | "b" | "install" | "test" | "t" | "rustc" | "check" | "c" | "auditable"
        | "zigbuild" | "xwin" | "leptos" => Does::Compiles(Kind::Rust),
        _ => Does::Unknown,
    }
}

fn go(first: &str, rest: &[&str]) -> Does {
    match first {
        // The others read every source for what it imports.
        "mod" if has(rest, &["download", "verify"]) => Does::Dependencies(Kind::Go),
        "install" if rest.iter().any(|word| word.contains('@')) => Does::Packages,
        "build" | "install" | "test" => Does::Compiles(Kind::Go),
        "get" if rest.iter().any(|word| word.starts_with('.')) => Does::Compiles(Kind::Go),
        "env" | "version" | "clean" => Does::Aside,
        _ => Does::Unknown,
    }
}

fn ruby(name: &str, first: &str, rest: &[&str]) -> Does {
    match (name, first) {
        ("bundle", "install" | "") if !has(rest, &["--version"]) => Does::Dependencies(Kind::Ruby),
        ("bundle", "config" | "clean" | "") => Does::Aside,
        ("gem", "install" | "update") => Does::Packages,
        _ => Does::Unknown,
    }
}

fn php(first: &str, rest: &[&str]) -> Does {
    match first {
        "install" | "update" | "i" | "u" if has(rest, &["--no-scripts", "--no-autoloader"]) => {
            Does::Dependencies(Kind::Php)
        }
        // Its scripts and its list of classes are the sources'.
        "install" | "update" | "i" | "u" => Does::Compiles(Kind::Php),
        "clear-cache" | "clearcache" | "config" => Does::Aside,
        "global" | "self-update" => Does::Packages,
        _ => Does::Unknown,
    }
}

/// `mix do` takes several tasks, with `,` or `+` between them.
fn elixir(rest: &[&str]) -> Does {
    let tasks: Vec<&str> = match rest {
        ["do", tasks @ ..] => tasks
            .split(|word| *word == "+" || *word == ",")
            .flat_map(|task| task.split_inclusive(|word| word.ends_with(',')))
            .filter_map(|task| task.first().map(|task| task.trim_end_matches(',')))
            .collect(),
        rest => rest.first().copied().into_iter().collect(),
    };
    let does = |task: &str| match task {
        "deps.get" | "deps.compile" | "deps.clean" => Does::Dependencies(Kind::Elixir),
        "local.hex" | "local.rebar" => Does::Aside,
        "archive.install" => Does::Packages,
        "compile" | "release" => Does::Compiles(Kind::Elixir),
        _ => Does::Unknown,
    };
    tasks.into_iter().map(does).max().unwrap_or(Does::Unknown)
}

fn dotnet(first: &str, rest: &[&str]) -> Does {
    match first {
        "restore" => Does::Dependencies(Kind::Dotnet),
        "tool" | "workload" | "new" if has(rest, &["install", "update"]) => Does::Packages,
        "publish" | "build" | "test" | "pack" if !has(rest, &["--no-restore", "--no-build"]) => {
            Does::Compiles(Kind::Dotnet)
        }
        _ => Does::Unknown,
    }
}

fn java(name: &str, rest: &[&str]) -> Does {
    let words = plain(rest, &["-f", "--file", "-pl", "-P", "-p", "-b", "-s", "--settings", "-x"]);
    // `:app:bootJar` is a task of a module.
    let tasks: Vec<&str> =
        words.iter().map(|word| word.rsplit(':').next().unwrap_or(word)).collect();
    let is_maven = name.starts_with("mvn");
    let compiles: &[&str] = match is_maven {
        true => &["compile", "package", "install", "verify", "test", "deploy"],
        false => &[
            "build",
            "assemble",
            "bootJar",
            "shadowJar",
            "installDist",
            "jar",
            "war",
            "test",
            "check",
        ],
    };
    match is_maven {
        true if words.iter().any(|word| word.contains("dependency:")) => {
            Does::Dependencies(Kind::Maven)
        }
        false if tasks.first() == Some(&"dependencies") => Does::Dependencies(Kind::Gradle),
        _ if !has(&tasks, compiles) => Does::Unknown,
        true => Does::Compiles(Kind::Maven),
        false => Does::Compiles(Kind::Gradle),
    }
}
