#!/usr/bin/env bash
# An emitted bake file on two builders that share nothing but a registry: the first builds the images
# of `examples/ocelot` and leaves its cache there, the second, which is empty, finds every step.
#
#   bash tests/distributed.sh        as root; some minutes the first time
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

engine=$PWD/../shared/engine/engine
registry=127.0.0.1:5055
work=$(mktemp -d)
say() { printf '== %s\n' "$*" >&2; }

# One engine at a time: two would both write the machine's firewall rules.
on() { # first|second command...
  local root=${BUILDERS:-/var/lib/dockerfile-tests}/$1; shift
  mkdir -p "$root"
  ENGINE_ROOT=$root ENGINE_STORE=containerd DOCKER_HOST=unix://$root/run/engine.sock "$@"
}
was_up=$(eval "$("$engine" env)" && docker version >/dev/null 2>&1 && echo yes || true)
clean_up() {
  for builder in first second; do on "$builder" "$engine" down || true; done
  [[ -n ${registry_pid:-} ]] && kill "$registry_pid" || true
  rm -rf "$work"
  if [[ -n $was_up ]]; then "$engine" up; fi
}
trap clean_up EXIT

say "a registry on loopback"
command -v docker-registry >/dev/null || {
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker-registry
}
cat >"$work/registry.yml" <<YML
version: 0.1
log: { level: error }
storage: { filesystem: { rootdirectory: $work/registry } }
http: { addr: $registry }
YML
docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
registry_pid=$!

bake() { # builder, then more options: builds the example, with progress as JSON
  local builder=$1; shift
  (cd examples/ocelot && on "$builder" docker buildx bake --file docker-bake.json \
    --progress=rawjson "$@") 2>"$work/$builder.json" || { grep -v '^{' "$work/$builder.json" >&2; exit 1; }
}
# A cache of its own for each target, as `.cache(..)` declares.
cache=()
targets=$(python3 -c 'import json; print(*json.load(open("examples/ocelot/docker-bake.json"))["target"])')
for name in $targets; do
  cache+=("--set=$name.cache-from=type=registry,ref=$registry/cache:$name"
    "--set=$name.cache-to=type=registry,ref=$registry/cache:$name,mode=max")
done

"$engine" down
say "the first builder"
on first "$engine" up
on first docker builder prune -af >/dev/null
# Both builders start from the same image.
on first docker tag debian:bookworm-slim "$registry/debian:bookworm-slim"
on first docker push -q "$registry/debian:bookworm-slim" >/dev/null
bake first "${cache[@]}"
on first "$engine" down

say "the second builder, which is empty"
on second "$engine" up
on second docker builder prune -af >/dev/null
on second docker pull -q "$registry/debian:bookworm-slim" >/dev/null
on second docker tag "$registry/debian:bookworm-slim" debian:bookworm-slim
bake second "${cache[@]}"

python3 - "$work" <<'PY'
import json, re, sys
def steps(builder):
    found = {}
    for line in open(f"{sys.argv[1]}/{builder}.json"):
        if not line.startswith("{"):
            continue
        for vertex in json.loads(line).get("vertexes") or []:
            name = vertex.get("name") or ""
            if re.match(r"\[(?!internal)[^]]*\] (RUN|COPY|ADD|WORKDIR)", name):
                entry = found.setdefault(vertex["digest"], [name, False])
                entry[1] |= bool(vertex.get("cached"))
    return list(found.values())
first, second = steps("first"), steps("second")
ran = [name for name, cached in second if not cached]
print(f"first builder: {sum(not cached for _, cached in first)} of {len(first)} steps ran")
print(f"second builder: {len(ran)} of {len(second)} steps ran")
assert len(first) > 5 and any(not cached for _, cached in first), first
assert len(second) == len(first), (len(first), len(second))
assert not ran, ran
PY
