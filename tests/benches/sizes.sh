#!/usr/bin/env bash
# The image of a Rust service over a base without a shell: as cargo makes the program, with lines for a
# debugger, and with these in a stage of their own. And the step that links the program, by each linker.
#
#   bash tests/benches/sizes.sh        as root, with the engine up; about six minutes
#
# The base holds what distroless/cc-debian12 does, from Debian's packages. The service answers over
# axum. Ratios: to the base and the stripped program without an image around them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
engine=$PWD/../shared/engine/engine
"$engine" up
eval "$("$engine" env)"
"$engine" base rust
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
target=${CARGO_TARGET_DIR:-target}
cargo build -q -p dockerfile-tests --bin rust_image

# ---- the base ---------------------------------------------------------------------------------
base=dockerfile-tests-sizes:cc
docker build -q -t "$base" - >/dev/null <<'D'
FROM debian:bookworm-slim AS files
RUN apt-get update -qq && mkdir /tmp/debs /base && cd /tmp/debs && \
    apt-get download -qq base-files ca-certificates libc6 libgcc-s1 libgomp1 libssl3 libstdc++6 netbase tzdata && \
    for deb in *.deb; do dpkg-deb --extract $deb /base; done && rm -rf /base/usr/share/doc /base/usr/share/man
FROM scratch
COPY --from=files /base /
D

# ---- the service ------------------------------------------------------------------------------
ws=$work/app
mkdir -p "$ws/src"
cat >"$ws/Cargo.toml" <<'TOML'
[package]
name = "app"
version = "0.1.0"
edition = "2024"
[dependencies]
axum = "0.8"
serde = { version = "1", features = ["derive"] }
tokio = { version = "1", features = ["macros", "net", "rt-multi-thread", "signal"] }
tracing = "0.1"
tracing-subscriber = { version = "0.3", features = ["env-filter", "json"] }
[workspace]
TOML
cat >"$ws/src/main.rs" <<'RUST'
use axum::{Json, Router, extract::Path, routing::get};

#[derive(serde::Serialize)]
struct Pond {
    name: String,
    fish: u32,
}

async fn pond(Path(name): Path<String>) -> Json<Pond> {
    tracing::info!(name, "asked");
    Json(Pond { fish: name.len() as u32, name })
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    tracing_subscriber::fmt().json().init();
    let app = Router::new().route("/ponds/{name}", get(pond));
    axum::serve(tokio::net::TcpListener::bind("0.0.0.0:8080").await?, app).await
}
RUST
(cd "$ws" && git init -q . && cargo generate-lockfile -q && git add .)

# ---- the measure ------------------------------------------------------------------------------
bytes() { docker image inspect --format '{{.Size}}' "$1"; }
declare -A size
build() { # contestant word [a line of the profile]
  sed -i '/^\[profile/,$d' "$ws/Cargo.toml"
  [[ -z ${3:-} ]] || printf '[profile.release]\n%s\n' "$3" >>"$ws/Cargo.toml"
  CARGO_MANIFEST_DIR=$ws DOCKERFILE_EMIT=write "$target/debug/rust_image" "$2" app app
  mv "$ws/$2.Dockerfile" "$work/Dockerfile"
  sed "s|^FROM debian:bookworm-slim|FROM $base|" "$work/Dockerfile" >"$ws/$1.Dockerfile"
  mv -n "$ws/$2.Dockerfile.dockerignore" "$ws/$1.Dockerfile.dockerignore"
  docker build -q -t "dockerfile-tests-sizes:$1" -f "$ws/$1.Dockerfile" "$ws" >/dev/null
  size[$1]=$(bytes "dockerfile-tests-sizes:$1")
  docker build -q --target build -t dockerfile-tests-sizes:build -f "$ws/$1.Dockerfile" "$ws" >/dev/null
  size[$1-program]=$(docker run --rm dockerfile-tests-sizes:build stat -c %s /out/app)
}
build plain layers
build lines layers 'debug = "line-tables-only"'
build full layers 'debug = true'
build stripped stripped 'debug = "line-tables-only"'
debug=$(docker run --rm dockerfile-tests-sizes:build stat -c %s /debug/app.debug)
of_base=$(bytes "$base")
least=$((of_base + size[stripped-program]))
mb() { awk "BEGIN { printf \"%.1f MB\", $1 / 1e6 }"; }
printf '%-10s %10s %10s  %s\n' '' program image 'to base and stripped program'
for it in plain lines full stripped; do
  printf '%-10s %10s %10s  %s\n' "$it" "$(mb "${size[$it-program]}")" "$(mb "${size[$it]}")" \
    "$(awk "BEGIN { printf \"%.3f\", ${size[$it]} / $least }")"
done
printf '%-10s %10s\n%-10s %10s\n' base "$(mb "$of_base")" 'debug file' "$(mb "$debug")"
docker run --detach --name dockerfile-tests-sizes dockerfile-tests-sizes:stripped >/dev/null
sleep 1
docker inspect --format 'the stripped service is {{.State.Status}}' dockerfile-tests-sizes
docker rm --force dockerfile-tests-sizes >/dev/null

# ---- the linkers ------------------------------------------------------------------------------
# rustc's own lld is off. The compiler driver is the linker's caller, and alone is timed; what mold does
# in a process of its own is in the clock's time, and not in the processor's.
cat >"$ws/timed-cc" <<'SH'
#!/bin/bash
TIMEFORMAT='%R s, %U s of processor'
{ time cc "$@"; } 2>/tmp/took
SH
cat >"$ws/link" <<'SH'
#!/bin/bash
set -euo pipefail
flags="-Clinker=/app/timed-cc -Clinker-features=-lld"
for linker in bfd lld mold; do
  for _ in 1 2 3; do
    touch src/main.rs
    cargo rustc -q --release --offline -- $flags -Clink-arg=-fuse-ld=$linker
    by=$(readelf -p .comment target/release/app | grep -oiw 'lld\|mold' | head -1 | tr A-Z a-z || true)
    [[ ${by:-bfd} == "$linker" ]] || { echo "$by has linked in place of $linker"; exit 1; }
    echo "$linker $(grep processor /tmp/took)"
  done
done
SH
chmod +x "$ws/timed-cc" "$ws/link"
docker build -q -t dockerfile-tests-sizes:linkers -f - "$ws" >/dev/null <<'D'
FROM rust:1-slim-bookworm
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends lld mold >/dev/null
COPY . /app
WORKDIR /app
ENV CARGO_PROFILE_RELEASE_DEBUG=line-tables-only
RUN cargo build -q --release --locked
D
docker run --rm dockerfile-tests-sizes:linkers ./link
docker image rm --force dockerfile-tests-sizes:{plain,lines,full,stripped,build,cc,linkers} >/dev/null
