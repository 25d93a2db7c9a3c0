#!/bin/sh
# Makes a virtual environment and installs the project into it, editable, with what development needs.
# usage: scripts/environment.sh FOLDER      PYTHON=… chooses the interpreter
set -eu

folder=$1
why='import sys
if sys.version_info < (3, 11):
    sys.exit(3)
try:
    import ensurepip, sqlite3, ssl, venv
except ImportError:
    sys.exit(4)'

# A name on the path may be a shim that stands for nothing, so a candidate counts only when it runs.
chosen= bare=
for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
    status=0
    "$candidate" -c "$why" >/dev/null 2>&1 || status=$?
    case $status in
        0) chosen=$candidate; break ;;
        4) bare=${bare:-$candidate} ;;
    esac
done

if [ -z "$chosen" ] && [ -n "$bare" ]; then
    cat >&2 <<EOF
error: $bare is new enough, but it lacks venv, ensurepip, ssl or sqlite3
hint: install the part of Python that your system ships apart (Debian, Ubuntu: python3-venv), or a Python of your
      own (pyenv, uv python install 3.13), then: make PYTHON=/path/to/python3 ...
EOF
    exit 1
fi
if [ -z "$chosen" ]; then
    cat >&2 <<EOF
error: no Python 3.11 or newer is on the path${PYTHON:+ under the name $PYTHON}
hint: install one (your system's package, pyenv, or: uv python install 3.13), then: make PYTHON=/path/to/python3 ...
EOF
    exit 1
fi

# An environment whose interpreter is gone or too old cannot be brought up to date; it is made anew.
if ! "$folder/bin/python" -c "$why" >/dev/null 2>&1 || ! "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    echo "making $folder with $("$chosen" --version 2>&1)" >&2
    "$chosen" -m venv --clear "$folder"
fi
echo "installing repaircli and what its development needs into $folder" >&2
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
