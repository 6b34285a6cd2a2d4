#!/usr/bin/env bash
# What `.link()` is for: another base has the artifact's layer as it is, and a registry that has it
# is sent nothing. Prints the layer's digest on two bases, with and without `--link`, and fails
# where those with it differ.
#
#   DOCKER_HOST=unix:///path/of/an/engine.sock bash tests/linked.sh
#
# The engine has its images in containerd's store (the daemon's feature `containerd-snapshotter`):
# in Docker's own store the flag changes nothing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
docker info --format '{{json .DriverStatus}}' | grep -q io.containerd.snapshotter || {
  echo "the engine has its images in Docker's own store" >&2
  exit 1
}

# Texts that no builder has seen.
mkdir "$work/folder"
for name in web folder/other one two; do echo "$name $RANDOM$RANDOM" >"$work/$name"; done

layer() { # base, flags of COPY: the digest of the artifact's layer
  cat >"$work/Dockerfile" <<DOCKERFILE
FROM scratch AS base
COPY $1 /etc/base
COPY folder /usr/local/bin
FROM scratch AS build
COPY web /out/web
FROM base
COPY --from=build $2 /out/web /usr/local/bin/web
DOCKERFILE
  local tag=dockerfile-tests-linked:$1
  docker build --quiet --provenance=false --tag "$tag" "$work" >/dev/null
  docker image inspect --format '{{range .RootFS.Layers}}{{println .}}{{end}}' "$tag" | sed '/^$/d' | tail -n 1
  docker image rm --force "$tag" >/dev/null
}
for flags in "" --link; do
  one=$(layer one "$flags")
  # The other base comes later.
  sleep 1
  two=$(layer two "$flags")
  printf '%-7s %s\n%-7s %s\n' "${flags:-plain}" "$one" "" "$two"
done
[[ $one == "$two" ]]
