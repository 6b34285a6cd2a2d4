#!/usr/bin/env bash
# What a hundred build scripts cost that emit an image each, in one cargo build: their CPU time with
# DOCKERFILE_EMIT=write, less that with DOCKERFILE_EMIT=off.
#
#   bash tests/benches/scripts.sh        three minutes; one with PACKAGES=10
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
PACKAGES=${PACKAGES:-100}
ours=$PWD/dockerfile-core
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

printf '[workspace]\nresolver = "3"\nexclude = ["services"]\nmembers = ["packages/*", "declare"]\n' >Cargo.toml
mkdir -p declare/src
printf '[package]\nname = "declare"\nversion = "0.1.0"\nedition = "2024"\n[dependencies]\ndockerfile-core = { path = "%s" }\n' \
  "$ours" >declare/Cargo.toml
cat >declare/src/lib.rs <<'RUST'
use dockerfile_core::{Debian, Stage, cargo, debian, emit, image, uid};

pub fn declare(name: &str) {
    let app = cargo(name).workspace(".").context("../../services");
    let build = Stage::named("build", image("rust:1-slim-bookworm").family(Debian)).recipe(&app);
    let image = Stage::from(debian("12")).account(uid(7)).source(app.artifacts(&build));
    emit(image).context("../../services");
}
RUST
mkdir services && printf '[workspace]\nresolver = "3"\nmembers = ["*"]\n' >services/Cargo.toml
printf 'version = 4\n' >services/Cargo.lock
for n in $(seq "$PACKAGES"); do
  mkdir -p "packages/p$n/src" "services/s$n/src"
  echo 'fn main() {}' | tee "packages/p$n/src/main.rs" >"services/s$n/src/main.rs"
  printf '[package]\nname = "p%s"\nversion = "0.1.0"\nedition = "2024"\n[build-dependencies]\ndeclare = { path = "../../declare" }\n' "$n" >"packages/p$n/Cargo.toml"
  printf '[package]\nname = "s%s"\nversion = "0.1.0"\nedition = "2024"\n' "$n" >"services/s$n/Cargo.toml"
  printf 'fn main() {\n    declare::declare("s%s");\n}\n' "$n" >"packages/p$n/build.rs"
  printf '\n[[package]]\nname = "s%s"\nversion = "0.1.0"\n' "$n" >>services/Cargo.lock
done
git init -q && printf 'target\n' >.gitignore && git add -A

DOCKERFILE_EMIT=off cargo build -q
python3 - <<'PY'
import os, resource, statistics, subprocess

def cpu(mode):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["cargo", "build", "-q"], env={**os.environ, "DOCKERFILE_EMIT": mode}, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

# Each change of the variable runs all scripts, and compiles their packages again.
cpu("write")
rounds = [(cpu("off"), cpu("write")) for _ in range(3)]
off, write = (statistics.median(column) for column in zip(*rounds))
print(f"off {off:.1f} s, write {write:.1f} s of CPU: {write - off:.1f} s more")
PY
