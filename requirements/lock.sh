#!/bin/sh
# Make the locks again after a change of dependencies in pyproject.toml. Needs uv.
set -eu
cd "$(dirname "$0")/.."
compile() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-header --no-annotate "$@"
}
compile pyproject.toml requirements/build.in -o requirements/run.lock
compile pyproject.toml requirements/build.in --extra dev -c requirements/run.lock -o requirements/dev.lock
compile pyproject.toml requirements/build.in --extra dev -o requirements/constraints.txt --no-strip-extras
sed -i -e '/^ *--hash/d' -e 's/ \\$//' requirements/constraints.txt
