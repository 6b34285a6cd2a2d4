#!/usr/bin/env bash
# Rebuilds of a Python and of a Node service, against what people write by hand:
#
#   bash tests/benches/services.sh        as root, with the engine up; about six minutes
#
# The examples' own files, a naive one that copies everything above the install, and for Python the
# founding article's. The contestants take turns in one run, and every edit is a real change of
# code. Medians of EDITS=3, and ratios to the naive file.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
EDITS=${EDITS:-3}
engine=$PWD/../shared/engine/engine
"$engine" up
eval "$("$engine" env)"
"$engine" base node python
# The base of the example, which is newer than the engine's.
docker image inspect node:22-bookworm-slim >/dev/null 2>&1 || docker tag node:20-bookworm-slim node:22-bookworm-slim
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# ---- Python: the inventory service ------------------------------------------------------------
python=$work/python
cp -r examples/ocelot "$python"
cp tests/fixtures/article/Dockerfile "$python/article.Dockerfile"
# Everything first, as it is written at first; and with the system's packages above it.
cat >"$python/naive.Dockerfile" <<'D'
FROM debian:bookworm
COPY . /service
RUN apt-get update && \
    apt-get install -y build-essential libpq-dev python3-dev python3-pip python3-setuptools
RUN pip3 install --break-system-packages -r /service/requirements.txt
WORKDIR /service/inventory/src
ENTRYPOINT ["gunicorn", "--config", "inventory/config.py", "inventory.server:app"]
D
cat >"$python/packages.Dockerfile" <<'D'
FROM debian:bookworm
RUN apt-get update && \
    apt-get install -y build-essential libpq-dev python3-dev python3-pip python3-setuptools
COPY . /service
RUN pip3 install --break-system-packages -r /service/requirements.txt
WORKDIR /service/inventory/src
ENTRYPOINT ["gunicorn", "--config", "inventory/config.py", "inventory.server:app"]
D
printf '*.Dockerfile\ntarget\n' >"$python/naive.Dockerfile.dockerignore"
for other in article packages; do
  cp "$python/naive.Dockerfile.dockerignore" "$python/$other.Dockerfile.dockerignore"
done

# ---- Node: the shop ------------------------------------------------------------------------------
node=$work/node
cp -r examples/serval "$node"
cat >"$node/naive.Dockerfile" <<'D'
FROM node:22-bookworm-slim
COPY shop /srv
WORKDIR /srv
RUN npm install && npm run build
CMD ["npm", "start"]
D

# ---- the measure ---------------------------------------------------------------------------------
declare -A file=([python/naive]=naive.Dockerfile [python/packages]=packages.Dockerfile
  [python/article]=article.Dockerfile
  [python/ours]=Dockerfile [node/naive]=naive.Dockerfile [node/ours]=shop/Dockerfile)
contestants=(python/naive python/packages python/article python/ours node/naive node/ours)
build() { # contestant what
  local start context=$work/${1%%/*}
  start=$(date +%s.%N)
  docker build -q -t "bench-${1//\//-}" -f "$context/${file[$1]}" "$context" >/dev/null
  echo "$1 $2 $(echo "$(date +%s.%N) - $start" | bc)" >>"$work/times"
}
for c in "${contestants[@]}"; do
  docker builder prune -af >/dev/null
  build "$c" cold
done
for c in "${contestants[@]}"; do build "$c" warm-up; done
for edit in $(seq "$EDITS"); do
  echo "EDIT = $edit" >>"$python/inventory/src/inventory/server.py"
  echo "console.log($edit);" >>"$node/shop/src/server.ts"
  for c in "${contestants[@]}"; do build "$c" edit; done
done
for c in "${contestants[@]}"; do
  echo "$c size $(docker image inspect -f '{{.Size}}' "bench-${c//\//-}")" >>"$work/times"
done
python3 - "$work/times" <<'PY'
import collections, statistics, sys
found = collections.defaultdict(list)
for line in open(sys.argv[1]):
    name, what, number = line.split()
    found[name, what].append(float(number))
for name in dict.fromkeys(name for name, _ in found):
    cells = []
    for what, unit in (("cold", 1), ("edit", 1), ("size", 1e6)):
        median = statistics.median(found[name, what])
        naive = statistics.median(found[name.split("/")[0] + "/naive", what])
        cells.append(f"{what} {median / unit:8.2f} {median / naive:6.3f}")
    print(f"{name:16} " + "   ".join(cells))
PY
