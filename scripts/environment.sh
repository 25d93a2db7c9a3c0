#!/bin/sh
# Makes a virtual environment and installs the project into it, editable, with what development needs.
# usage: scripts/environment.sh FOLDER      PYTHON=… chooses the interpreter
set -eu

folder=$1
choose="$(dirname "$0")/python.sh"

status=0
# shellcheck disable=SC2086  # the names are words
chosen=$(sh "$choose" ${PYTHON:-python3.13 python3.12 python3.11 python3 python}) || status=$?
if [ "$status" -eq 4 ]; then
    cat >&2 <<EOF
error: $chosen is new enough, but it lacks venv, ensurepip, ssl or sqlite3
hint: install the part of Python that your system ships apart (Debian, Ubuntu: python3-venv), or a Python of your
      own (pyenv, uv python install 3.13), then: make PYTHON=/path/to/python3 ...
EOF
    exit 1
fi
if [ "$status" -ne 0 ]; then
    cat >&2 <<EOF
error: no Python 3.11 or newer is on the path${PYTHON:+ under the name $PYTHON}
hint: install one (your system's package, pyenv, or: uv python install 3.13), then: make PYTHON=/path/to/python3 ...
EOF
    exit 1
fi

# An environment whose interpreter is gone or too old cannot be brought up to date; it is made anew.
if ! sh "$choose" "$folder/bin/python" >/dev/null || ! "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    echo "making $folder with $("$chosen" --version 2>&1)" >&2
    "$chosen" -m venv --clear "$folder"
fi
echo "installing repaircli and what its development needs into $folder" >&2
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
