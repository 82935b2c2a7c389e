#!/bin/sh
# What the Containerfile does, in a clean Debian root of its own, for machines without podman or docker:
#
#     tools/clean_root.sh <empty folder> [commune]
#
# Needs root and debootstrap; SUITE=trixie takes Debian 13. Then runs the program there as a user without a name
# on the shipped sample, in folders with blanks and Vietnamese letters in their names.
set -eu
root=$1
commune=${2:-07330}
here=$(cd "$(dirname "$0")/.." && pwd)
started=$(date +%s)
told() { echo "$1: $(($(date +%s) - started)) s" >&2; }
debootstrap --variant=minbase "${SUITE:-bookworm}" "$root"
told "a clean root"
mkdir -p "$root/opt/diachinh" "$root/Hồ sơ quét/data raw" "$root/Hồ sơ quét/kết quả"
git -C "$here" archive HEAD | tar -x -C "$root/opt/diachinh"
cp /etc/resolv.conf "$root/etc/resolv.conf"
mkdir -p "$root/usr/local/share/ca-certificates"  # networks that look into connections have a certificate of their own
cp -r /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/"
mkdir -p "$root/dev/shm"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev/shm"
trap 'umount "$root/proc" "$root/dev/shm"' EXIT
step=$(sed -n 's/^RUN //p' "$here/Containerfile")
chroot "$root" sh -c "cd /opt/diachinh && $step"
told "set up"
cp -r "$here/data_raw/$commune" "$root/Hồ sơ quét/data raw/"
chown -R 1000:1000 "$root/Hồ sơ quét"
chroot --userspec=1000:1000 "$root" env -i PATH="$PATH" HOME=/tmp LANG=C.UTF-8 \
  DATA_RAW="/Hồ sơ quét/data raw" DATA_OUT="/Hồ sơ quét/kết quả" /opt/diachinh/.venv/bin/diachinh run "$commune"
told "commune digitized"
found=$(stat -c %u:%g "$root/Hồ sơ quét/kết quả/$commune/report.html")
echo "report.html belongs to $found"
[ "$found" = 1000:1000 ]
