#!/usr/bin/env bash
# Is the forecast beside this script within budget, and how much does it grow? For Jenkins, any other CI, or by hand.
#     ./check.sh [BRANCH]    compares with that branch or commit; without it, with origin/HEAD, origin/main or main
# Ends with the status of the check: 0 within budget, 3 over budget, 2 the check could not be made.
set -euo pipefail

# Only for machines without tiia-cost: put in the address of its repository, as pip takes it:
# https://github.com/OWNER/tiia-cost, ssh://git@HOST/OWNER/tiia-cost or file:///FOLDER
TIIA_COST_REPOSITORY=${TIIA_COST_REPOSITORY:-}
# The most by which the cost of a month may grow
MAX_INCREASE=${MAX_INCREASE:-25%}
export TIIA_COST_LANG=${TIIA_COST_LANG:-en}

cd -- "$(dirname -- "$0")"
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

if ! command -v tiia-cost > /dev/null; then
    if [ -z "$TIIA_COST_REPOSITORY" ]; then
        echo "tiia-cost is not installed; put the address of its repository into $0 (TIIA_COST_REPOSITORY)" >&2
        exit 2
    fi
    python3 -m venv "$temporary/venv" >&2 || exit 2
    "$temporary/venv/bin/pip" install --quiet "git+$TIIA_COST_REPOSITORY" >&2 || exit 2
    PATH=$temporary/venv/bin:$PATH
fi

base=${1:-}
for branch in origin/HEAD origin/main main; do
    if [ -z "$base" ] && git rev-parse --verify --quiet "$branch^{commit}" > /dev/null 2>&1; then
        base=$branch
    fi
done
if [ $# -gt 0 ] && ! git rev-parse --verify --quiet "$base^{commit}" > /dev/null; then
    echo "There is no branch or commit $base." >&2
    exit 2
fi

before=$temporary/before/forecast.csv
mkdir "$temporary/before"
set --
if [ -z "$base" ] || ! git show "$base:./forecast.csv" > "$before" 2> /dev/null; then
    echo "There is no forecast.csv to compare with; growth is not checked." >&2
elif ! tiia-cost estimate "$before" --total --quiet > /dev/null; then
    echo "The forecast before the change cannot be read; growth is not checked." >&2
else
    set -- --baseline "$before" --max-increase "$MAX_INCREASE"
fi
tiia-cost check forecast.csv --budgets budgets.yaml "$@"
