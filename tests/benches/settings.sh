#!/usr/bin/env bash
# What `#[derive(Settings)]` adds to the build of a program: clean builds of a program alone, of one with
# serde's derive, and of a service over axum, tokio and serde, each with it and without.
#
#   bash tests/benches/settings.sh        about eight minutes
#
# The contestants take turns in one run; medians of RUNS=3, of the clock and of processor time.
# CONTESTANTS="plain serde" and PROFILES=dev choose less.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
RUNS=${RUNS:-3}
read -ra contestants <<<"${CONTESTANTS:-plain serde service}"
read -ra profiles <<<"${PROFILES:-dev release}"
derive=$PWD/dockerfile-derive
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What comes from a registry is not compiled incrementally, and so is not what comes by a path here.
export CARGO_INCREMENTAL=0
unset CARGO_TARGET_DIR

package() { # name dependencies source
  local name=$1 dependencies=$2 source=$3
  mkdir -p "$work/$name/src"
  printf '%s\n' "$source" >"$work/$name/src/main.rs"
  printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2024"\n[workspace]\n[dependencies]\n%s\n' \
    "of-$name" "$dependencies" >"$work/$name/Cargo.toml"
  (cd "$work/$name" && cargo fetch -q)
}
both() { # name dependencies source
  package "$1" "$2" "${3//CONFIG/}"
  local config='#[derive(Debug, dockerfile_derive::Settings)]
struct Config {
    /// The port that answers.
    #[setting(port, default = 8080)]
    port: u16,
    #[setting(default = "127.0.0.1")]
    address: std::net::IpAddr,
    #[setting(default = "info")]
    log_level: String,
    #[setting(default = 16)]
    connections: u32,
    #[setting(default = false)]
    verbose: bool,
    admin: Option<String>,
    #[setting(secret)]
    database_url: String,
    #[setting(secret)]
    api_key: Option<String>,
}

pub fn config() {
    println!("{:?}", Config::from_env());
}'
  package "$1-settings" "$2
dockerfile-derive = { path = \"$derive\", features = [\"settings\"] }" "${3//CONFIG/$config}"
}
both plain '' 'fn main() {}
CONFIG'
both serde 'serde = { version = "1", features = ["derive"] }' '#[derive(serde::Serialize)]
pub struct Said {
    pub it: &'"'"'static str,
}
fn main() {}
CONFIG'
both service 'axum = "0.8"
serde = { version = "1", features = ["derive"] }
tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }' '#[derive(serde::Serialize)]
struct Said {
    it: &'"'"'static str,
}
#[tokio::main]
async fn main() {
    let said = || async { axum::Json(Said { it: "works" }) };
    let app = axum::Router::new().route("/", axum::routing::get(said));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    axum::serve(listener, app).await.expect("it serves");
}
CONFIG'

clean_build() { # name profile
  rm -rf "$work/$1/target"
  local TIMEFORMAT='%R %U %S'
  { time (cd "$work/$1" && cargo build -q --offline --profile "$2" >/dev/null 2>&1); } 2>&1
}
crates() { # name
  (cd "$work/$1" && cargo tree -q -e build,normal --prefix none --offline) |
    sed 's/ (\*)//; s/ (proc-macro)//' | sort -u | tail -n +2 | wc -l
}
for _ in $(seq "$RUNS"); do
  for profile in "${profiles[@]}"; do
    for c in "${contestants[@]}"; do
      for with in "$c" "$c-settings"; do
        echo "$with:$profile $(clean_build "$with" "$profile") $(crates "$with")" >>"$work/times"
      done
    done
  done
done
python3 - "$work/times" <<'PY'
import collections, statistics, sys
clock, cpu, crates = collections.defaultdict(list), collections.defaultdict(list), {}
for line in open(sys.argv[1]):
    name, real, user, system, count = line.split()
    clock[name].append(float(real))
    cpu[name].append(float(user) + float(system))
    crates[name] = count
for name in clock:
    kind, _, profile = name.partition(":")
    without = f"{kind.removesuffix('-settings')}:{profile}"
    more = [statistics.median(of[name]) - statistics.median(of[without]) for of in (clock, cpu)]
    print(f"{name:26} {statistics.median(clock[name]):6.2f} s {statistics.median(cpu[name]):6.2f} s of CPU "
          f"{more[0]:+6.2f} {more[1]:+6.2f} {crates[name]:>4} crates")
PY
