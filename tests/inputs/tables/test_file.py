"""Files as bytes: what breaks while they are read is told, and what reads which is chosen by their size."""

from __future__ import annotations

import gzip
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.support.logs import GOOD
from tests.support.tables import read
from tiia_cost.errors import UsageError
from tiia_cost.inputs.engines.choice import Reading
from tiia_cost.inputs.tables.file import open_raw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tiia_cost.core.book import PriceBook

ZSTD = import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


def read_while_it_is_cut_off(path: Path) -> None:
    with open_raw(str(path)) as raw:
        assert raw.content.read() == GOOD
        path.write_bytes(path.read_bytes()[:-40])  # by whoever writes the log
        raw.content.seek(0)
        raw.content.read()


@pytest.mark.parametrize("pack", [gzip.compress, ZSTD.compress], ids=["gzip", "zstd"])
def test_a_packed_file_that_is_cut_off_while_it_is_read_is_refused(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "log"
    path.write_bytes(pack(GOOD))
    with pytest.raises(UsageError, match="log: cannot be decompressed"):
        read_while_it_is_cut_off(path)


SKIPPED = b"\x50\x2a\x4d\x18\4\0\0\0skip", b"\x5f\x2a\x4d\x18\0\0\0\0"
FIRST, SECOND = ZSTD.compress(GOOD[:99]), ZSTD.compress(GOOD[99:])


@pytest.mark.parametrize("engine", ["python", "duckdb"])
@pytest.mark.parametrize(
    "content",
    [
        FIRST + SECOND,
        FIRST + ZSTD.compress(b"") + SECOND,
        SKIPPED[0] + FIRST + SECOND,
        SKIPPED[1] + FIRST + SKIPPED[0] + SKIPPED[1] + SECOND + SKIPPED[0],
    ],
    ids=["frames", "empty", "first", "everywhere"],
)
def test_all_frames_of_a_packed_file_are_read_but_those_to_be_skipped(
    content: bytes, engine: str, book: PriceBook, tmp_path: Path
) -> None:
    plain, packed = tmp_path / "log.csv", tmp_path / "log.csv.zst"
    plain.write_bytes(GOOD)
    packed.write_bytes(content)
    assert read(packed, book, engine=engine) == read(plain, book)


def test_a_file_as_pzstd_writes_it_is_read(book: PriceBook) -> None:
    case = ROOT / "tests/cases" / "skippable_first.csv.zst"
    assert read(case, book) == {(None, "2026-11", "label"): 600000}


def test_of_a_large_log_in_many_files_only_the_larger_ones_are_worth_a_database(tmp_path: Path) -> None:
    large = Reading(total=100 << 20)
    for size, packed, expected in ((1 << 20, False, True), (1 << 18, False, False), (1 << 18, True, True)):
        path = tmp_path / "log.csv"
        path.write_bytes((b"\x1f\x8b" if packed else b"") + b"x" * size)
        with open_raw(str(path)) as raw:
            assert large.wants_duckdb(raw) is expected
            assert not Reading().wants_duckdb(raw)
            assert Reading(engine="duckdb").wants_duckdb(raw)
