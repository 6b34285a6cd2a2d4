//! Each spelling of a command, and what is known of it. Where a word is missing here, an audit takes a step
//! for one of which nobody knows what it reads, or misses one that reads what is copied above it.

use super::shell::read;
use super::{Does, all};
use crate::ecosystem::Kind::{
    self, Dotnet, Elixir, Go, Gradle, Maven, Node, Php, Python, Ruby, Rust,
};

use Does::{Account, Aside, Compiles, Dependencies, Download, Packages, Unknown};

/// What commands do, each with a `?` and what stands there; `|` separates that.
#[rustfmt::skip]
const COMMANDS: &[(Does, &str, &str)] = &[
    (Packages, "? install a", "apt-get|apt|aptitude|apk|dnf|microdnf|yum|tdnf|zypper|pacman|rpm|apt-key|add-apt-repository|apt-mark|rustup|/usr/bin/apt-get"),
    (Packages, "apt-get install ?", "a|a.deb|./a|-y a"),
    (Unknown, "apt-get install ?", "./a.deb|/a.deb|./a.rpm|./a.apk|$(cat a)"),
    (Packages, "dpkg ?", "--add-architecture a|-l"),
    (Unknown, "dpkg ?", "-i a.deb|-i a"),
    // Node.
    (Dependencies(Node), "?", "npm ci|npm clean-install|npm install|npm i|yarn|yarn install|pnpm i|pnpm fetch|pnpm install|bun install|yarn --immutable|yarn workspaces focus a"),
    (Dependencies(Node), "npm ? ci", "--prefix a|-C a|-w a|--workspace a|--omit dev|--include dev|--loglevel a|--registry a|--cache a|--ignore-scripts"),
    (Dependencies(Node), "yarn ? install", "--cwd a|--network-timeout 1|--network-concurrency 1|--cache-folder a"),
    (Dependencies(Node), "pnpm ? install", "--dir a|--filter a|-F a|--store-dir a"),
    (Packages, "npm ? a", "install -g|i -g|add -g|install --global"),
    (Packages, "yarn ?", "global add a"),
    (Aside, "?", "corepack enable|npm config set a b|npm cache clean|yarn set version 1|pnpm config set a b"),
    (Unknown, "?", "npm install a|npm add a|npm run a|yarn a|npx a|pnpm|npm|npm ci a"),
    // Python.
    (Dependencies(Python), "?", "pip-sync a|pipenv install|pipenv sync|uv pip sync a|python -m pip install -r a|python3.12 -m pip install -r a"),
    (Dependencies(Python), "pip install ?", "-r a|--requirement a|--requirement=a|-c a b|--constraint a b|-r ./a"),
    (Dependencies(Python), "pip ? -r a", "install|download|wheel"),
    (Dependencies(Python), "pip3 install -r a ?", "--target /a|-t /a|--prefix /a|--root /a|--cache-dir /a|-c /a"),
    (Dependencies(Python), "uv pip install -r a ?", "--python /a|-p /a"),
    (Dependencies(Python), "poetry install ?", "--no-root|--no-self|--only main|--without dev"),
    (Dependencies(Python), "poetry ? --no-root", "install|sync"),
    (Dependencies(Python), "pdm ? --no-self", "install|sync"),
    (Dependencies(Python), "uv sync ?", "--no-install-project|--no-install-workspace"),
    (Dependencies(Python), "? env create", "conda|mamba|micromamba"),
    (Dependencies(Python), "conda ?", "env update|install -f a|create --file a"),
    (Compiles(Python), "?", "poetry install|poetry sync|pdm install|uv sync|rye sync|poetry install --only-root|poetry install --no-root --only-root"),
    (Packages, "?", "pip install a|pip3 install a|pipx install a|uv tool install a|uv pip install a|conda install a|conda create -n a|conda update a"),
    (Aside, "?", "python -m venv a|python3 -m virtualenv a|virtualenv a|poetry config a|pdm config a|pipenv config a|uv venv|uv python install|uv cache clean|pip cache purge|pip3 config set a b|conda clean -a|conda config a|conda init"),
    (Unknown, "pip install ?", ".|./a|.[a]|/a|-e a|--editable a|--editable=a|--find-links a b"),
    (Unknown, "?", "python a.py|python -m a|rye sync --no-lock|pip|poetry run a|uv run a|conda run a|pipx run a"),
    // Rust.
    (Dependencies(Rust), "cargo ?", "fetch|chef cook|vendor|+nightly fetch|--color never fetch|--config a fetch|-Z a fetch"),
    (Packages, "cargo ?", "install a|binstall a"),
    (Compiles(Rust), "cargo ?", "build|b|test|t|rustc|check|c|auditable build|zigbuild|xwin build|leptos build|install --path ."),
    (Unknown, "cargo ?", "chef prepare|run|doc|fmt"),
    // Go.
    (Dependencies(Go), "go ?", "mod download|mod verify"),
    (Packages, "go ?", "install a/b@v1"),
    (Compiles(Go), "go ?", "build|install ./a|test ./a|get .|get ./a"),
    (Aside, "go ?", "env -w A=b|version|clean -cache"),
    (Unknown, "go ?", "mod tidy|mod vendor|run a|generate|get a"),
    // Ruby.
    (Dependencies(Ruby), "?", "bundle|bundle install|bundle install --jobs 4|bundle --jobs=4"),
    (Packages, "?", "gem install a|gem update"),
    (Aside, "?", "bundle config set a b|bundle clean|bundle --version"),
    (Unknown, "?", "bundle exec a|gem build a"),
    // PHP.
    (Dependencies(Php), "composer ? --no-scripts", "install|update|i|u"),
    (Dependencies(Php), "composer ? install --no-autoloader", "-d a|--working-dir a|--no-dev"),
    (Dependencies(Php), "? install --no-scripts", "composer.phar|php composer.phar|php /a/composer.phar"),
    (Compiles(Php), "composer ?", "install|update|i|u"),
    (Aside, "composer ?", "clear-cache|clearcache|config a b"),
    (Packages, "composer ?", "global require a|self-update"),
    (Unknown, "?", "composer dump-autoload|php a.php"),
    // Elixir.
    (Dependencies(Elixir), "mix ?", "deps.get|deps.compile|deps.clean|do deps.get, deps.compile|do local.hex + deps.get"),
    (Compiles(Elixir), "mix ?", "compile|release|do deps.get , compile"),
    (Packages, "mix ?", "archive.install a"),
    (Aside, "mix ?", "local.hex --force|local.rebar --force"),
    (Unknown, "mix ?", "phx.digest|do deps.get, assets.deploy|"),
    // .NET.
    (Dependencies(Dotnet), "dotnet ?", "restore|restore a.csproj"),
    (Packages, "dotnet ?", "tool install a|workload update|new install a"),
    (Compiles(Dotnet), "dotnet ?", "publish|build|test|pack"),
    (Unknown, "dotnet ?", "publish --no-restore|build --no-build|tool restore|new console|run"),
    // Java.
    (Dependencies(Maven), "? dependency:go-offline", "mvn|mvnw|./mvnw|mvn -B|mvn -f a|mvn -pl a|mvn -s a"),
    (Compiles(Maven), "mvn ?", "compile|package|install|verify|test|deploy|clean package|-P a package|--settings a package|--file a package"),
    (Unknown, "mvn ?", "clean|spring-boot:run|-P package"),
    (Dependencies(Gradle), "? dependencies", "gradle|gradlew|./gradlew|gradle -p a|gradle -b a"),
    (Compiles(Gradle), "gradle ?", "build|assemble|bootJar|shadowJar|installDist|jar|war|test|check|:a:build|clean build|build -x test"),
    (Unknown, "gradle ?", "clean|run|wrapper|-x build"),
    // The others.
    (Account, "? a", "useradd|groupadd|adduser|addgroup|usermod|groupmod|chpasswd|passwd"),
    (Download, "?", "curl https://a|wget -q http://a|git clone a"),
    (Unknown, "?", "curl a|wget|git pull|git -C a clone b"),
    (Aside, "? a", ":|[|[[|break|case|cat|cd|chgrp|chmod|chown|continue|date|done|dpkg-reconfigure|echo|esac|exit|export|false|fi"),
    (Aside, "? a", "for|gpg|gunzip|hash|id|install|ldconfig|ln|locale-gen|localedef|mkdir|mv|printf|return|rm|set|sha256sum|sha512sum"),
    (Aside, "? a", "shopt|sleep|tar|tee|test|touch|trap|true|type|umask|uname|unset|unzip|update-ca-certificates|update-locale|wait|which|}"),
    (Aside, "command ?", "-v a"),
    (Aside, ". ?", "/a/bin/activate|/root/.cargo/env|/root/nvm.sh|/etc/os-release"),
    (Aside, "source ?", "/a/bin/activate"),
    (Unknown, ". ?", "/a|./b.sh"),
    (Aside, "? /a", "cp /b|find|head|ls|stat|tail|awk x|grep x|sed x|grep -e /x|sed -i -e /x"),
    (Unknown, "? a", "cp /b|find|head|ls|stat|tail|awk x|grep x|sed x|make|a"),
    (Unknown, "?", "ls|cat </a && a|find . /a"),
    (Aside, "find /a ?", "-name b|-delete"),
];

