#!/usr/bin/env bash
# What a build dependency costs its users: a clean debug build of an empty package with it.
#
#   bash tests/benches/cost.sh        about three minutes
#
# The contestants take turns in one run; medians of RUNS=3, and ratios to dockerfile_builder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
RUNS=${RUNS:-3}
ours=$PWD/dockerfile-core
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What comes from a registry is not compiled incrementally, and so is not what comes by a path here.
export CARGO_INCREMENTAL=0

package() { # name dependency
  mkdir -p "$work/$1/src"
  echo 'fn main() {}' | tee "$work/$1/src/main.rs" >"$work/$1/build.rs"
  printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2024"\n[build-dependencies]\n%s\n[workspace]\n' \
    "empty-$1" "$2" >"$work/$1/Cargo.toml"
  (cd "$work/$1" && cargo fetch -q)
}
package ours "dockerfile-core = { path = \"$ours\" }"
package all-recipes "dockerfile-core = { path = \"$ours\", features = [\"all\"] }"
package dockerfile_builder 'dockerfile_builder = "=0.1.6"'
package tonic-build 'tonic-build = "0.14"'
package cargo_metadata 'cargo_metadata = "0.23"'
package nothing ''
contestants=(ours all-recipes dockerfile_builder tonic-build cargo_metadata nothing)
for _ in $(seq "$RUNS"); do
  for c in "${contestants[@]}"; do
    rm -rf "$work/$c/target"
    start=$(date +%s.%N)
    (cd "$work/$c" && cargo build -q --offline)
    seconds=$(echo "$(date +%s.%N) - $start" | bc)
    crates=$(cd "$work/$c" && cargo tree -q -e build,normal --prefix none --offline | sed 's/ (\*)//' | sort -u | wc -l)
    echo "$c $seconds $((crates - 1))" >>"$work/times"
  done
done
python3 - "$work/times" <<'PY'
import collections, statistics, sys
times, crates = collections.defaultdict(list), {}
for line in open(sys.argv[1]):
    name, seconds, count = line.split()
    times[name].append(float(seconds))
    crates[name] = count
theirs = statistics.median(times["dockerfile_builder"])
for name, all_of in times.items():
    median = statistics.median(all_of)
    print(f"{name:20} {median:6.1f} s {median / theirs:6.2f} {crates[name]:>4} crates")
PY
