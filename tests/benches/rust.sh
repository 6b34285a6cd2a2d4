#!/usr/bin/env bash
# Rebuilds of a real workspace that is not ours, against what people write by hand:
#
#   ENGINE_STORE=containerd bash tests/benches/rust.sh      as root; about fifty minutes
#
# Ratios are to `chef`, or else to the first contestant.
# EDITS=3 (of each kind, at most; and cold builds), CONTESTANTS="chef layers" and
# ROUNDS="cold edits imported two c runs other" choose less. A builder imports a cache only from an engine
# with containerd's image store.
# BEFORE=.. is the program `rust_image` of an earlier commit, which adds the contestant
# `before-layers`.
#
# ripgrep 14 with its own crates as members by path, put together from published packages in a
# temporary folder, and a second program over four of them. The contestants take turns in one run,
# and every edit is a real change of code. Medians, and ratios to cargo-chef's file.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
EDITS=${EDITS:-3}
ROUNDS=${ROUNDS:-cold edits imported two c runs other}
round() { [[ " $ROUNDS " == *" $1 "* ]]; }
engine=$PWD/../shared/engine/engine
"$engine" up
eval "$("$engine" env)"
"$engine" base rust
work=$(mktemp -d)
trap 'rm -rf "$work"; [ -z "${registry_pid:-}" ] || kill "$registry_pid"' EXIT
cargo build -q --release -p dockerfile-tests --bin rust_image
program=${CARGO_TARGET_DIR:-target}/release/rust_image

# ---- the workspace --------------------------------------------------------------------------
mkdir -p "$work/fetch/src"
: >"$work/fetch/src/lib.rs"
cat >"$work/fetch/Cargo.toml" <<'TOML'
[package]
name = "fetch"
version = "0.1.0"
edition = "2021"
[dependencies]
ripgrep = { version = "=14.1.1", features = ["pcre2"] }
TOML
(cd "$work/fetch" && cargo fetch -q)
registry=$(dirname "$(ls -d "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/ripgrep-14.1.1 | head -1)")
put() { # package folder
  local from; from=$(ls -d "$registry/$1"-[0-9]* | sort -V | tail -1)
  mkdir -p "$2"
  cp -r "$from"/. "$2"
  cp "$from/Cargo.toml.orig" "$2/Cargo.toml"
  rm -f "$2"/{Cargo.toml.orig,.cargo-ok,.cargo_vcs_info.json,Cargo.lock}
}
ws=$work/ripgrep
put ripgrep "$ws"
for pair in grep:grep grep-pcre2:pcre2 grep-cli:cli grep-matcher:matcher grep-printer:printer \
  grep-regex:regex grep-searcher:searcher globset:globset ignore:ignore; do
  put "${pair%%:*}" "$ws/crates/${pair##*:}"
done
# Newer members inherit these from a workspace that is not published; tests are no part of it.
printf '\n[workspace.package]\nedition = "2024"\nrust-version = "1.85"\n' >>"$ws/Cargo.toml"
sed -i '/^\[dev-dependencies\]/,/^$/d' "$ws/Cargo.toml"
# The second program.
mkdir -p "$ws/crates/second/src"
cat >"$ws/crates/second/Cargo.toml" <<'TOML'
[package]
name = "second"
version = "0.1.0"
edition = "2021"
[dependencies]
grep = { path = "../grep" }
ignore = { path = "../ignore" }
serde_json = "1"
anyhow = "1"
TOML
cat >"$ws/crates/second/src/main.rs" <<'RUST'
fn main() -> anyhow::Result<()> {
    let found = ignore::Walk::new(".").filter(|entry| entry.is_ok()).count();
    let matcher = grep::regex::RegexMatcher::new("second")?;
    println!("{}", serde_json::json!({ "found": found, "matcher": format!("{matcher:?}") }));
    Ok(())
}
RUST
sed -i 's|^members = \[|&\n  "crates/second",|' "$ws/Cargo.toml"
(cd "$ws" && git init -q . && cargo generate-lockfile -q && git add -A)

