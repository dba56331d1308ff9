"""What the tests share: the program, the shipped price book, and small price lists."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pytest
import yaml
from hypothesis import HealthCheck, settings

from tests.support.program import run_here
from tiia_cost.core.book import PriceBook
from tiia_cost.core.prices import PriceList
from tiia_cost.inputs.settings.price_file import load_prices

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tiia_cost.inputs.engines.spark.session import Cluster

settings.register_profile(
    "tiia-cost",
    # How long an example takes says how busy the machine is, not whether the code is right.
    deadline=None,
    # The examples of a test may well share its folder, in which each writes its file anew.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("tiia-cost")

ROOT = Path(__file__).parents[1]
PROGRAM = Path(sys.executable).with_name("tiia-cost")
HANGS = 900
"""Seconds after which what a test waits for will not come any more, on however slow a machine."""


SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Has a Java machine compile once and quickly: by default it spends half the time of a test on making itself faster."""


class Ran(NamedTuple):
    """What a run of the program left behind."""

    status: int
    out: str
    err: str


class Run(Protocol):
    """Runs the program with arguments, in the folder of the test unless told otherwise."""

    def __call__(
        self,
        *arguments: str | Path,
        stdin: bytes | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Ran: ...


class Write(Protocol):
    """Writes a file into the test's folder and returns its path."""

    def __call__(self, name: str, content: str | bytes) -> Path: ...


class Prices(Protocol):
    """Makes a price book of one service called `label` from settings in YAML."""

    def __call__(self, settings: str = "", *, service: str = "") -> PriceBook: ...


def clean_environment() -> dict[str, str]:
    """Return the environment without what would change how the program looks, speaks or what it prices."""
    ours = ("TIIA_COST_", "SPARK_", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "PYTHONPATH", "LANG", "LC_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "LC_ALL": "C.UTF-8", "SPARK_SUBMIT_OPTS": SHORT_LIVED}


def program_environment() -> dict[str, str]:
    """Return a clean environment in which a shell finds the program, and git knows who commits."""
    someone = {f"GIT_{role}_{part}": "test" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    environment = {name: value for name, value in clean_environment().items() if not name.startswith("GIT_")}
    return {**environment, **someone, "PATH": f"{PROGRAM.parent}:{environment['PATH']}"}


def commit(folder: Path, message: str) -> None:
    """Commit everything in a folder, which becomes a repository if it is none."""
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", message]):
        subprocess.run(["git", *command], cwd=folder, env=program_environment(), check=True)


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures they ask for, and keep those of Spark together: they share a session."""
    for item in items:
        for name in ("spark", "browser", "process"):
            if name in getattr(item, "fixturenames", ()):
                item.add_marker(name)
        if item.get_closest_marker("spark"):
            item.add_marker(pytest.mark.xdist_group("spark"))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with a forecast on `main`, a larger one in the folder, and a budget that allows both."""
    folder = tmp_path / "repository"
    folder.mkdir()
    forecast = (ROOT / "examples/forecast.csv").read_text(encoding="utf-8")
    (folder / "budgets.yaml").write_bytes((ROOT / "examples/budgets.yaml").read_bytes())
    (folder / "forecast.csv").write_text(forecast.replace("1.5M", "1.4M"), encoding="utf-8")
    commit(folder, "forecast")
    subprocess.run(["git", "update-ref", "refs/remotes/origin/main", "main"], cwd=folder, check=True)
    (folder / "forecast.csv").write_text(forecast, encoding="utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the program in the process of the tests: for all that is about what it does, which is nearly everything.

    What it raises fails the test. See `process` for what this cannot show.
    """

    def run(
        *arguments: str | Path,
        stdin: bytes | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Ran:
        asked, environment = [*map(str, arguments)], {**clean_environment(), **(env or {})}
        status, out, err = run_here(asked, stdin or b"", environment, cwd or tmp_path)
        return Ran(status, out.decode(), err.decode())

    return run


@pytest.fixture
def process(tmp_path: Path) -> Run:
    """Run the installed program as users do, for what only a process of its own shows, at fifty times the time.

    That is how it starts and ends: what the locale makes of its streams, what is imported, completion, and sessions of
    Spark other than the one that tests share. For shells, terminals and interrupts see `tests/support/processes.py`.
    """

    def process(
        *arguments: str | Path,
        stdin: bytes | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Ran:
        done = subprocess.run(
            [PROGRAM, *map(str, arguments)],
            input=stdin or b"",
            capture_output=True,
            env={**clean_environment(), **(env or {})},
            cwd=cwd or tmp_path,
            timeout=HANGS,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return process


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def needs_spark() -> None:
    """Skip where Spark is missing, which it never is in CI."""
    if find_spec("pyspark") is None:
        pytest.skip("pyspark is missing: pip install '.[spark]'")
    if shutil.which("java") is None:
        pytest.skip("Java is missing: install openjdk-17-jre-headless, say")


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Yield the one session of Spark that tests share; their group keeps them in one process."""
    needs_spark()
    from pyspark.sql import SparkSession

    from tiia_cost.inputs.engines.spark.session import opened

    settings = {
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        "spark.ui.enabled": "false",
        "spark.driver.extraJavaOptions": SHORT_LIVED,
        "spark.sql.shuffle.partitions": "2",  # more would only take time
    }
    builder = SparkSession.builder.master("local[2]").appName("tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    owner = builder.getOrCreate()
    with opened(None) as cluster:
        yield cluster
    owner.stop()


@pytest.fixture(scope="session")
def book() -> PriceBook:
    """Return the shipped prices."""
    return load_prices()


@pytest.fixture(scope="session")
def prices() -> Prices:
    return price_book


def price_list(settings: str = "", *, service: str = "") -> PriceList:
    """Return a list that has only what every list must have, changed by `settings` and `service` (YAML mappings)."""
    data = {
        "name": "test-list",
        "currency": "CNY",
        "effective_from": "2020-01-01",
        "tier_mode": "volume",
        "per": "1",
        "tiers": {"from": ["0", "100", "300"]},
        "services": {"label": {"name": "Image tagging", "prices": ["3", "2", "1"], **_plain(service)}},
        **_plain(settings),
    }
    return PriceList.model_validate(data)


def price_book(settings: str = "", *, service: str = "") -> PriceBook:
    return PriceBook([price_list(settings, service=service)])


def _plain(text: str) -> dict[str, object]:
    return yaml.load(text, Loader=yaml.BaseLoader) or {}  # noqa: S506 - it reads text only


def texts(lines: Sequence[str]) -> str:
    """Return lines as one text, each ended."""
    return "".join(f"{line}\n" for line in lines)
