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


def estimate_with(folder: Path, cwd: Path, *options: str) -> str:
    """Run the package in a folder, and return what it prints; it must be imported from there."""
    code = "import sys, tiia_cost, tiia_cost.cli; print(tiia_cost.__file__); sys.exit(tiia_cost.cli.main())"
    done = subprocess.run(
        [sys.executable, "-c", code, "estimate", "label=1500000", *(options or ("-f", "csv"))],
        env={**clean_environment(), "PYTHONPATH": str(folder)},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
    )
    imported, _, rest = done.stdout.partition("\n")
    assert Path(imported).is_relative_to(folder)
    return rest


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
    assert estimate_with(tmp_path / "site", tmp_path, "--lang", "zh").startswith("未指定月份")


def test_a_checkout_is_found_as_an_editable_install_finds_it(tmp_path: Path) -> None:
    assert estimate_with(ROOT, tmp_path).endswith(EXPECTED)


def test_the_unpacked_sdist_runs_and_can_be_tested(sdist: Path, tmp_path: Path) -> None:
    assert estimate_with(sdist, tmp_path).endswith(EXPECTED)
    assert (sdist / "tests/conftest.py").is_file()
    assert (sdist / "examples/forecast.csv").is_file()


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
