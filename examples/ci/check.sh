#!/usr/bin/env bash
# What changes against a branch (main, or the one named), and is it within budget? For any CI, a git hook, or by hand.
# Ends with the status of the check: 0 within, 3 over, 2 where it could not be made.
set -euo pipefail
base=${1:-main}

if ! git rev-parse --verify --quiet "$base^{commit}" >/dev/null; then
    echo "There is no branch $base." >&2
    exit 2
fi
if git cat-file -e "$base:forecast.csv" 2>/dev/null; then
    git show "$base:forecast.csv" | tiia-cost diff - forecast.csv ||
        echo "What changes against $base could not be told; its forecast is the standard input (-)." >&2
    echo
fi

status=0
tiia-cost check forecast.csv --budgets budgets.yaml || status=$?
case $status in
    0) ;;
    3) echo "The forecast is over budget." >&2 ;;
    *) echo "The check could not be made." >&2 ;;
esac
exit "$status"
