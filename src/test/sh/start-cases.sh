#!/usr/bin/env bash
# Starts the real jar in each situation that a start can meet, and prints what came of it and how long it took: seconds from the
# start of the process (or from the kill) to the line that ends the case. Ends with 1 if a case came out otherwise than expected.
#
#   src/test/sh/start-cases.sh [target/tandem.jar]
#
# Linux, as root: it starts Tandem as two users and mounts small file systems.
set -uo pipefail
shopt -s extglob

jar=$(realpath "${1:-target/tandem.jar}")
[ "$(id -u)" = 0 ] || { echo "run this as root: it starts Tandem as two users" >&2; exit 2; }
scratch=$(mktemp -d "${TMPDIR:-/tmp}/tandem-start-cases.XXXXXX")
chmod 755 "$scratch"
cp "$jar" "$scratch/tandem.jar"
chmod 644 "$scratch/tandem.jar"
java=$(realpath "$(command -v java)")
key=a-key-for-the-start-cases-of-32-characters
wrong=0
for variable in "${!TANDEM_@}" "${!TICKTICK_@}"; do unset "$variable"; done

# A search path on which unshare fails as it does where user namespaces are forbidden.
mkdir "$scratch/forbidden"
printf '#!/bin/sh\necho "unshare: unshare failed: Operation not permitted" >&2\nexit 1\n' >"$scratch/forbidden/unshare"
chmod -R 755 "$scratch/forbidden"
no_unshare=PATH=$scratch/forbidden:$PATH

declare -A pids=() fds=()

clean_up() {
  for name in "${!pids[@]}"; do kill -9 "${pids[$name]}" 2>/dev/null; done
  for file in "$scratch"/*/pgdata/postmaster.pid "$scratch"/*/*/pgdata/postmaster.pid; do
    [ -f "$file" ] && kill -9 "$(head -1 "$file")" 2>/dev/null
  done
  mountpoint -q "$scratch/small" && umount -l "$scratch/small"
  rm -rf "$scratch"
}
trap clean_up EXIT

prefix_of() { # user → the words before the command
  case $1 in
    root) ;;
    user) echo "setpriv --reuid=65534 --regid=65534 --clear-groups --" ;;
    unknown) echo "setpriv --reuid=4711 --regid=4711 --clear-groups --" ;;
  esac
}

since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }'; }

row() { # case, user, expected (pattern), seconds: with what was heard last
  local mark="" line=${said//$scratch/…}
  # shellcheck disable=SC2053
  [[ $said == $3 ]] || { mark="**UNEXPECTED** "; wrong=1; }
  printf '| %s | %s | %s | %s%s |\n' "$1" "$2" "$4" "$mark" "${line:0:600}"
}

begin() { # name, user, directory, variables… → the process in pids[name], its output in fds[name]
  local name=$1 user=$2 directory=$3
  shift 3
  # shellcheck disable=SC2046
  exec {fd}< <(cd / && exec env TANDEM_HTTP_PORT=0 TANDEM_API_KEY=$key TANDEM_DATA_DIR="$directory" \
    "$@" \
    $(prefix_of "$user") "$java" -Xmx256m -jar "$scratch/tandem.jar" 2>&1)
  pids[$name]=$!
  fds[$name]=$fd
}

said=
hear() { # name, pattern → said: the first line that fits, within 120 s
  while IFS= read -r -t 120 -u "${fds[$1]}" said; do
    # shellcheck disable=SC2053
    [[ $said == $2 ]] && return
  done
  said="(silence)"
}

end() { # name, signal: until it is gone
  kill "-$2" "${pids[$1]}" 2>/dev/null
  while IFS= read -r -t 60 -u "${fds[$1]}" _; do :; done
  eval "exec ${fds[$1]}<&-"
  unset "pids[$1]" "fds[$1]"
}

start_case() { # case, user, directory, expected, variables…: leaves it running as "main" if it got ready
  local title=$1 user=$2 directory=$3 expected=$4 began=$EPOCHREALTIME
  shift 4
  begin main "$user" "$directory" "$@"
  hear main '@(Tandem is ready at *|tandem: *)'
  row "$title" "$user" "$expected" "$(since "$began")"
}

second_case() { # case, user, directory, expected, variables…: beside the one that runs
  local title=$1 user=$2 directory=$3 expected=$4 began=$EPOCHREALTIME before=$said
  shift 4
  begin second "$user" "$directory" "$@"
  hear second '@(Tandem is ready at *|tandem: *)'
  row "$title" "$user" "$expected" "$(since "$began")"
  end second TERM
  said=$before
}

postmaster() { head -1 "$1/pgdata/postmaster.pid"; }

ready='Tandem is ready at *'
echo "| case | user | seconds | what it said |"
echo "|---|---|---|---|"

for user in root user; do
  mkdir "$scratch/$user"
  [ $user = root ] || chown 65534:65534 "$scratch/$user"
  data=$scratch/$user/data
  start_case "first" $user "$data" "$ready"
  end main TERM
  start_case "later" $user "$data" "$ready"

  second_case "second start on the directory" $user "$data" 'tandem: *is in use by another Tandem process*'
  port=${said##*:}
  second_case "its HTTP port is taken" $user "$data.other" "tandem: *$port*" TANDEM_HTTP_PORT="$port"

  began=$EPOCHREALTIME
  kill -9 "$(postmaster "$data")"
  hear main '*The embedded PostgreSQL serves again'
  row "PostgreSQL killed below a running Tandem" $user '*The embedded PostgreSQL serves again' "$(since "$began")"

  end main KILL
  start_case "after a kill of Tandem" $user "$data" "$ready"
  orphan=$(postmaster "$data")
  end main KILL
  kill -9 "$orphan"
  start_case "after a kill of both" $user "$data" "$ready"
  end main TERM
done

refused_root='tandem: PostgreSQL does not run as root*start Tandem as an ordinary user*'
mkdir -m 700 "$scratch/closed"
start_case "first, nobody else may enter" root "$scratch/closed/data" "$ready"
end main TERM
start_case "first, nobody else may enter, no unshare" root "$scratch/closed/other" "$refused_root" "$no_unshare"
end main TERM

mkdir "$scratch/unknown"
chown 4711:4711 "$scratch/unknown"
start_case "first, no entry in /etc/passwd" unknown "$scratch/unknown/data" "$ready"
end main TERM
start_case "first, no entry in /etc/passwd, no unshare" unknown "$scratch/unknown/other" \
  'tandem: *start Tandem as a user with an entry in /etc/passwd*' "$no_unshare"
end main TERM
start_case "later, no entry in /etc/passwd, no unshare" unknown "$scratch/unknown/data" "$ready" "$no_unshare"
end main TERM

small=$scratch/small
mkdir "$small"
mount -t tmpfs -o size=40m,mode=755 tandem-start-cases "$small"
start_case "first, 40 MB free" root "$small/data" 'tandem: *No space left on device; make room*'
end main TERM
mount -o remount,size=150m "$small"
start_case "first, 150 MB free" root "$small/data" 'tandem: A new database*make room*'
end main TERM
mount -o remount,size=300m "$small"
start_case "first, 300 MB free" root "$small/data" "$ready"
end main TERM
dd if=/dev/zero of="$small/fill" bs=64k 2>/dev/null
start_case "later, disk full" root "$small/data" 'tandem: *No space left on device*make room*'
end main TERM
rm "$small/fill"
start_case "later, room again" root "$small/data" "$ready"
end main TERM
mount -o remount,ro "$small"
start_case "later, read-only" root "$small/data" 'tandem: *Read-only file system*'
end main TERM
exit $wrong
