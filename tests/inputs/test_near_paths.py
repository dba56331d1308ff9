from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiia_cost.inputs.near_paths import near_paths

if TYPE_CHECKING:
    from pathlib import Path

FILES = ("forecast.csv", "forecasts/2026-11.csv", "forecasts/2026-12.csv", "logs.csv.gz", ".hidden.csv", "预测.csv")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for file in FILES:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("forcast.csv", ["forecast.csv"]),
        ("Forecast.CSV", ["forecast.csv"]),
        ("forecast", ["forecast.csv"]),
        ("forecast.cvs", ["forecast.csv"]),
        ("./forcast.csv", ["./forecast.csv"]),
        ("log.csv", ["logs.csv.gz"]),
        ("预则.csv", []),  # one of two characters is too little
        ("预测表.csv", ["预测.csv"]),
        ("a.csv", []),  # all that it shares with the others is the extension
        ("hidden.csv", []),
        ("forecasts/2026-10.csv", ["forecasts/2026-12.csv", "forecasts/2026-11.csv"]),
        ("forcasts/2026-11.csv", ["forecasts/2026-11.csv"]),
        ("forcasts/2026-1.csv", ["forecasts/2026-12.csv", "forecasts/2026-11.csv"]),
        ("nothing/like/2026-11.csv", []),
        ("", []),
        ("a\0b/c.csv", []),
    ],
)
def test_what_is_beside_a_path_or_in_a_folder_that_is_spelled_like_its_own_is_near(path: str, near: list[str]) -> None:
    assert near_paths(path, os.path.isfile) == near


@pytest.mark.usefixtures("here")
def test_only_what_fits_is_near() -> None:
    assert near_paths("forecats", os.path.isdir) == ["forecasts"]
    assert near_paths("forecats/", os.path.isdir) == ["forecasts"]
    assert near_paths("forecats", lambda _: True) == ["forecasts", "forecast.csv"]
    assert near_paths("forecats", lambda _: False) == []


def test_of_names_that_differ_in_the_extension_its_own_comes_first(tmp_path: Path) -> None:
    for name in ("use.csv", "use.tsv", "use.jsonl", "use.parquet"):
        (tmp_path / name).touch()
    assert near_paths(f"{tmp_path}/used.tsv", os.path.isfile) == [
        f"{tmp_path}/{name}" for name in ("use.tsv", "use.csv", "use.jsonl")
    ]


@given(st.integers(0, 11), st.characters(codec="ascii", categories=["Ll"]))
def test_a_name_with_one_letter_wrong_is_found_among_others(at: int, letter: str) -> None:
    name = "forecast2026"
    wrong = name[:at] + letter + name[at + 1 :]
    listed = ["budget.csv", "readme.csv", f"{name}.csv", "x.csv"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "listdir", lambda _: listed)
        assert near_paths(f"{wrong}.csv", lambda _: True) == [f"{name}.csv"]
