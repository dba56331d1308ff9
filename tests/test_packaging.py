"""The price table ships with the program, however it is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, clean_environment

pytestmark = pytest.mark.process


def build(kind: str, source: Path, into: Path) -> Path:
    """Build with the backend itself, so that no network is needed."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", into],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (built,) = into.iterdir()
    return built


@pytest.fixture(scope="session")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))
    into = tmp_path_factory.mktemp("unpacked")
    subprocess.run(["tar", "-xzf", archive, "-C", into], check=True)
    (unpacked,) = into.iterdir()
    return unpacked


def run_with(folder: Path, cwd: Path, *arguments: str) -> str:
    """Run the package in a folder or a zip file, and return what it prints; it must be imported from there."""
    code = "import sys, tiia_cost, tiia_cost.cli; print(tiia_cost.__file__); sys.exit(tiia_cost.cli.main())"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**clean_environment(), "PYTHONPATH": str(folder)},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
    )
    imported, _, rest = done.stdout.partition("\n")
    assert Path(imported).is_relative_to(folder)
    return rest


def estimate_with(folder: Path, cwd: Path, *options: str) -> str:
    return run_with(folder, cwd, "estimate", "label=1500000", *(options or ("-f", "csv")))


EXPECTED = ",2,2.2,1000,3300.00,22.00,3278.00,3300.00\n"


@pytest.mark.parametrize("source", ["checkout", "sdist"])
def test_a_wheel_has_the_prices_and_the_translations_and_needs_nothing_else(
    source: str, sdist: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    wheel = build("wheel", ROOT if source == "checkout" else sdist, tmp_path_factory.mktemp("wheel"))
    with zipfile.ZipFile(wheel) as files:
        files.extractall(tmp_path / "site")
    assert (tmp_path / "site/tiia_cost/pricing.yaml").read_bytes() == (ROOT / "pricing.yaml").read_bytes()
    assert (tmp_path / "site/tiia_cost/py.typed").is_file()
    assert estimate_with(tmp_path / "site", tmp_path).endswith(EXPECTED)
    assert estimate_with(tmp_path / "site", tmp_path, "--lang", "zh").startswith("合计 3,278.00 元 · 未指定月份")


def test_a_checkout_is_found_as_an_editable_install_finds_it(tmp_path: Path) -> None:
    assert estimate_with(ROOT, tmp_path).endswith(EXPECTED)


def test_the_unpacked_sdist_runs_and_can_be_tested(sdist: Path, tmp_path: Path) -> None:
    assert estimate_with(sdist, tmp_path).endswith(EXPECTED)
    assert (sdist / "tests/conftest.py").is_file()
    assert (sdist / "examples/forecast.csv").is_file()


@pytest.fixture(scope="session")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel that pip makes of the sdist."""
    return build("wheel", sdist, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(params=["checkout", "sdist", "wheel", "wheel as a zip file"])
def package(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return where the package is found, one after the other: dependencies are always found beside this Python."""
    if request.param == "checkout":
        return ROOT
    found: Path = request.getfixturevalue(request.param.split()[0])
    if request.param == "wheel":
        with zipfile.ZipFile(found) as files:
            files.extractall(tmp_path / "site")
        return tmp_path / "site"
    return found


def test_the_lists_that_were_charged_are_found_by_name_however_the_program_is_installed(
    package: Path, tmp_path: Path
) -> None:
    # (500,000 − 10,000) × 2 ÷ 1,000; the list announced would have 490,000 × 3 ÷ 1,000 = 1,470.00
    crop = ("estimate", "crop=500000", "--month", "2020-01", "-f", "csv")
    charged = run_with(package, tmp_path, *crop, "--prices", "charged")
    assert charged.endswith(
        ",2020-01,tencent-tiia-2020-01,crop,500000,10000,490000,1,2,1000,1000.00,20.00,980.00,1000.00\n"
    )
    assert run_with(package, tmp_path, *crop).endswith(",1470.00,1500.00\n")
    # a list alone; 1,499,000 × 45 ÷ 1,000 = 67,455
    newest = ("estimate", "car-pro=1500000", "--prices", "tencent-tiia-2022-11", "-f", "csv")
    assert run_with(package, tmp_path, *newest).endswith(",67455.00,0.00\n")


def test_every_shipped_list_is_listed_however_the_program_is_installed(package: Path, tmp_path: Path) -> None:
    rows = [row.split(",")[:2] for row in run_with(package, tmp_path, "prices", "list", "-f", "csv").splitlines()[1:]]
    files = sorted((ROOT / "tiia_cost/charged").iterdir())
    assert rows == [["announced", "tencent-tiia"], *(["charged", f"tencent-tiia-{file.stem}"] for file in files)]


@pytest.mark.parametrize(("lang", "suffix"), [("en", ""), ("zh", ".zh")])
def test_the_files_to_start_from_are_those_of_the_examples_however_the_program_is_installed(
    package: Path, tmp_path: Path, lang: str, suffix: str
) -> None:
    run_with(package, tmp_path, "init", "new", "--ci", "shell", "--lang", lang)
    for name, example in (("forecast.csv", f"forecast{suffix}.csv"), ("check.sh", f"ci/check{suffix}.sh")):
        assert (tmp_path / "new" / name).read_bytes() == (ROOT / "examples" / example).read_bytes()
    schema = ROOT / "tiia_cost/budgets.schema.json"
    assert (tmp_path / "new/budgets.schema.json").read_bytes() == schema.read_bytes()


def test_a_page_is_made_however_the_program_is_installed(package: Path, tmp_path: Path) -> None:
    page = run_with(package, tmp_path, "estimate", "label=1500000", "-f", "html")
    assert page.startswith("<!DOCTYPE html>")
    assert "3,278.00" in page


def test_a_wheel_has_every_list_that_was_charged_byte_for_byte(wheel: Path) -> None:
    files = {f"tiia_cost/charged/{file.name}": file.read_bytes() for file in (ROOT / "tiia_cost/charged").iterdir()}
    assert len(files) == 6
    with zipfile.ZipFile(wheel) as built:
        packed = {name: built.read(name) for name in built.namelist() if name.startswith("tiia_cost/charged/")}
    assert packed == files


def test_the_package_runs_as_a_module(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tiia_cost", "estimate", "label=1500000", "-f", "csv"],
        env={**clean_environment(), "PYTHONPATH": os.fspath(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.endswith(EXPECTED)
