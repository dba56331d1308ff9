#!/usr/bin/env bash
# 检查本脚本旁边的预测是否在预算内、增幅是否过大。可用于 Jenkins 等各种 CI，也可手动运行。
#     ./check.sh [分支]    与该分支或提交比较；不写则与 origin/HEAD、origin/main 或 main 比较
# 退出码即检查结果：0 在预算内，3 超出预算，2 无法检查。
set -euo pipefail

# 仅用于未安装 tiia-cost 的机器：请填入其仓库地址，须为 pip 支持的写法：
# https://github.com/OWNER/tiia-cost、ssh://git@HOST/OWNER/tiia-cost 或 file:///FOLDER
TIIA_COST_REPOSITORY=${TIIA_COST_REPOSITORY:-}
# 每月费用最多增加多少
MAX_INCREASE=${MAX_INCREASE:-25%}
export TIIA_COST_LANG=${TIIA_COST_LANG:-zh}

cd -- "$(dirname -- "$0")"
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

if ! command -v tiia-cost > /dev/null; then
    if [ -z "$TIIA_COST_REPOSITORY" ]; then
        echo "未安装 tiia-cost；请在 $0 中填入其仓库的地址（TIIA_COST_REPOSITORY）" >&2
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
    echo "没有分支或提交 $base。" >&2
    exit 2
fi

before=$temporary/before/forecast.csv
mkdir "$temporary/before"
set --
if [ -z "$base" ] || ! git show "$base:./forecast.csv" > "$before" 2> /dev/null; then
    echo "没有可供比较的 forecast.csv，不检查增幅。" >&2
elif ! tiia-cost estimate "$before" --total --quiet > /dev/null; then
    echo "无法读取变更前的预测，不检查增幅。" >&2
else
    set -- --baseline "$before" --max-increase "$MAX_INCREASE"
fi
tiia-cost check forecast.csv --budgets budgets.yaml "$@"
