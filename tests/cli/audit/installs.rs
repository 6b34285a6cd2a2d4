//! Installs that stand in other commands, in one step with sources, or in another stage than those.

use super::{Expected, Here, assert_found};

/// Each below `COPY . .`, which brings what it reads.
#[test]
fn an_install_is_seen_in_other_commands() {
    let here = Here::new();
    let install =
        |command: &str| format!("FROM debian:12\nWORKDIR /app\nCOPY . .\nRUN {command}\n");
    for command in [
        "bash -c 'npm ci'",
        "[\"bash\", \"-euo\", \"pipefail\", \"-c\", \"cd /app && npm ci\"]",
        "if [ -f yarn.lock ]; then yarn; else npm ci; fi",
        "(cd /app && npm ci)",
        "{ npm ci; } 2>&1 | tee /tmp/log",
        "sudo -u node npm ci --omit dev",
        "set -eux; for at in 1 2; do npm ci && break; done",
        "<<E\nset -e\nnpm ci\nE",
        "npm --prefix /app ci",
        "uv sync --frozen --no-install-project",
        "uv pip sync requirements.txt",
        "poetry install --no-root",
        "bundle",
        "dotnet restore shop.csproj",
        "composer install --no-scripts",
        "go mod download",
    ] {
        let (found, _) = here.ask_of(&install(command));
        let expected: &[Expected] =
            &[("sources-above-dependencies", 3, "the install of dependencies in line 4")];
        assert_found(&found, expected, command);
    }
    here.write("mix.exs", "\n");
    for (command, words) in [
        ("npm ci && npm run build", "installs dependencies with the sources of line 3"),
        ("sh -c 'npm install; npm run build'", "installs dependencies with the sources"),
        (
            "pip install -r requirements.txt && python manage.py collectstatic",
            "installs dependencies",
        ),
        ("uv sync --frozen", "installs dependencies with the sources"),
        ("poetry install", "installs dependencies with the sources"),
        ("composer install --no-dev", "installs dependencies with the sources"),
        ("mix do deps.get, release", "compiles dependencies with the sources"),
        ("dotnet publish -o /out", "compiles dependencies with the sources"),
    ] {
        let (found, _) = here.ask_of(&install(command));
        assert_found(&found, &[("dependencies-with-sources", 4, words)], command);
    }
    // What stands in front may make the manifest; a word is no command.
    for command in
        ["./manifests && npm ci", "echo npm ci", "bash -c './x; npm ci'", "cat <<E >/x\nnpm ci\nE"]
    {
        let (found, _) = here.ask_of(&install(command));
        assert_found(&found, &[], command);
    }
}

#[test]
fn sources_of_the_stage_that_another_is_built_on_stand_above_its_install() {
    let here = Here::new();
    let text = "FROM node:20-slim AS base\nWORKDIR /app\nCOPY . .\nFROM base AS step\nENV A=1\n\
                FROM step AS dev\nRUN npm ci\nFROM step AS web\nRUN npm ci --omit=dev\n";
    let (found, _) = here.ask_of(text);
    let expected: &[Expected] =
        &[("sources-above-dependencies", 3, "the install of dependencies in line 7")];
    assert_found(&found, expected, text);
    let finding = &found["findings"][0];
    assert_eq!(
        finding["fix"],
        "copy the manifests alone in line 3 (`COPY package-lock.json package.json`), and the rest below line 7"
    );
    // 34 of 40 commits change what is copied, 4 of them manifests: one step each.
    assert!((finding["cost"].as_f64().unwrap() - 30.0 / 40.0).abs() < 1e-6, "{finding}");
    for text in [
        "FROM node:20-slim AS base\nCOPY package.json package-lock.json /app/\nFROM base AS web\nRUN npm ci\nCOPY src /app/src\n",
        // Nobody knows what the step between reads.
        "FROM node:20-slim AS base\nCOPY . /app\nRUN ./manifests\nFROM base AS web\nRUN npm ci\n",
        "FROM node:20-slim AS base\nCOPY . /app\nFROM base AS step\nRUN ./manifests\nFROM step AS web\nRUN npm ci\n",
    ] {
        let (found, _) = here.ask_of(text);
        assert_found(&found, &[], text);
    }
}