# ---- the contestants ------------------------------------------------------------------------
emit() { # program contestant.. : their two files each
  local emitter=$1 word; shift
  for word in "$@"; do
    CARGO_MANIFEST_DIR=$ws DOCKERFILE_EMIT=write "$emitter" "$word" ripgrep rg
  done
}
emit_all() {
  if [ -n "${BEFORE:-}" ]; then
    emit "$BEFORE" layers
    mv "$ws/layers.Dockerfile" "$ws/before-layers.Dockerfile"
    mv "$ws/layers.Dockerfile.dockerignore" "$ws/before-layers.Dockerfile.dockerignore"
  fi
  emit "$program" layers incremental c incremental-c two
}
emit_all
command -v cargo-chef >/dev/null || cargo install -q --locked cargo-chef
cp "$(command -v cargo-chef)" "$work/cargo-chef"
printf 'FROM rust:1-slim-bookworm\nCOPY cargo-chef /usr/local/bin/\n' |
  docker build -q -t chef -f - "$work" >/dev/null
image() { # program
  printf 'FROM debian:bookworm-slim\nCOPY --from=build /out/%s /usr/local/bin/%s\nENTRYPOINT ["/usr/local/bin/%s"]\n' "$1" "$1" "$1"
}
chef() { # package program options
  cat <<D
FROM chef AS chef
WORKDIR /src
FROM chef AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json
FROM chef AS build
COPY --from=planner /src/recipe.json recipe.json
RUN cargo chef cook --release --locked --package $1 $3 --recipe-path recipe.json
COPY . .
RUN cargo build --release --locked -p $1 $3 && install -D -t /out target/release/$2
$(image "$2")
D
}
cat >"$ws/naive.Dockerfile" <<D
FROM rust:1-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked -p ripgrep && install -D -t /out target/release/rg
$(image rg)
D
cat >"$ws/mounts.Dockerfile" <<D
FROM rust:1-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,id=m-registry,target=/usr/local/cargo/registry \\
    --mount=type=cache,id=m-target,target=/src/target \\
    cargo build --release --locked -p ripgrep && install -D -t /out target/release/rg
$(image rg)
D
chef ripgrep rg "" >"$ws/chef.Dockerfile"
chef ripgrep rg "--features pcre2" >"$ws/chef-c.Dockerfile"
chef second second "" >"$ws/chef-second.Dockerfile"
printf '.git\ntarget\n*.Dockerfile\n*.dockerignore\n' >"$ws/.dockerignore"

# ---- the measure ----------------------------------------------------------------------------
timed() { # contestant round command..
  local contestant=$1 round=$2 start; shift 2
  start=$(date +%s.%N)
  "$@" >/dev/null
  echo "$contestant $round $(echo "$(date +%s.%N) - $start" | bc)" >>"$work/times"
}
build() { # contestant round
  timed "$1" "$2" docker build -q -t "bench-$1" -f "$ws/$1.Dockerfile" "$ws"
}
forget() { docker builder prune -af >/dev/null; }
edit_program() { # number
  sed -i "0,/^fn main/s//#[used]\nstatic EDIT_$1: u32 = $1;\nfn main/" "$ws/crates/core/main.rs"
}
before=${BEFORE:+before-layers}
read -ra contestants <<<"${CONTESTANTS:-naive chef mounts layers incremental $before}"
if round cold; then
  for _ in $(seq "$EDITS"); do
    for c in "${contestants[@]}"; do forget; build "$c" cold; done
  done
fi
# A cold build of one has thrown away what the others had.
warm_up() { for c in "${contestants[@]}"; do build "$c" warm-up; done; }
if round edits; then
  warm_up
  for edit in $(seq "$EDITS"); do
    edit_program "$edit"
    for c in "${contestants[@]}"; do build "$c" program; done
  done
  for edit in $(seq "$EDITS"); do
    printf '\n#[doc(hidden)]\npub fn edit_%s() -> u32 { %s }\n' "$edit" "$edit" >>"$ws/crates/searcher/src/lib.rs"
    for c in "${contestants[@]}"; do build "$c" library; done
  done
