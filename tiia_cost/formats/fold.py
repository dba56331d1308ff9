"""Fold text into lines of a width in terminal cells: at spaces, and in Chinese between characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len

from tiia_cost.formats.sheet import MARK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_OPENING, _CLOSING = "（“「《", "，。；：、！？）”」》"
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
# A piece is never broken: a word or figure with its unit, or one Chinese character, together with the punctuation that
# no line may end or begin with.
_PIECE = rf"\s+|[{_OPENING}]*(?:[^\s{_WIDE}]+(?:(?:(?<=[0-9]) )?[万亿次元起]+)?|[{_WIDE}])[{_CLOSING}]*"

_PLAIN_PIECE = r"\s+|[0-9][0-9,.]* [A-Z]{3}\b\S*|\S+"
"""The same for text of one-cell characters: a word, or an amount with its currency."""


def _pieces(text: str) -> list[str]:
    # Compiling _PIECE takes longer than drawing a table. If all characters of a text are below “, its lowest special
    # character, the short pattern gives the same pieces.
    return re.findall(_PLAIN_PIECE if max(text, default="") < "“" else _PIECE, text)


def fold(text: str, width: int) -> list[str]:
    """Fold text into lines of at most `width` cells; an address that is longer is cut after a /, no other piece is."""
    lines = [""]
    for piece in _cut(_pieces(text), width):
        if lines[-1] and cell_len(lines[-1] + piece.rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return lines


def _cut(pieces: Iterable[str], width: int) -> Iterator[str]:
    for piece in pieces:
        yield from re.findall(r"[^/]+/*|/+", piece) if cell_len(piece) > width else (piece,)


# Words of a heading with what parts them; a figure keeps its Chinese unit.
_WORD = re.compile(rf"((?:[0-9] [万亿次元起]|[^ {MARK}])+)([ {MARK}]*)")


def fold_heading(heading: str, width: int) -> list[str]:
    """Fold a heading into lines of at most `width` cells, at spaces and at marks; no word is broken."""
    lines = [""]
    parted = ""
    for word, parting in _WORD.findall(heading):
        joined = lines[-1] + parted.replace(MARK, "") + word
        if lines[-1] and cell_len(joined) > width:
            lines.append(word)
        else:
            lines[-1] = joined
        parted = parting
    return lines


def longest_word(heading: str) -> int:
    """Return the number of cells of the longest word of a heading: folding keeps it together."""
    return max((cell_len(word) for word, _ in _WORD.findall(heading)), default=0)


def width_of(text: str) -> int:
    """Return the number of cells that a text takes in one line."""
    return cell_len(text)


def longest_piece(texts: Iterable[str]) -> int:
    """Return the number of cells of the longest piece: folding keeps a piece together."""
    return max((cell_len(piece) for text in texts for piece in _pieces(text)), default=0)
