#!/bin/sh
# Installs what the program needs: system packages with apt (as root or through sudo), Python packages,
# all locked with hashes, in the virtual environment named by the first argument. EXTRA_PACKAGES: more system
# packages (the browser of the tests).
set -eu
venv=$1
packages="gdal-bin tesseract-ocr tesseract-ocr-vie tesseract-ocr-eng libexpat1 \
fonts-croscore fonts-liberation2 fonts-texgyre fonts-freefont-ttf fonts-dejavu-core fonts-dejavu-extra ${EXTRA_PACKAGES:-}"

missing=""
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done

# Python 3.11 of Debian 12, on which everything is tested, or 3.13 of Debian 13, on which the sample was run.
python=""
for candidate in python3.11 python3.13 python3; do
  version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
  case $version in 3.11 | 3.13)
    python=$candidate
    "$python" -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python$version-venv"
    break
    ;;
  esac
done
if [ -z "$python" ]; then
  missing="$missing python3 python3-venv"
  python=python3
fi

if [ -n "$missing" ]; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo -n"
  if [ -n "$sudo" ] && ! $sudo true 2>/dev/null; then
    echo "Thiếu gói hệ thống. Chạy lệnh sau rồi chạy lại make:" >&2
    echo "System packages are missing. Run this, then make again:" >&2
    echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends$missing" >&2
    exit 5
  fi
  echo "Cài gói hệ thống / installing system packages:$missing" >&2
  $sudo apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
echo "Cài gói Python / installing Python packages" >&2
"$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
"$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
