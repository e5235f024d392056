#!/bin/sh
# Install gatepost into PREFIX from the hashed lock. The image and CI use these same steps.
# Usage: docker/install.sh PREFIX [PYTHON]
set -eu
prefix=$1
python=${2:-python3}
here=$(cd "$(dirname "$0")/.." && pwd)
"$python" -m venv "$prefix"
"$prefix/bin/python" -m pip --disable-pip-version-check install --quiet --no-cache-dir \
    --require-hashes -r "$here/requirements/run.lock"
"$prefix/bin/python" -m pip --disable-pip-version-check install --quiet --no-cache-dir \
    --no-deps --no-build-isolation "$here"
"$prefix/bin/python" -m compileall -q "$prefix/lib" || true
"$prefix/bin/gatepost" --version
