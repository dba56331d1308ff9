"""`--version`, alone and with `--verbose`, which is for reports of bugs."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, clean_environment
from tiia_cost.cli import version as module
from tiia_cost.cli.version import EXTRAS, LIBRARIES

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from tests.conftest import Run

VERBOSE = ("--version", "--verbose")


@pytest.fixture
def java(tmp_path: Path) -> dict[str, str]:
    """Return the environment in which there is a Java."""
    program = tmp_path / "jdk/bin/java"
    program.parent.mkdir(parents=True)
    program.touch(0o755)
    return {"JAVA_HOME": str(tmp_path / "jdk")}


def has_only(names: Collection[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let only these libraries be installed, each with version 1.2."""

    def told(name: str) -> str:
        if name not in names:
            raise PackageNotFoundError(name)
        return "1.2"

    monkeypatch.setattr(module, "version", told)
    monkeypatch.setattr(module, "has_duckdb", lambda: "duckdb" in names)
    monkeypatch.setattr(module, "has_spark", lambda: "pyspark" in names)


def below(out: str, title: str) -> list[str]:
    """Return the lines of a section."""
    return next(part for part in out.split("\n\n") if part.startswith(f"{title}\n")).splitlines()[1:]


def test_the_program_says_its_version(run: Run) -> None:
    assert run("--version") == (0, "tiia-cost 0.1.0\n", "")


def test_verbosely_it_says_what_it_runs_on(run: Run, java: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    has_only([*LIBRARIES, *(name for names in EXTRAS.values() for name in names)], monkeypatch)
    done = run(*VERBOSE, env=java)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"tiia-cost 0.1.0\nCPython {platform.python_version()}, {platform.platform()}\n\n")
    assert below(done.out, "Libraries")[:2] == ["  junitparser  1.2", "  pydantic     1.2"]
    assert below(done.out, "Extras")[0] == "  plot   plotext 1.2, jinja2 1.2, vl-convert-python 1.2"
    assert below(done.out, "Engines") == ["  python  ready", "  duckdb  ready", "  spark   ready, Java found"]
    lists = below(done.out, "Price lists")
    assert lists[0] == (
        "  announced  tencent-tiia          in force from 2019-12-01, compared with its source on 2026-11-22"
    )
    assert len(lists) == 7
    dated = (
        r"  charged    tencent-tiia-(20\d\d-\d\d)  in force from \1-01, compared with its source on 20\d\d-\d\d-\d\d"
    )
    assert all(re.fullmatch(dated, line) for line in lists[1:])
    assert "/" not in done.out  # no path of the machine


def test_versions_are_those_of_what_is_installed(run: Run) -> None:
    libraries = below(run(*VERBOSE).out, "Libraries")
    assert libraries[-1] == f"  typer        {version('typer')}"


def test_what_is_missing_is_told_with_how_to_install_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    has_only(["jinja2", "pyspark", "grpcio"], monkeypatch)
    out = run(*VERBOSE, env={"JAVA_HOME": "nowhere"}).out
    plot, bulk, excel, spark = below(out, "Extras")
    assert plot == '  plot   jinja2 1.2; missing: plotext, vl-convert-python; to install: pip install "tiia-cost[plot]"'
    assert [bulk, excel] == [
        f'  {name:5}  not installed; to install: pip install "tiia-cost[{name}]"' for name in ("bulk", "excel")
    ]
    assert spark == "  spark  pyspark 1.2, grpcio 1.2"
    assert below(out, "Engines") == [
        "  python  ready",
        "  duckdb  not installed, see extra bulk",
        "  spark   Java not found; only a Spark Connect server (sc://…) can be used",
    ]
    has_only([], monkeypatch)
    out = run(*VERBOSE, env={"TIIA_COST_LANG": "zh"}).out
    assert below(out, "可选依赖")[-1] == '  spark  未安装；安装方法：pip install "tiia-cost[spark]"'
    assert below(out, "引擎")[1:] == ["  duckdb  未安装，见可选依赖 bulk", "  spark   未安装，见可选依赖 spark"]


def test_both_orders_say_the_same_and_verbose_alone_is_refused(run: Run) -> None:
    assert run("--verbose", "--version") == run("--version", "--verbose")
    assert run("--version", "estimate", "--verbose").out == "tiia-cost 0.1.0\n"
    for arguments in ([], ["estimate", "label=5"], ["prices", "list"]):
        assert run("--verbose", *arguments) == (
            2,
            "",
            "error: --verbose before a command goes only with --version: tiia-cost --version --verbose;"
            " to see which engine reads a file, write it after the command\n",
        )


def test_the_libraries_are_those_that_the_package_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[^\w.-]", requirement)[0].lower() for requirement in requirements}

    assert {name.lower() for name in LIBRARIES} == names(project["dependencies"])
    extras = {name: names(asked) for name, asked in project["optional-dependencies"].items() if name != "dev"}
    extras["spark"].add("grpcio")  # of pyspark[connect]
    if sys.version_info >= (3, 14):
        extras["bulk"].remove("backports.zstd")
    assert {name: set(libraries) for name, libraries in EXTRAS.items()} == extras


@pytest.mark.process
def test_no_library_of_an_extra_is_imported_to_tell_its_version() -> None:
    code = "import sys; from tiia_cost.cli import main; main(); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, *VERBOSE], env=clean_environment(), capture_output=True, text=True, check=True
    )
    heavy = {
        "backports",
        "duckdb",
        "grpc",
        "jinja2",
        "plotext",
        "pyspark",
        "python_calamine",
        "vl_convert",
        "xlsxwriter",
    }
    assert {name.partition(".")[0] for name in done.stderr.split()} & heavy == set()