fi
if round imported && docker info -f '{{.DriverStatus}}' | grep -q containerd; then
  command -v docker-registry >/dev/null || apt-get install -y -qq --no-install-recommends docker-registry >/dev/null
  cat >"$work/registry.yml" <<Y
version: 0.1
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: 127.0.0.1:5005}
Y
  docker-registry serve "$work/registry.yml" >/dev/null 2>&1 &
  registry_pid=$!
  sleep 2
  of() { # contestant: where its cache is
    echo "type=registry,ref=127.0.0.1:5005/$1:cache"
  }
  for c in "${contestants[@]}"; do
    docker buildx build -q -f "$ws/$c.Dockerfile" --cache-to "$(of "$c"),mode=max" "$ws" >/dev/null
  done
  for edit in $(seq "$EDITS"); do
    edit_program "10$edit"
    for c in "${contestants[@]}"; do
      forget
      timed "$c" imported docker buildx build -q --load -t "bench-$c" -f "$ws/$c.Dockerfile" --cache-from "$(of "$c")" "$ws"
    done
  done
fi
if round two; then
  for edit in $(seq "$EDITS"); do
    forget
    timed two-chef two-cold bash -c "docker build -q -f '$ws/chef.Dockerfile' '$ws' && docker build -q -f '$ws/chef-second.Dockerfile' '$ws'"
    forget
    both="docker build -q --target ripgrep -f '$ws/two.Dockerfile' '$ws' && docker build -q --target second -f '$ws/two.Dockerfile' '$ws'"
    timed two two-cold bash -c "$both"
  done
fi
if round c; then
  for c in chef-c c incremental-c; do build "$c" warm-up; done
  for edit in $(seq "$EDITS"); do
    edit_program "20$edit"
    for c in chef-c c incremental-c; do build "$c" c-program; done
  done
fi
if round runs; then
  # How quick the programs are, that is, what incremental compilation costs those that serve.
  for c in layers incremental; do build "$c" warm-up; done
  script='seq 1 3000000 >/tmp/text; for _ in 1 2 3 4 5; do start=$(date +%s%N)
    rg -n --column 1 /tmp/text >/dev/null; echo $(($(date +%s%N) - start)); done'
  for _ in $(seq "$EDITS"); do
    for c in layers incremental; do
      docker run --rm --entrypoint sh "bench-$c" -c "$script" |
        while read -r nanoseconds; do echo "$c runs $(echo "$nanoseconds / 1000000000" | bc -l)"; done >>"$work/times"
    done
  done
fi
if round other; then
  # Another service comes into the workspace, and needs one package more each time.
  mkdir -p "$ws/crates/other/src"
  printf '[package]\nname = "other"\nversion = "0.1.0"\n[dependencies]\n' >"$ws/crates/other/Cargo.toml"
  echo 'fn main() {}' >"$ws/crates/other/src/main.rs"
  sed -i 's|^members = \[|&\n  "crates/other",|' "$ws/Cargo.toml"
  lock_and_build() { # round
    (cd "$ws" && cargo update -q --workspace && git add -A)
    emit_all
    for c in "${contestants[@]}"; do build "$c" "$1"; done
  }
  lock_and_build warm-up
  packages=(fastrand lexopt either)
  for package in "${packages[@]:0:EDITS}"; do
    echo "$package = \"*\"" >>"$ws/crates/other/Cargo.toml"
    lock_and_build other
  done
fi
python3 - "$work/times" <<'PY'
import collections, statistics, sys
times = collections.defaultdict(list)
for line in open(sys.argv[1]):
    name, what, seconds = line.split()
    times[name, what].append(float(seconds))
names = list(dict.fromkeys(name for name, _ in times))
whats = list(dict.fromkeys(what for _, what in times if what != "warm-up"))
for what in whats:
    of = [name for name in names if (name, what) in times]
    base = next((name for name in of if "chef" in name), of[0])
    print(what)
    for name in of:
        median = statistics.median(times[name, what])
        ratio = median / statistics.median(times[base, what])
        print(f"  {name:18}{median:8.2f} s {ratio:6.2f}")
PY
