#!/bin/bash
# Builds the image with buildah, runs its command in its tree as a container engine would, and checks what docs/container.md
# promises. Needs root, buildah, iproute2 and curl, but no container engine and no daemon.
#
#   src/test/sh/image.sh                  builds and checks
#   src/test/sh/image.sh --runs 5         also measures: five interleaved starts with and without the archive
#   BUILD_FLAGS='--pull-never -v /root/.m2:/root/.m2' src/test/sh/image.sh
#
# Run in a tree: a mount namespace with the root read-only, a PID namespace with the command as process 1, a network
# namespace without a way out, the image's user, no capability and no way to gain one.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/../../.."

image=tandem-check
buildah=(buildah --storage-driver=vfs)
user=10001
key=check-key-0123456789-0123456789-abcdef
runs=0
work=${WORK:-}
passed=0
failed=0

while [ $# -gt 0 ]; do
  case $1 in
    --runs) runs=$2; shift 2 ;;
    --inside) inside=yes; shift ;;
    *) echo "what is $1?" >&2; exit 64 ;;
  esac
done

if [ -z "${inside-}" ]; then
  # shellcheck disable=SC2086
  "${buildah[@]}" bud --isolation=chroot --format docker ${BUILD_FLAGS-} -t "$image" .
  work=$(mktemp -d)
  exec env WORK="$work" unshare --net "$0" --inside --runs "$runs"
fi

ip link set lo up
container=$("${buildah[@]}" from --pull-never "localhost/$image")
root=$("${buildah[@]}" mount "$container")
starter=

tidy() {
  [ -z "$starter" ] || kill -KILL "$starter" 2>/dev/null || true
  "${buildah[@]}" rm "$container" >/dev/null
  rm -rf "$work"
}
trap tidy EXIT

check() { # WHAT COMMAND...
  if "${@:2}"; then
    passed=$((passed + 1)) && echo "ok      $1"
  else
    failed=$((failed + 1)) && echo "FAILED  $1"
  fi
}

config() { "${buildah[@]}" inspect --type image --format "{{$1}}" "localhost/$image"; }
not() { ! "$@"; }
none() { [ -z "$1" ] || { echo "$1" >&2; false; }; }
environment() { config 'range .Docker.Config.Env}}{{println .}}{{end' | sed '/^$/d'; }
mapfile -t image_env < <(environment)
mapfile -t command < <(config 'range .Docker.Config.Entrypoint}}{{println .}}{{end' | sed '/^$/d')

# --- running ---------------------------------------------------------------------------------------------------------------

# start DATA MODE [NAME=VALUE...]: the image's command with DATA on /data, mounted with MODE (rw or ro)
start() {
  local data=$1 mode=$2
  shift 2
  : >"$work/out"
  : >"$work/err"
  began=$(date +%s%N)
  unshare --mount --pid --fork --kill-child bash -c '
    set -e
    root=$1 data=$2 mode=$3 archive=$4 user=$5
    shift 5
    mount --bind "$root" "$root"
    mount --bind "$data" "$root/data"
    [ "$mode" = rw ] || mount -o "remount,bind,$mode" "$root/data"
    mount -t tmpfs -o mode=1777,nosuid,nodev,noexec tmpfs "$root/tmp"
    mount -t tmpfs -o mode=755,nosuid tmpfs "$root/dev"
    for device in null zero random urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
    mount -t proc proc "$root/proc"
    [ -z "$archive" ] || mount --bind "$archive" "$root/opt/tandem/tandem.aot"
    mount -o remount,bind,ro "$root"
    exec chroot "$root" setpriv --reuid="$user" --regid="$user" --clear-groups --no-new-privs \
      --bounding-set=-all --inh-caps=-all -- env -i -C /opt/tandem "$@"
  ' run "$root" "$data" "$mode" "${archive-}" "$user" "${image_env[@]}" "$@" "${command[@]}" >"$work/out" 2>"$work/err" &
  starter=$!
}

is_ready() { grep -q '^Tandem is ready at ' "$work/out"; }

await_ready() {
  local deadline=$((SECONDS + 120))
  until is_ready; do
    if ! kill -0 "$starter" 2>/dev/null || [ "$SECONDS" -gt "$deadline" ]; then
      cat "$work/err" >&2
      return 1
    fi
    sleep 0.005
  done
  took=$((($(date +%s%N) - began) / 1000000))
  jvm=$(pgrep -P "$starter")
}

# For a start that must fail: leaves the exit code in $code, 0 if it did not end by itself.
await_end() {
  local deadline=$((SECONDS + 60))
  while kill -0 "$starter" 2>/dev/null && ! is_ready && [ "$SECONDS" -le "$deadline" ]; do sleep 0.1; done
  kill -KILL "$starter" 2>/dev/null && code=0 || code=
  wait "$starter" || code=${code:-$?}
  starter=
}

