"""README and examples: every command runs, prints the output shown, and every file that is pointed to exists."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from python_calamine import load_workbook

from tests.conftest import ROOT, needs_spark, program_environment
from tiia_cost import core
from tiia_cost.cli.check import FORMATS as CHECK_FORMATS
from tiia_cost.cli.options import FORMATS
from tiia_cost.core.prices import PriceList
from tiia_cost.inputs.settings.budget_file import BudgetFile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run

READMES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")}
GUIDES = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in ("examples/report/README.md", "examples/report/README.zh.md")
}
EXAMPLES = re.findall(
    r"^    ((?:COLUMNS=80 )?tiia-cost .+?) > (\S+)$",
    (ROOT / "examples/README.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
CONSOLE = [
    (readme, *found)
    for readme, text in {**READMES, **GUIDES}.items()
    for found in re.findall(r"^\$ (.+)\n((?:(?!\$ |```).*\n)*)", text, re.MULTILINE)
]
RUN = [
    pytest.param(readme, *said, id=f"{readme}: {said[0]}", marks=[pytest.mark.spark] * ("spark" in said[0]))
    # What both say is run once.
    for said, readme in {(command, output): readme for readme, command, output in CONSOLE}.items()
]

NOTES = (
    *("free-beta", "on-tier-bound", "tier-basis-window", "cheaper-above", "next-tier"),
    *("freeze-failed", "freeze-made-good", "in-arrears", "arrears-paid", "settled-as-forecast"),
    *("top-up-on-first-day", "top-up-in-window", "top-up-after-last", "still-frozen"),
)


def shell(command: str, folder: Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "-c", command], capture_output=True, cwd=folder, env=program_environment(), check=False
    )


@pytest.mark.process
@pytest.mark.parametrize(("command", "expected"), EXAMPLES, ids=[expected for _, expected in EXAMPLES])
def test_each_example_gives_its_output_to_the_byte(command: str, expected: str) -> None:
    done = shell(command)
    assert done.returncode == 0
    assert done.stdout == (ROOT / expected).read_bytes()


@pytest.mark.process
def test_the_bad_rows_of_the_examples_are_those_that_are_written_down(tmp_path: Path) -> None:
    done = shell(f"tiia-cost estimate examples/logs/log-with-bad-rows.csv --bad-rows {tmp_path}/bad-rows.csv")
    assert done.returncode == 0
    assert (tmp_path / "bad-rows.csv").read_bytes() == (
        ROOT / "examples/logs/log-with-bad-rows.left-out.csv"
    ).read_bytes()


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


def test_no_file_among_the_examples_is_left_untold() -> None:
    told = (ROOT / "examples/README.md").read_text(encoding="utf-8")
    untold = [
        path.name
        for path in (ROOT / "examples").rglob("*.*")
        if path.name not in {*re.findall(r"[\w.-]+", told), "README.md"}
    ]
    assert untold == []


@pytest.mark.process
@pytest.mark.parametrize(("readme", "command", "output"), RUN)
def test_each_command_in_the_readme_runs_and_prints_what_stands_below_it(
    readme: str, command: str, output: str, tmp_path: Path, repository: Path
) -> None:
    if "jq" in command and shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    if "--engine spark" in command:
        needs_spark()
    command = re.sub(r"(--(?:output|counts|bad-rows)) (\S+)", rf"\1 {tmp_path}/\2", command)
    done = shell(f"set -o pipefail; {command}", repository if "git show" in command else ROOT)
    assert done.returncode == 0, f"{readme}: {done.stderr!r}"
    if output:
        assert done.stdout.decode() == output


@pytest.mark.parametrize("readme", READMES)
def test_the_readmes_have_commands(readme: str) -> None:
    commands = [found[1] for found in CONSOLE if found[0] == readme]
    assert len(commands) > 5
    assert all(re.match(r"(\w+=\w+ |git show [\w:.]+ \| )?tiia-cost\b", command) for command in commands)


@pytest.mark.parametrize(("readme", "text"), {**READMES, **GUIDES}.items())
def test_every_file_a_readme_points_to_exists(readme: str, text: str) -> None:
    folder = (ROOT / readme).parent
    assert [link for link in re.findall(r"\]\(([^)#]+)\)", text) if not (folder / link).exists()] == []


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


@pytest.mark.parametrize("readme", READMES)
def test_the_readmes_tell_every_format_status_field_and_note(readme: str) -> None:
    told = [*FORMATS, *CHECK_FORMATS, *(f"| {status} |" for status in (0, 2, 3, 4, 130)), *NOTES]
    told += [f"\n{name}: " for name in BudgetFile.model_fields]
    told += [f"`{field.alias or name}`" for name, field in PriceList.model_fields.items()]
    assert [name for name in told if name not in READMES[readme]] == []


@pytest.mark.parametrize("pair", [READMES, GUIDES], ids=["readmes", "guides"])
def test_both_languages_show_the_same_things(pair: dict[str, str]) -> None:
    english, chinese = (
        [
            re.sub(r" --lang zh\b|\.zh\b", "", found[1])
            for found in CONSOLE
            if found[0] == readme and "COLUMNS" not in found[1]
        ]
        for readme in pair
    )
    assert english == chinese
