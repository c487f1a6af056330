#!/bin/bash
# Makes bases for the image where no registry can be reached: a Debian from its package mirror with this machine's JDKs, under
# the names that the Dockerfile asks for. Close enough to build and measure, not to publish.
#
#   JAVA_HOME=… JAVA25_HOME=… src/test/sh/stand-in-bases.sh
#
# JAVA_HOME: the JDK that builds, with Maven installed beside it. JAVA25_HOME: a JDK 25, of which a runtime is linked.
# Needs root, buildah and debootstrap.
set -euo pipefail
cd "$(dirname "$0")/../../.."

buildah=(buildah --storage-driver=vfs)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

name_of() { sed -n "s/^ARG $1=//p" Dockerfile; }
path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

debootstrap --variant=minbase --include=ca-certificates,tzdata bookworm "$work/debian" >"$work/debootstrap.log" \
  || { tail "$work/debootstrap.log" >&2; exit 1; }
rm -rf "$work"/debian/var/cache/apt/archives/*.deb "$work"/debian/var/cache/apt/*.bin "$work"/debian/var/lib/apt/lists/*

# What a JRE has, so that nothing of the image comes to need a JDK.
modules=$(sed -n 's/^MODULES="\(.*\)"$/\1/p' "$JAVA25_HOME/release" | tr ' ' '\n' \
  | grep -vE '^jdk\.(attach|compiler|editpad|graal.*|hotspot\.agent|internal\.(ed|jvmstat|le|md|opt)|jartool|javadoc|jcmd|jconsole|jdeps|jdi|jlink|jpackage|jshell|jstatd|unsupported\.desktop)$' \
  | paste -sd,)
"$JAVA25_HOME/bin/jlink" --add-modules "$modules" --no-man-pages --no-header-files --output "$work/jre"

container=$("${buildah[@]}" from scratch)
root=$("${buildah[@]}" mount "$container")
cp -a "$work/debian/." "$root/"
mkdir -p "$root/opt/java"
cp -a "$work/jre" "$root/opt/java/openjdk"
"${buildah[@]}" config --env JAVA_HOME=/opt/java/openjdk --env "PATH=/opt/java/openjdk/bin:$path" --env LANG=C.UTF-8 "$container"
# The runtime's own class archive, which the real base has too.
"${buildah[@]}" run --isolation=chroot "$container" -- java -Xshare:dump >"$work/dump.log"
"${buildah[@]}" commit -q --rm "$container" "$(name_of JRE_IMAGE)"

container=$("${buildah[@]}" from scratch)
root=$("${buildah[@]}" mount "$container")
cp -a "$work/debian/." "$root/"
# Debian's JDK and Maven are spread over these, and link to libraries of the system.
for part in "$(readlink -f "$JAVA_HOME")" /etc/java-* /etc/maven /etc/ssl/certs/java /usr/share/maven /usr/share/maven-repo /usr/share/java; do
  mkdir -p "$root$(dirname "$part")"
  cp -a "$part" "$root$(dirname "$part")/"
done
find "$(readlink -f "$JAVA_HOME")" -type f \( -name '*.so' -o -path '*/bin/*' \) -exec ldd {} + 2>/dev/null | awk '/=> \// {print $3}' | sort -u \
  | while read -r library; do [ -e "$root$library" ] || cp -L --parents "$library" "$root/"; done
ln -s /usr/share/maven/bin/mvn "$root/usr/bin/mvn"
"${buildah[@]}" config --env "JAVA_HOME=$(readlink -f "$JAVA_HOME")" --env "PATH=$(readlink -f "$JAVA_HOME")/bin:$path" --env LANG=C.UTF-8 "$container"
"${buildah[@]}" run --isolation=chroot "$container" -- mvn -v >"$work/maven.log"
"${buildah[@]}" commit -q --rm "$container" "$(name_of MAVEN_IMAGE)"
"${buildah[@]}" images