#[test]
fn each_command_is_known_by_its_words() {
    let of = |text: &str| all(&read(text));
    for (does, command, spellings) in COMMANDS {
        for spelling in spellings.split('|') {
            let text = command.replacen('?', spelling, 1);
            assert_eq!(of(&text), *does, "{text}");
        }
    }
}

/// The function is long by its rows.
#[test]
fn each_word_in_front_of_a_command_is_known() {
    for before in [
        "!",
        "builtin",
        "do",
        "doas",
        "doas -u a",
        "elif",
        "else",
        "env",
        "env -u A",
        "env --unset A",
        "env -C /a",
        "env --chdir /a",
        "env -i",
        "exec",
        "exec -a b",
        "if",
        "ionice -c 2",
        "ionice -n 7",
        "nice",
        "nice -n 5",
        "nohup",
        "sudo",
        "sudo -u a",
        "sudo -g a",
        "sudo --user a",
        "sudo --group a",
        "sudo -E",
        "then",
        "time",
        "until",
        "while",
        "{",
        "gosu a",
        "su-exec a",
        "timeout 5",
        "timeout -s KILL 5",
        "timeout --signal KILL 5",
        "timeout -k 3 5",
        "timeout --kill-after 3 5",
        "chroot /a",
        "A=b",
        "A=b C=d",
        "env A=b sudo",
        "/usr/bin/sudo",
    ] {
        let words = read(&format!("{before} npm ci"));
        assert_eq!(words, [["npm", "ci"]], "{before}");
    }
    for shell in [
        "sh -c",
        "bash -c",
        "ash -c",
        "dash -c",
        "zsh -c",
        "su a -c",
        "su a --command",
        "bash -lc",
        "bash -euo pipefail -c",
        "/bin/sh -c",
        "sudo sh -c",
    ] {
        assert_eq!(read(&format!("{shell} 'npm ci'")), [["npm", "ci"]], "{shell}");
    }
    assert_eq!(read("eval npm ci"), [["npm", "ci"]]);
    for (text, first) in [
        ("python -c 'npm ci'", "python"),
        ("sh --c 'npm ci'", "sh"),
        ("gosu a", ""),
        ("A=b", ""),
        ("1-a=b npm", "1-a=b"),
        ("=b npm", "=b"),
    ] {
        let found = read(text).concat();
        assert_eq!(found.first().map_or("", String::as_str), first, "{text}");
    }
}

