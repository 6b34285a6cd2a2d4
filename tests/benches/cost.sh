#!/usr/bin/env bash
# What a build dependency costs its users: a clean debug build of an empty package with it, and of a
# service over axum, tokio and serde with it and without, in debug and in release.
#
#   bash tests/benches/cost.sh        about eight minutes
#
# The contestants take turns in one run; medians of RUNS=3, and ratios: of empty packages to
# dockerfile_builder, of services to the one without us.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
RUNS=${RUNS:-3}
ours=$PWD/dockerfile-core
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What comes from a registry is not compiled incrementally, and so is not what comes by a path here.
export CARGO_INCREMENTAL=0
unset CARGO_TARGET_DIR

package() { # name dependency
  mkdir -p "$work/$1/src"
  echo 'fn main() {}' | tee "$work/$1/src/main.rs" >"$work/$1/build.rs"
  printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2024"\n[build-dependencies]\n%s\n[workspace]\n' \
    "empty-$1" "$2" >"$work/$1/Cargo.toml"
  (cd "$work/$1" && cargo fetch -q)
}
package ours "dockerfile-core = { path = \"$ours\" }"
package no-recipes "dockerfile-core = { path = \"$ours\", default-features = false }"
package all-recipes "dockerfile-core = { path = \"$ours\", features = [\"all\"] }"
package dockerfile_builder 'dockerfile_builder = "=0.1.6"'
package tonic-build 'tonic-build = "0.14"'
package cargo_metadata 'cargo_metadata = "0.23"'
package nothing ''
service() { # name dependency
  package "$1" "$2"
  cat >>"$work/$1/Cargo.toml" <<'TOML'
[dependencies]
axum = "0.8"
serde = { version = "1", features = ["derive"] }
tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }
TOML
  cat >"$work/$1/src/main.rs" <<'RUST'
#[derive(serde::Serialize)]
struct Said {
    it: &'static str,
}

#[tokio::main]
async fn main() {
    let said = || async { axum::Json(Said { it: "works" }) };
    let app = axum::Router::new().route("/", axum::routing::get(said));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    axum::serve(listener, app).await.expect("it serves");
}
RUST
  (cd "$work/$1" && cargo fetch -q)
}
service service ''
service service-ours "dockerfile-core = { path = \"$ours\" }"
contestants=(ours no-recipes all-recipes dockerfile_builder tonic-build cargo_metadata nothing)
clean_build() { # name profile
  rm -rf "$work/$1/target"
  local start
  start=$(date +%s.%N)
  (cd "$work/$1" && cargo build -q --offline --profile "$2")
  echo "$(date +%s.%N) - $start" | bc
}
crates() { # name
  (cd "$work/$1" && cargo tree -q -e build,normal --prefix none --offline) |
    sed 's/ (\*)//' | sort -u | tail -n +2 | wc -l
}
for _ in $(seq "$RUNS"); do
  for c in "${contestants[@]}"; do
    echo "$c $(clean_build "$c" dev) $(crates "$c")" >>"$work/times"
  done
  for profile in dev release; do
    for c in service service-ours; do
      echo "$c:$profile $(clean_build "$c" "$profile") $(crates "$c")" >>"$work/times"
    done
  done
done
python3 - "$work/times" <<'PY'
import collections, statistics, sys
times, crates = collections.defaultdict(list), {}
for line in open(sys.argv[1]):
    name, seconds, count = line.split()
    times[name].append(float(seconds))
    crates[name] = count
median = {name: statistics.median(all_of) for name, all_of in times.items()}
for name, seconds in median.items():
    service, _, profile = name.partition(":")
    theirs = median[f"service:{profile}" if profile else "dockerfile_builder"]
    print(f"{name:22} {seconds:6.1f} s {seconds / theirs:6.2f} {crates[name]:>4} crates")
PY
