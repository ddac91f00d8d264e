#!/bin/sh
# Makes a virtual environment with a suitable Python: `sh deploy/venv.sh DIRECTORY`. PYTHON names one to use instead of looking.
set -eu

target=$1
seen=
for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3.14 python3 python}; do
    version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    if ! "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        seen="$seen $candidate is $version;"
    elif ! "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
        seen="$seen $candidate ($version) lacks venv (Debian and Ubuntu: apt install python$version-venv);"
    else
        echo "Making $target with $candidate ($version)"
        exec "$candidate" -m venv --clear "$target"
    fi
done
echo "Hansa needs Python 3.11 or newer with venv.${seen:- No Python was found.} Name one by make PYTHON=/path/to/python" >&2
exit 1
