#!/usr/bin/env bash
# Rebuilds of a real workspace that is not ours, against what people write by hand:
#
#   bash tests/benches/rust.sh        as root, with the engine up; about thirty-five minutes
#
# Ratios are to `chef`, or else to the first contestant.
# EDITS=3 (of each kind, at most; and cold builds) and CONTESTANTS="chef layers" choose less.
# BEFORE=.. is the program `rust_image` of an earlier commit, which adds the contestants
# `before-layers` and `before-persistent`.
#
# ripgrep 14 with its own crates as members by path, put together from published packages in a
# temporary folder. The contestants take turns in one run, and every edit is a real change of
# code. Medians, and ratios to cargo-chef's file.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
EDITS=${EDITS:-3}
engine=$PWD/../shared/engine/engine
"$engine" up
eval "$("$engine" env)"
"$engine" base rust
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build -q --release -p dockerfile-tests --bin rust_image
program=$PWD/target/release/rust_image

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
(cd "$ws" && git init -q . && cargo generate-lockfile -q)

# ---- the contestants ------------------------------------------------------------------------
emit() {
  for word in layers persistent; do
    if [ -n "${BEFORE:-}" ]; then
      CARGO_MANIFEST_DIR=$ws DOCKERFILE_EMIT=write "$BEFORE" "$word" ripgrep rg
      mv "$ws/$word.Dockerfile" "$ws/before-$word.Dockerfile"
      mv "$ws/$word.Dockerfile.dockerignore" "$ws/before-$word.Dockerfile.dockerignore"
    fi
    CARGO_MANIFEST_DIR=$ws DOCKERFILE_EMIT=write "$program" "$word" ripgrep rg
  done
}
emit
command -v cargo-chef >/dev/null || cargo install -q --locked cargo-chef
cp "$(command -v cargo-chef)" "$work/cargo-chef"
printf 'FROM rust:1-slim-bookworm\nCOPY cargo-chef /usr/local/bin/\n' |
  docker build -q -t chef -f - "$work" >/dev/null
tail='FROM debian:bookworm-slim
COPY --from=build /out/rg /usr/local/bin/rg
ENTRYPOINT ["/usr/local/bin/rg"]'
cat >"$ws/naive.Dockerfile" <<D
FROM rust:1-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked -p ripgrep && install -D -t /out target/release/rg
$tail
D
cat >"$ws/mounts.Dockerfile" <<D
FROM rust:1-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,id=m-registry,target=/usr/local/cargo/registry \\
    --mount=type=cache,id=m-target,target=/src/target \\
    cargo build --release --locked -p ripgrep && install -D -t /out target/release/rg
$tail
D
cat >"$ws/chef.Dockerfile" <<D
FROM chef AS chef
WORKDIR /src
FROM chef AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json
FROM chef AS build
COPY --from=planner /src/recipe.json recipe.json
RUN cargo chef cook --release --locked --package ripgrep --recipe-path recipe.json
COPY . .
RUN cargo build --release --locked -p ripgrep && install -D -t /out target/release/rg
$tail
D
printf '.git\ntarget\n*.Dockerfile\n*.dockerignore\n' >"$ws/.dockerignore"

# ---- the measure ----------------------------------------------------------------------------
build() { # contestant round
  local start; start=$(date +%s.%N)
  docker build -q -t "bench-$1" -f "$ws/$1.Dockerfile" "$ws" >/dev/null
  echo "$1 $2 $(echo "$(date +%s.%N) - $start" | bc)" >>"$work/times"
}
before=${BEFORE:+before-layers before-persistent}
read -ra contestants <<<"${CONTESTANTS:-naive chef mounts layers persistent $before}"
for _ in $(seq "$EDITS"); do
  for c in "${contestants[@]}"; do
    docker builder prune -af >/dev/null
    build "$c" cold
  done
done
# A cold build of one has thrown away what the others had.
for c in "${contestants[@]}"; do build "$c" warm-up; done
for edit in $(seq "$EDITS"); do
  sed -i "0,/^fn main/s//#[used]\nstatic EDIT_$edit: u32 = $edit;\nfn main/" "$ws/crates/core/main.rs"
  for c in "${contestants[@]}"; do build "$c" program; done
done
for edit in $(seq "$EDITS"); do
  printf '\n#[doc(hidden)]\npub fn edit_%s() -> u32 { %s }\n' "$edit" "$edit" >>"$ws/crates/searcher/src/lib.rs"
  for c in "${contestants[@]}"; do build "$c" library; done
done
# Another service comes into the workspace, and needs one package more each time.
mkdir -p "$ws/crates/other/src"
printf '[package]\nname = "other"\nversion = "0.1.0"\n[dependencies]\n' >"$ws/crates/other/Cargo.toml"
echo 'fn main() {}' >"$ws/crates/other/src/main.rs"
sed -i 's|^members = \[|&\n  "crates/other",|' "$ws/Cargo.toml"
lock_and_build() { # round
  (cd "$ws" && cargo update -q --workspace)
  emit
  for c in "${contestants[@]}"; do build "$c" "$1"; done
}
lock_and_build warm-up
packages=(fastrand lexopt either)
for package in "${packages[@]:0:EDITS}"; do
  echo "$package = \"*\"" >>"$ws/crates/other/Cargo.toml"
  lock_and_build other
done
python3 - "$work/times" <<'PY'
import collections, statistics, sys
times = collections.defaultdict(list)
for line in open(sys.argv[1]):
    name, what, seconds = line.split()
    times[name, what].append(float(seconds))
names = list(dict.fromkeys(name for name, _ in times))
base = "chef" if "chef" in names else names[0]
whats = ("cold", "program", "library", "other")
print(f"{'':18}" + "".join(f"{what:>24}" for what in whats))
for name in names:
    cells = []
    for what in whats:
        median = statistics.median(times[name, what])
        ratio = median / statistics.median(times[base, what])
        cells.append(f"{median:9.1f} s {ratio:8.2f}    ")
    print(f"{name:18}" + "".join(f"{cell:>24}" for cell in cells))
PY
