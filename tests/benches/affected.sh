#!/usr/bin/env bash
# How long `cargo dockerfile affected`, `why` and `explain` take for many images, without any build:
#
#   bash tests/benches/affected.sh        about a minute, most of it the release build
#
# IMAGES=100 services in one repository, of FILES=40 files each, and a library that all copy; the
# context is the repository, each Dockerfile has its own ignore file, and ten services are edited.
# Medians of RUNS=21, of whole processes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
IMAGES=${IMAGES:-100} FILES=${FILES:-40} RUNS=${RUNS:-21}
cargo build --quiet --release -p dockerfile-core --features cli --bin cargo-dockerfile
target=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
tool=$target/release/cargo-dockerfile
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
git init --quiet
mkdir -p library/src
for file in $(seq 100); do echo "pub fn f$file() {}" >"library/src/f$file.rs"; done
echo '[workspace]' >Cargo.toml
words=()
for image in $(seq "$IMAGES"); do
    folder=services/s$image
    mkdir -p "$folder/src/deep"
    for file in $(seq "$FILES"); do echo "fn $image-$file" >"$folder/src/deep/f$file.rs"; done
    echo "name = \"s$image\"" >"$folder/Cargo.toml"
    printf '*\n!Cargo.toml\n!library\n!%s\n**/target\n**/*.log\n**/.git\n' "$folder" >"$folder/Dockerfile.dockerignore"
    cat >"$folder/Dockerfile" <<D
FROM debian:bookworm-slim AS build
ARG PROFILE=release
ENV MODE=\$PROFILE
WORKDIR /src
COPY Cargo.toml $folder/Cargo.toml /src/
RUN --mount=type=cache,target=/cache echo dependencies
COPY library /src/library
COPY $folder/src /src/$folder/src
RUN make && \\
    make install
FROM debian:bookworm-slim AS final
WORKDIR /app
COPY --from=build /out /app
USER 10001
CMD ["/app/s$image"]
D
    words+=(--file "$folder/Dockerfile")
done
git add --all
git -c user.name=a -c user.email=a@b commit --quiet --message first
[ -z "${KEEP:-}" ] || trap - EXIT
for image in $(seq 10); do echo edited >>"services/s$image/src/deep/f1.rs"; done

# The median of milliseconds.
median() {
    for _ in $(seq "$RUNS"); do
        local start=${EPOCHREALTIME/[.,]/}
        "$tool" "$@" >/dev/null
        echo $((${EPOCHREALTIME/[.,]/} - start))
    done | sort -n | awk '{ all[NR] = $1 } END { printf "%.1f ms\n", all[int((NR + 1) / 2)] / 1000 }'
}
echo "$IMAGES images, $(git ls-files | wc -l) files; $("$tool" affected --since HEAD --context . "${words[@]}" | grep -c 'run again') are touched"
echo "affected, to what is on disk: $(median affected --since HEAD --context . "${words[@]}")"
echo "affected, of two revisions:   $(median affected --since HEAD --until HEAD --context . "${words[@]}")"
echo "explain:                      $(median explain HEAD --context . "${words[@]}")"
echo "why a file of the library:    $(median why library/src/f1.rs --context . "${words[@]}")"