/// Files that are manifests, and others, of each ecosystem.
#[rustfmt::skip]
const MANIFESTS: &[(Kind, &str, &str)] = &[
    (Python, "requirements.txt requirements-dev.txt dev-requirements.txt constraints.txt constraints-a.txt pyproject.toml poetry.lock", "requirements.in a.txt requirements.txt.bak"),
    (Python, "uv.lock Pipfile Pipfile.lock setup.cfg pdm.lock .python-version poetry.toml uv.toml pip.conf environment.yml", "setup.py Pipfiles"),
    (Python, "environment-dev.yaml conda-lock.yml requirements.lock a/requirements.txt", "a.yml requirements/a.py"),
    (Node, "package.json package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml pnpm-workspace.yaml .npmrc .yarnrc", "tsconfig.json a.yaml"),
    (Node, ".yarnrc.yml bun.lock bun.lockb .pnpmfile.cjs .nvmrc lerna.json a.patch yarn-4.0.cjs .node-version a/b/package.json", "patch a.patches yarn.cjs"),
    (Go, "go.mod go.sum go.work go.work.sum", "main.go go.mods"),
    (Ruby, "Gemfile Gemfile.lock a.gemspec .ruby-version gems.rb gems.locked", "a.rb Rakefile"),
    (Rust, "Cargo.toml Cargo.lock rust-toolchain rust-toolchain.toml config.toml recipe.json .cargo/config.toml", "main.rs build.rs"),
    (Php, "composer.json composer.lock symfony.lock auth.json", "index.php a.json"),
    (Maven, "pom.xml mvnw maven-wrapper.jar maven-wrapper.properties maven.config jvm.config extensions.xml settings.xml", "a.xml A.java"),
    (Gradle, "build.gradle settings.gradle.kts gradle.properties gradlew gradle-wrapper.jar libs.versions.toml gradle.lockfile", "a.kts A.java"),
    (Gradle, "verification-metadata.xml", "a.xml"),
    (Dotnet, "a.csproj a.fsproj a.vbproj a.sln a.slnx nuget.config NuGet.Config Directory.Build.props global.json packages.lock.json", "a.cs Directory.props .csproj.user"),
    (Elixir, "mix.exs a.exs mix.lock", "a.ex"),
];

#[test]
fn each_manifest_is_known_by_its_name() {
    for (kind, manifests, others) in MANIFESTS {
        for path in manifests.split(' ') {
            assert!(kind.is_manifest(path), "{kind:?} {path}");
            let names = *kind != Go || path == "go.sum";
            assert_eq!(kind.names_dependencies(path), names, "{kind:?} {path}");
        }
        for path in others.split(' ') {
            assert!(!kind.is_manifest(path), "{kind:?} {path}");
        }
    }
    assert!(Go.names_dependencies("a/go.sum") && !Go.names_dependencies("a_go.sum"));
    for (verb, kinds) in [
        ("installs", &[Python, Node, Ruby, Php][..]),
        ("compiles", &[Go, Rust, Maven, Gradle, Dotnet, Elixir]),
    ] {
        assert!(kinds.iter().all(|kind| kind.verb() == verb), "{verb}");
    }
}
