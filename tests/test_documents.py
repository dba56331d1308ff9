"""What README and examples say is run: commands, outputs, and where they point."""

from __future__ import annotations

import re
import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.conftest import PROGRAM, ROOT, clean_environment

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(
    r"^    ((?:COLUMNS=80 )?tiia-cost .+) > (\S+)$",
    (ROOT / "examples/README.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
CONSOLE = re.findall(r"^\$ (.+)\n((?:(?!\$ |```).*\n)*)", README, re.MULTILINE)


def shell(command: str) -> subprocess.CompletedProcess[bytes]:
    environment = clean_environment()
    environment["PATH"] = f"{PROGRAM.parent}:{environment['PATH']}"
    return subprocess.run(["bash", "-c", command], capture_output=True, cwd=ROOT, env=environment, check=False)


@pytest.mark.parametrize(("command", "expected"), EXAMPLES, ids=[expected for _, expected in EXAMPLES])
def test_each_example_gives_its_output_to_the_byte(command: str, expected: str) -> None:
    done = shell(command)
    assert done.returncode == 0
    assert done.stdout == (ROOT / expected).read_bytes()


def test_no_file_among_the_examples_is_left_untold() -> None:
    told = (ROOT / "examples/README.md").read_text(encoding="utf-8")
    untold = [
        path.name
        for path in (ROOT / "examples").iterdir()
        if path.name not in {*re.findall(r"[\w.-]+", told), "README.md"}
    ]
    assert untold == []


@pytest.mark.parametrize(("command", "output"), CONSOLE, ids=[command for command, _ in CONSOLE])
def test_each_command_in_the_readme_runs_and_prints_what_stands_below_it(
    command: str, output: str, tmp_path: Path
) -> None:
    written = re.search(r"--output (\S+)", command)
    if written:
        command = command.replace(written[1], str(tmp_path / written[1]))
    done = shell(command)
    assert done.returncode == 0, done.stderr
    if output:
        assert done.stdout.decode() == output


def test_the_readme_has_commands() -> None:
    assert len(CONSOLE) > 5
    assert all(shlex.split(command)[0] == "tiia-cost" for command, _ in CONSOLE)


def test_every_file_the_readme_points_to_exists() -> None:
    missing = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if not (ROOT / link).exists()]
    assert missing == []
