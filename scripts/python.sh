#!/bin/sh
# Prints the first of the named interpreters that can hold an environment of the project.
# usage: scripts/python.sh NAME…      ends with 3 when there is none, with 4 when the only ones lack a part of Python
set -u

why='import sys
if sys.version_info < (3, 11):
    sys.exit(3)
try:
    import ensurepip, sqlite3, ssl, venv
except ImportError:
    sys.exit(4)'

# A name on the path may be a shim that stands for nothing, so a candidate counts only when it runs.
bare=
for candidate in "$@"; do
    status=0
    "$candidate" -c "$why" >/dev/null 2>&1 || status=$?
    case $status in
        0) echo "$candidate"; exit 0 ;;
        4) bare=${bare:-$candidate} ;;
    esac
done

[ -z "$bare" ] && exit 3
echo "$bare"
exit 4
