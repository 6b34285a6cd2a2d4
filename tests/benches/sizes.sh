#!/usr/bin/env bash
# The image of a Rust service over a base without a shell: as cargo makes the program, with lines for a
# debugger, and with these in a stage of their own.
#
#   bash tests/benches/sizes.sh        as root, with the engine up; about four minutes
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
docker image rm --force dockerfile-tests-sizes:{plain,lines,full,stripped,build,cc} >/dev/null
