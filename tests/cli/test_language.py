"""The choice of the language, and messages in Chinese."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.conftest import Run, Write

CHINESE = {"LC_ALL": "zh_CN.UTF-8"}


@pytest.mark.parametrize(
    ("options", "env", "lang"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ([], {"LC_MESSAGES": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "fr_FR.UTF-8"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "TIIA_COST_LANG": "zh"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "TIIA_COST_LANG": ""}, "zh"),
        (["--lang", "en"], {"TIIA_COST_LANG": "zh"}, "en"),
        (["--lang", "ZH"], {"TIIA_COST_LANG": "en"}, "zh"),
        (["--lang", "zh"], {"TIIA_COST_LANG": "klingon"}, "zh"),
        (["--lang", "zh-CN"], {}, "zh"),
        (["--lang", "zh_CN.UTF-8"], {}, "zh"),
        (["--lang", "zh-Hans"], {}, "zh"),
        (["--lang", "zh-Hant-TW"], {}, "zh"),
        (["--lang", "EN"], {"TIIA_COST_LANG": "zh"}, "en"),
        (["--lang", "en_US.UTF-8"], {"TIIA_COST_LANG": "zh"}, "en"),
        ([], {"TIIA_COST_LANG": "zh_CN.GB18030@pinyin"}, "zh"),
        ([], {"TIIA_COST_LANG": "en-GB", "LANG": "zh_CN.UTF-8"}, "en"),
        ([], {"LANG": "zha_CN.UTF-8"}, "en"),
    ],
)
def test_the_option_wins_over_the_variable_and_that_over_the_locale(
    run: Run, options: list[str], env: dict[str, str], lang: str
) -> None:
    env = {"LANG": "C", "LC_ALL": "", "LC_MESSAGES": "", **env}
    done = run("estimate", "label=5", *options, env=env)
    assert done.status == 0
    assert done.out.startswith(
        "合计 0.00 元 · 未指定月份，按最新价格表 · "
        if lang == "zh"
        else "Total 0.00 CNY · no month given (newest price list) · "
    )
    refused = run("estimate", "lable=5", *options, env=env)
    assert refused.err == (
        "error: lable=5: 未知服务 lable；是否指 label？\n"
        if lang == "zh"
        else "error: lable=5: unknown service lable; did you mean label?\n"
    )


@pytest.mark.parametrize(
    ("lang", "names"),
    [("en", "call it service, action, eventName or"), ("zh", "可以叫作 服务、服务类型、服务名称、接口（")],
)
def test_a_heading_is_advised_in_the_language_asked_for(run: Run, write: Write, lang: str, names: str) -> None:
    path = write("t.csv", "项目,一季度\n图像标签,5\n")
    assert names in run("estimate", path, "--lang", lang).err


def test_a_language_that_is_not_spoken_is_refused_beside_what_else_is_wrong(run: Run) -> None:
    assert run("estimate", "lable=5", "--lang", "fr") == (
        2,
        "",
        "error: --lang: unknown language fr; known: en, zh\nerror: lable=5: unknown service lable; did you mean label?\n",
    )
    done = run("estimate", "label=5", env={"TIIA_COST_LANG": "fr"})
    assert done == (2, "", "error: TIIA_COST_LANG: unknown language fr; known: en, zh\n")


@pytest.mark.parametrize("name", ["zhuang", "english", "cn", "zh-", "-zh", "zh CN", "fr-zh", "en_", "C.UTF-8"])
def test_only_whole_names_of_languages_are_understood(run: Run, name: str) -> None:
    done = run("estimate", "label=5", f"--lang={name}")
    assert done == (2, "", f"error: --lang: unknown language {name}; known: en, zh\n")


def test_a_chinese_bill_to_the_byte(run: Run) -> None:
    done = run("estimate", "label=1000000", "porn=950000", "--month", "2026-11", "--lang", "zh", env={"COLUMNS": "80"})
    assert done.out == (ROOT / "examples/forecasts/two-notes.zh.txt").read_text(encoding="utf-8")


def test_wide_characters_align(run: Run) -> None:
    lines = run("estimate", "label=1000000", "车型识别=5", "--lang", "zh", env={"COLUMNS": "80"}).out.splitlines()
    table = lines[3:8]
    assert table[-1].startswith("合计")
    assert {cell_len(line) for line in table} == {73}


def test_notes_in_the_json_have_stable_codes_and_a_text_in_either_language(run: Run) -> None:
    notes = {}
    for lang in ("en", "zh"):
        done = run("estimate", "porn=950000", "-f", "json", "--lang", lang)
        notes[lang] = json.loads(done.out)["bills"][0]["charges"][0]["notes"]
    assert notes["zh"] == [
        {
            "code": "cheaper-above",
            "calls": 1000000,
            "cost": "1485.00",  # 990,000 × 1.5 / 1,000
            "text": "多调用反而更省，再增加 5 万次，达到 100 万次时整月按第 2 阶梯（1.5 元）计价，费用由 1,880.00 元降为 "
            "1,485.00 元，省 395.00 元。",
        },
        {
            "code": "next-tier",
            "calls_to_go": 50000,
            "text": "再增加 5 万次即达第 2 阶梯（100 万次起），整月单价由 2 元变为 1.5 元（每 1,000 次）。",
        },
    ]
    assert [{**note, "text": ""} for note in notes["en"]] == [{**note, "text": ""} for note in notes["zh"]]
    assert notes["en"][0]["text"] == (
        "50,000 more calls would save 395.00 CNY: at 1,000,000 the whole month drops to the price of tier 2 (1.5 CNY) and costs"
        " 1,485.00 CNY instead of 1,880.00 CNY."
    )


def test_scripts_read_the_same_columns_in_either_language(run: Run) -> None:
    english, chinese = (run("estimate", "label=5", "-f", "csv", "--lang", lang) for lang in ("en", "zh"))
    assert english == chinese


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["estimate", "--fromat"], "未知选项 --fromat；是否指 --format？"),
        (["estimate", "--qqq=1"], "未知选项 --qqq；详见 tiia-cost estimate --help"),
        (["estimate", "label=5", "--format"], "选项 --format 缺少值；详见 tiia-cost estimate --help"),
        (["estimate", "--no-free-quota=1"], "选项 --no-free-quota 不能带值；详见 tiia-cost estimate --help"),
        (
            ["nope"],
            "未知命令 nope；可用：estimate、check、diff、cashflow、tiers、afford、explain、packs、init、prices、budgets",
        ),
        (["estimat"], "未知命令 estimat；是否指 estimate？"),
        (["prices", "shw"], "未知命令 shw；是否指 show？"),
        (["prices", "sho", "-x"], "未知命令 sho；是否指 show？"),
        (["difers"], "未知命令 difers；是否指 tiers、diff？"),
        (["prices", "schema", "a", "b"], "参数过多：a b；详见 tiia-cost prices schema --help"),
    ],
)
def test_what_is_wrong_with_a_command_line_is_said_in_chinese_too(run: Run, arguments: list[str], told: str) -> None:
    assert run(*arguments, env=CHINESE) == (2, "", f"error: {told}\n")


def test_the_language_is_understood_even_where_the_rest_is_not(run: Run) -> None:
    for arguments in (["--lang", "zh", "--foo"], ["--lang=zh", "--foo"], ["--foo", "--lang", "en", "--lang", "zh"]):
        assert run("estimate", *arguments).err.startswith("error: 未知选项 --foo")
    assert run("estimate", "--foo", "--", "--lang", "zh").err.startswith("error: unknown option --foo")
    assert run("estimate", "--foo", "--lang").err.startswith("error: unknown option --foo")


def test_notices_and_problems_of_tables_are_said_in_chinese(run: Run, write: Write) -> None:
    write("a.csv", "月份,服务,调用量,calls\n".encode("gb18030"))
    assert run("estimate", "a.csv", env=CHINESE) == (
        2,
        "",
        'a.csv: 按 GB18030 读取\na.csv:1:11: error: “调用量”列重复：调用量 和 calls；请用 --ignore-columns "调用量" 或 "calls" 忽略其中一列\n',
    )


def test_price_lists_are_told_in_chinese(run: Run) -> None:
    done = run("prices", "show", "label", "--lang", "zh")
    assert "图像理解  图像标签  label   2.5       2.2         2        1.5\n" in done.out
    assert "类别      服务      标识   0 起  100 万起  300 万起  1500 万起\n" in done.out
    assert "阶梯到达：整月调用均按当月达到的阶梯计价。" in done.out
    validated = run("prices", "validate", ROOT / "pricing.yaml", "--lang", "zh").out
    assert validated.endswith("：tencent-tiia，自 2019-12-01 起生效，9 项服务\n")