# Leaves the exit code in $code and the seconds in $stopping.
stop() {
  local began=$SECONDS
  kill -TERM "$jvm"
  code=0
  wait "$starter" || code=$?
  starter=
  stopping=$((SECONDS - began))
}

health() { # [NAME=VALUE...]
  chroot --userspec="$user:$user" "$root" env -i "${image_env[@]}" "$@" timeout 5 /opt/tandem/health >/dev/null 2>&1
}

call() { curl -sS -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $key" -H 'Content-Type: application/json' "$@"; }

hundred_requests() {
  local api=http://127.0.0.1:8080/api/tasks
  for _ in {1..25}; do
    call -d '{"title": "Check"}' -H 'Prefer: respond-async' "$api"
    call "$api?limit=20"
    call "$api/summary"
    call "$api/1"
  done | grep -c '^20[01]$'
}

new_data() {
  local data
  data=$(mktemp -d -p "$work")
  chown "$user:$user" "$data"
  chmod 700 "$data"
  echo "$data"
}

in_tmp() { find "/proc/$jvm/root/tmp" -mindepth 1 ! \( -type d -name 'vertx-cache-*' \) -print; }
status_of() { awk -v name="$2:" '$1 == name {print $2}' "/proc/$1/status"; }
resident() { echo $(($(status_of "$jvm" VmRSS) / 1024)); }
all_resident() { # proportional, over the JVM and PostgreSQL
  local pid
  for pid in $(pgrep --ns "$jvm" --nslist pid); do cat "/proc/$pid/smaps_rollup"; done 2>/dev/null \
    | awk '/^Pss:/ {sum += $2} END {print int(sum / 1024)}'
}

# --- what the image is -----------------------------------------------------------------------------------------------------

check 'runs as a fixed user that is not root' [ "$(config .Docker.Config.User)" = "$user:$user" ]
check 'that user has an entry in /etc/passwd' grep -q "^tandem:x:$user:$user:" "$root/etc/passwd"
check 'starts the JVM itself, without a shell' [ "${command[0]}" = java ]
check 'stops by SIGTERM' [ "$(config .Docker.Config.StopSignal)" = SIGTERM ]
check 'keeps data in a volume' [ "$(config 'range $path, $_ := .Docker.Config.Volumes}}{{$path}}{{end')" = /data ]
check 'says its version' [ "$(config 'index .Docker.Config.Labels "org.opencontainers.image.version"')" = \
  "$(sed -n '0,/<version>/s|.*<version>\(.*\)</version>|\1|p' pom.xml)" ]
check 'holds no file of the application that its user could write' none \
  "$(find "$root/opt/tandem" \( ! -user 0 -o ! -group 0 -o -perm /022 \) -print)"
check 'starts with no data' none "$(find "$root/data" -mindepth 1 -print)"
check "carries PostgreSQL's programs for its own platform only" [ "$(unzip -Z1 "$root/opt/tandem/tandem.jar" 'postgres-*.txz' | wc -l)" = 1 ]

# Every layer on its own: what a later one deletes is still in the image.
"${buildah[@]}" push -q "localhost/$image" "dir:$work/layers"
mapfile -t layers < <(grep -oE '"digest": *"sha256:[0-9a-f]+"' "$work/layers/manifest.json" | sed 's/.*sha256:\(.*\)"/\1/' | tail -n +2)
layer() { gzip -dcf "$work/layers/$1"; }
names() { for each in "${layers[@]}"; do layer "$each" | tar -t; done; }
names >"$work/names"
check 'has layers to look into' grep -q '^opt/tandem/tandem.aot$' "$work/names"
check 'has no Maven settings, repository, sources or data in a layer' none \
  "$(grep -E '(^|/)(\.m2/.+|settings[^/]*\.xml|\.git|pom\.xml|tandem\.lock|pgdata|postgres\.password|encryption[^/]*)(/|$)' "$work/names" || true)"
check 'has no API key in a layer' none \
  "$(for each in "${layers[@]}"; do layer "$each" | grep -aoE 'tdm_[A-Za-z0-9_-]{20,}' || true; done)"

# --- how it runs -----------------------------------------------------------------------------------------------------------

data=$(new_data)
start "$data" rw
check 'is unhealthy while it starts' not health
check 'starts on an empty volume with a read-only root' await_ready
first_start=$took
check 'tells the key it made' grep -q '^API key of the owner (shown this once): tdm_' "$work/out"
check 'used the archive' not grep -iE '\[(aot|cds)' "$work/out" "$work/err"
check 'listens on all addresses' grep -q '^Tandem is ready at http://0.0.0.0:8080$' "$work/out"
check 'is healthy when it is ready' health
check 'runs as that user' [ "$(status_of "$jvm" Uid)" = "$user" ]
check 'has no capability' [ "$(status_of "$jvm" CapEff)$(status_of "$jvm" CapBnd)" = 00000000000000000000000000000000 ]
check 'is the first process' [ "$(awk '/^NSpid:/ {print $NF}' "/proc/$jvm/status")" = 1 ]
check "writes nothing to /tmp but Vert.x's empty cache" none "$(in_tmp)"
with_postgres=$(all_resident)
stop
check "ends with 0 or 143 on SIGTERM (got $code)" [ "$code" = 143 -o "$code" = 0 ]
check "ends within 30 s (took $stopping)" [ "$stopping" -le 30 ]
check 'leaves no PostgreSQL behind' [ ! -e "$data/pgdata/postmaster.pid" ]
check 'is unhealthy when it ended' not health

start "$data" rw TANDEM_API_KEY=$key TANDEM_HTTP_PORT=8081
check 'starts again on its data, on another port' await_ready
check 'probes the port that is configured' health TANDEM_HTTP_PORT=8081
stop

head -c 100000 "$root/opt/tandem/tandem.aot" >"$work/torn.aot"
chmod 644 "$work/torn.aot"
archive=$work/torn.aot
start "$data" rw
check 'starts with a torn archive' await_ready
stop
archive=

closed=$(mktemp -d -p "$work")
start "$closed" rw
await_end
check "does not start on a volume that it may not write to (got $code)" [ "$code" != 0 ]
check 'names that directory in one line' [ "$(grep -c '^tandem: .*/data' "$work/err")" = 1 ]

start "$data" rw TANDEM_API_KEY_FILE=/data/key
await_end
check 'does not start when a secret has no file' grep -q '^tandem: TANDEM_API_KEY_FILE: names no file' "$work/err"
(umask 077; echo "$key" >"$data/key")
chown "$user:$user" "$data/key"
start "$data" rw TANDEM_API_KEY_FILE=/data/key
check 'takes a secret from a file' await_ready
check 'which is the key that opens it' [ "$(call http://127.0.0.1:8080/api/tasks)" = 200 ]
stop

# --- an external database: the embedded one of another instance --------------------------------------------------------------

start "$data" rw TANDEM_HTTP_PORT=8081
check 'starts as a database for others' await_ready
database_starter=$starter
database_jvm=$jvm
external=(
  "TANDEM_DATABASE_URL=postgresql://tandem:$(<"$data/postgres.password")@127.0.0.1:$(sed -n 4p "$data/pgdata/postmaster.pid")/tandem"
  "TANDEM_ENCRYPTION_KEYS=check:$(head -c 32 /dev/zero | base64)"
  "TANDEM_API_KEY=$key"
)
empty=$(mktemp -d -p "$work")
start "$empty" ro "${external[@]}"
check 'starts with an external database and nothing to write to' await_ready
check 'is healthy with it' health
check 'answers a hundred requests' [ "$(hundred_requests)" = 100 ]
check 'writes nothing with it' none "$(find "$empty" -mindepth 1 -print; in_tmp)"
stop
start "$empty" ro "${external[@]}" JAVA_TOOL_OPTIONS='-XX:-UseSerialGC -XX:+UseG1GC -Xmx200m'
check 'takes another collector and heap from JAVA_TOOL_OPTIONS' await_ready
stop

# --- what the archive is worth ------------------------------------------------------------------------------------------------

median() { sort -n | awk '{value[NR] = $1} END {print value[int((NR + 1) / 2)]}'; }

measure() { # NAME [NAME=VALUE...]
  local name=$1
  shift
  start "$empty" ro "${external[@]}" "$@"
  await_ready
  echo "$took" >>"$work/$name.ready"
  awk '{print ($14 + $15) * 10}' "/proc/$jvm/stat" >>"$work/$name.cpu"
  resident >>"$work/$name.resident"
  hundred_requests >/dev/null
  resident >>"$work/$name.after"
  stop
}

if [ "$runs" -gt 0 ]; then
  for ((run = 0; run < runs; run++)); do
    measure with
    measure without JAVA_TOOL_OPTIONS=-XX:AOTMode=off
  done
  echo
  echo "External database, medians of $runs interleaved runs:"
  for name in with without; do
    printf '%-8s archive: ready after %s ms (%s ms of CPU), resident %s MB, after 100 requests %s MB\n' "$name" \
      "$(median <"$work/$name.ready")" "$(median <"$work/$name.cpu")" "$(median <"$work/$name.resident")" "$(median <"$work/$name.after")"
  done
  echo "Embedded database: first start ready after $first_start ms, with PostgreSQL $with_postgres MB"
fi
starter=$database_starter
jvm=$database_jvm
stop

echo
printf 'Layers, compressed:'
for each in "${layers[@]}"; do printf ' %s MB' "$(($(stat -c %s "$work/layers/$each") / 1000000))"; done
echo
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
