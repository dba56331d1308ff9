"""READMEs and guides: every command runs and prints what is shown, leaves nothing behind, and every link leads somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from python_calamine import load_workbook

from tests.conftest import ROOT, commit, needs_spark, program_environment
from tiia_cost import core
from tiia_cost.cli.check import FORMATS as CHECK_FORMATS
from tiia_cost.cli.options import FORMATS
from tiia_cost.core.outlook import PACES
from tiia_cost.core.prices import PriceList
from tiia_cost.inputs.settings.budget_file import BudgetFile
from tiia_cost.messages.problems import PROBLEMS
from tiia_cost.messages.results import RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Run

GUIDES = sorted(path.parent for path in ROOT.glob("examples/*/README.md"))
PAIRS = [(folder / "README.md", folder / "README.zh.md") for folder in (ROOT, ROOT / "examples", *GUIDES)]
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for pair in PAIRS for path in pair}
"""What is read in both languages, by path; other documents, as those for contributors, have links but no commands."""
LANGUAGES = {
    "en": "\n".join(text for name, text in TEXTS.items() if not name.endswith(".zh.md")),
    "zh": "\n".join(text for name, text in TEXTS.items() if name.endswith(".zh.md")),
}


def commands(text: str) -> list[tuple[str, str]]:
    """Return the commands of the console blocks of a document, each with the output below it, or "" for none."""
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [found for block in blocks for found in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)]


def stored(text: str) -> list[tuple[str, str]]:
    """Return the commands whose output is a file, one a line: `    tiia-cost … > file`."""
    return re.findall(r"^    ((?:COLUMNS=80 )?tiia-cost .+?) > (\S+)$", text, re.MULTILINE)


def shown() -> dict[str, dict[str, str]]:
    """Return each command once, with its output wherever that is shown or stored."""
    found: dict[str, dict[str, str]] = {}
    for name, text in TEXTS.items():
        for command, output in commands(text):
            found.setdefault(command, {}).update({name: output} if output else {})
        for command, file in stored(text):
            found.setdefault(command, {})[file] = (ROOT / file).read_bytes().decode()
    return found


COMMANDS = shown()
SIMPLE = re.compile(
    r"(?:COLUMNS=(?P<columns>\d+) )?tiia-cost (?!.*spark)(?P<arguments>[^|&;$]+?)(?: < (?P<input>\S+))?"
)
"""Commands that need neither a shell nor a session are run in the process of the tests, at a twentieth of the time."""


def marks(command: str) -> list[pytest.MarkDecorator]:
    """Return what a command needs, for the choice of tests."""
    return [*[pytest.mark.spark] * ("spark" in command), *[pytest.mark.process] * (not SIMPLE.fullmatch(command))]


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and return what it prints."""
    environment = program_environment()
    command = ["git", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with what git has, or would have, of this one."""
    folder = tmp_path_factory.mktemp("clone") / "tiia-cost"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".git", ".venv", ".*cache", "__pycache__"))
    commit(folder, "all")
    return folder


@pytest.fixture
def folder(request: pytest.FixtureRequest, clone: Path, tmp_path: Path) -> Iterator[Path]:
    """Yield where a command is run, and see that it leaves no file in the clone that git does not ignore.

    Some run in the reader's own repository: `init` in a new one, what is about a branch in one with a forecast.
    """
    command: str = request.getfixturevalue("command")
    if "tiia-cost init" in command:
        (tmp_path / "new").mkdir()
        git(tmp_path / "new", "init")
        yield tmp_path / "new"
    elif re.search(r"(?<!\S)forecast\.csv\b", command):
        yield request.getfixturevalue("repository")
    else:
        yield clone
    left = git(clone, "status", "--porcelain", "--untracked-files=all")
    if left:  # tell it of this command, and not of all that follow
        git(clone, "reset", "--hard")
        git(clone, "clean", "-fd")
    assert left == ""


@pytest.mark.parametrize("command", [pytest.param(command, marks=marks(command), id=command) for command in COMMANDS])
def test_each_command_runs_and_prints_what_is_shown(command: str, folder: Path, run: Run) -> None:
    if "--engine spark" in command:
        needs_spark()
    if "jq" in command and shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    if simple := SIMPLE.fullmatch(command):
        env = {"COLUMNS": simple["columns"]} if simple["columns"] else {}
        stdin = (folder / simple["input"]).read_bytes() if simple["input"] else None
        status, out, messages = run(*shlex.split(simple["arguments"]), stdin=stdin, env=env, cwd=folder)
    else:
        script = ["bash", "-o", "pipefail", "-c", command]
        done = subprocess.run(script, capture_output=True, cwd=folder, env=program_environment(), check=False)
        status, out, messages = done.returncode, done.stdout.decode(), done.stderr.decode()
    assert status == 0, messages
    assert dict.fromkeys(COMMANDS[command], out) == COMMANDS[command]


@pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=[pair[0].relative_to(ROOT).as_posix() for pair in PAIRS])
def test_both_languages_show_the_same_commands(english: Path, chinese: Path) -> None:
    def plain(path: Path) -> list[str]:
        found = [command for command, _ in commands(path.read_text(encoding="utf-8"))]
        return [
            re.sub(r" --lang zh\b|\.zh\b|(?<=\| head -)\d+", "", re.sub(r'echo ".*?"', "echo", command))
            for command in found
        ]

    assert plain(english) == plain(chinese)


def test_documents_have_commands_of_this_program() -> None:
    assert len(COMMANDS) > 60
    ours = re.compile(r"(^|\w+=\w+ |\| )tiia-cost\b|^cat [\w./]+$")
    assert [command for command in COMMANDS if not ours.search(command)] == []


def test_the_bad_rows_of_the_examples_are_those_that_are_written_down(run: Run, tmp_path: Path) -> None:
    command = "estimate examples/logs/log-with-bad-rows.csv --bad-rows"
    assert run(*command.split(), tmp_path / "bad-rows.csv", cwd=ROOT).status == 0
    kept = ROOT / "examples/logs/log-with-bad-rows.left-out.csv"
    assert (tmp_path / "bad-rows.csv").read_bytes() == kept.read_bytes()


@pytest.mark.parametrize(("lang", "suffix"), [("en", ""), ("zh", ".zh")])
def test_the_page_and_the_workbook_of_the_guide_are_those_that_are_made_now(
    run: Run, tmp_path: Path, lang: str, suffix: str
) -> None:
    report = ROOT / "examples/report"
    done = run("estimate", report / "forecast.xlsx", "-o", "report.html", "-o", "bills.xlsx", "--lang", lang, "--quiet")
    assert done == (0, "", "")
    assert (tmp_path / "report.html").read_bytes() == (report / f"report{suffix}.html").read_bytes()
    made, kept = (load_workbook(path) for path in (tmp_path / "bills.xlsx", report / f"bills{suffix}.xlsx"))
    assert {sheet.name: made.get_sheet_by_name(sheet.name).to_python() for sheet in made.sheets_metadata} == {
        sheet.name: kept.get_sheet_by_name(sheet.name).to_python() for sheet in kept.sheets_metadata
    }


@pytest.mark.parametrize("name", ["examples/this-month/README.md", "examples/this-month/README.zh.md"])
def test_the_guide_of_a_month_tells_what_each_day_would_have_foreseen(name: str, run: Run, tmp_path: Path) -> None:
    days = (ROOT / "examples/this-month/november-30.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    told = re.findall(r"^\| 2026-11-(\d\d) \| ([\d,.]+) \| ([\d,.]*)", TEXTS[name], re.MULTILINE)
    assert len(told) == 7
    for day, *totals in told:
        (tmp_path / "known.csv").write_text("".join(days[: int(day) + 1]), encoding="utf-8")
        for pace, total in zip(PACES, totals, strict=True):
            done = run("estimate", "known.csv", "--through", "auto", "--pace", pace, "--total")
            assert done.out.strip() == total.replace(",", "")


EXAMPLES_IN_PYTHON = [
    pytest.param(*found, id=name)
    for name, text in TEXTS.items()
    for found in re.findall(r"```python\n(.*?)```\n.*?```text\n(.*?)```", text, re.DOTALL)
]


@pytest.mark.process
@pytest.mark.parametrize(("code", "expected"), EXAMPLES_IN_PYTHON)
def test_each_example_in_python_prints_what_stands_below_it(code: str, expected: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == expected


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_file_among_the_examples_is_told_by_name(lang: str) -> None:
    told = {*re.findall(r"[\w.-]+\w", LANGUAGES[lang])}
    others = re.compile(r"\.zh\.\w+$" if lang == "en" else r"(?!)")
    files = [path for path in (ROOT / "examples").rglob("*") if path.is_file() and not path.name.startswith("README")]
    twins = {path.with_suffix("").stem + path.suffix for path in files if ".zh." in path.name}
    untold = [path.name for path in files if path.name not in told and not others.search(path.name)]
    assert [name for name in untold if lang == "en" or name not in twins] == []


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives the headings of a document."""
    without_code = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    names: list[str] = []
    for heading in re.findall(r"^#+ (.+)$", without_code, re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        names.append(f"{name}-{names.count(name)}" if name in names else name)
    return set(names)


@pytest.mark.parametrize("name", [*TEXTS, *(".github/CONTRIBUTING.md", "tests/README.md", "tests/bench/README.md")])
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(name: str) -> None:
    document = ROOT / name
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        if "://" not in link and (
            not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8")))
        ):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_readme_is_short(name: str) -> None:
    assert len(TEXTS[name].splitlines()) <= 200


@pytest.mark.parametrize("suffix", ["", ".zh"])
def test_the_readme_shows_the_forecast_that_it_prices(suffix: str) -> None:
    forecast = (ROOT / f"examples/forecast{suffix}.csv").read_text(encoding="utf-8-sig")
    assert f"```text\n{forecast}```\n" in TEXTS[f"README{suffix}.md"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_format_status_field_and_note_is_told(lang: str) -> None:
    told = [*FORMATS, *CHECK_FORMATS, *(f"| {status} |" for status in (0, 2, 3, 4, 130)), *NOTES, *FIELDS]
    told += [f"\n{name}: " for name in BudgetFile.model_fields]
    told += [f"`{field.alias or name}`" for name, field in PriceList.model_fields.items()]
    assert [name for name in told if name not in LANGUAGES[lang]] == []


NOTES = (
    *("free-beta", "on-tier-bound", "tier-basis-window", "cheaper-above", "next-tier", "pack-tier-window"),
    "tier-reached-on",
    *("freeze-failed", "freeze-made-good", "in-arrears", "arrears-paid", "settled-as-forecast"),
    *("top-up-on-first-day", "top-up-in-window", "top-up-after-last", "still-frozen"),
)
FIELDS = (
    *("projection", "so_far", "calls_left_out", "days_without_calls", "expected", "range_from", "range_to"),
    *("growth", "growth_from_part", "not_continued"),
    *("rows_as_calls", "rows_left_out", "price_lists", "pack_calls", "pack_deduction"),
)
GLOSSARY = {
    "list cost": "刊例价金额",
    "free quota": "免费额度",
    "billable": "计费调用量",
    "tier": "阶梯",
    "cliff": "价格落差",
    "freeze": "冻结",
    "settlement": "结算",
    "arrears": "欠费",
    "top-up": "充值",
    "pack": "资源包",
}


@pytest.mark.parametrize("guide", ["examples/forecasts/README.md", "examples/forecasts/README.zh.md"])
def test_the_glossary_has_the_words_of_both_languages_side_by_side(guide: str) -> None:
    rows = re.findall(r"^\| \*\*(.+?)\*\* \| \*\*(.+?)\*\* \| .+\|$", TEXTS[guide], re.MULTILINE)
    assert dict(rows if guide.endswith("/README.md") else [row[::-1] for row in rows]) == GLOSSARY


@pytest.mark.parametrize(("english", "chinese"), GLOSSARY.items())
def test_the_program_says_the_words_of_the_glossary(english: str, chinese: str) -> None:
    table = {**PROBLEMS, **RESULTS}.values()
    assert any(re.search(rf"\b{english}s?\b", message.en, re.IGNORECASE) for message in table)
    assert any(chinese in message.zh.replace("\u200b", "") for message in table)


def test_every_file_that_the_guide_for_contributors_names_exists() -> None:
    guide = (ROOT / ".github/CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"[\w./-]+\.(?:md|py|toml|yaml|yml)\b|(?<![\w.])[\w./-]+/(?=`)", guide))
    made = {name for name in named if name.startswith("dist/") or "NAME" in name or "ID" in name}
    homes = (ROOT, ROOT / "tiia_cost", ROOT / "tiia_cost/inputs", ROOT / "tests")
    assert sorted(name for name in named - made if not any((home / name).exists() for home in homes)) == []
    assert len(named - made) > 20


def test_every_rule_that_is_cited_is_in_the_list_of_the_core() -> None:
    rules = {int(number) for number in re.findall(r"^ *(\d+)\. ", core.__doc__ or "", re.MULTILINE)}
    sources = [path for folder in ("tiia_cost", "tests") for path in (ROOT / folder).rglob("*.py")]
    cited = [
        (path.name, int(number))
        for path in sources
        for numbers in re.findall(r"\brules? (\d+(?:(?:, | to | and )\d+)*)", path.read_text(encoding="utf-8"))
        for number in re.findall(r"\d+", numbers)
    ]
    assert len(cited) > 15
    assert [citation for citation in cited if citation[1] not in rules] == []


@pytest.mark.parametrize("document", ["README.md", "README.zh.md"])
@pytest.mark.parametrize("command", ["pip install . && tiia-cost estimate", "pip install '.[dev]' && pytest"])
def test_the_two_commands_stand_alone_to_be_copied(document: str, command: str) -> None:
    # The CI job takes the English ones from there.
    lines = (ROOT / document).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith(f"    {command}")]
