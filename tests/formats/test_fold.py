"""Folding keeps every character but the spaces at which it folds, and every line within its width."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tiia_cost.formats import fold

TEXTS = st.text(st.sampled_from("ab1.·– \u201c\u201d（），。万亿次中图…"))


@given(TEXTS, st.integers(1, 20))
def test_lines_have_what_the_text_has_and_are_as_narrow_as_their_pieces_allow(text: str, width: int) -> None:
    lines = fold.fold(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert max(cell_len(line.rstrip()) for line in lines) <= max(width, fold.longest_piece([text]))


@given(st.one_of(TEXTS, st.text(st.characters(max_codepoint=0x2100))))
def test_text_without_a_wide_character_has_the_pieces_that_the_whole_pattern_finds(text: str) -> None:
    assert fold._pieces(text) == re.findall(fold._PIECE, text)


def test_an_amount_keeps_its_currency() -> None:
    assert fold.fold("it costs 1,395.00 CNY.", 16) == ["it costs", "1,395.00 CNY."]
    assert fold.fold("in 2026 THE end", 9) == ["in", "2026 THE", "end"]  # looks like one, and harms nobody


def test_a_heading_is_folded_at_spaces_and_marks_and_shows_no_mark() -> None:
    assert fold.fold_heading("next month's freeze", 8) == ["next", "month's", "freeze"]
    assert fold.fold_heading("免费额度\u200b抵扣", 8) == ["免费额度", "抵扣"]
    assert fold.fold_heading("免费额度\u200b抵扣", 12) == ["免费额度抵扣"]
    assert fold.fold_heading("免费额度\u200b抵扣", 1) == ["免费额度", "抵扣"]
    assert fold.fold_heading("100 万起", 1) == ["100 万起"]
    assert fold.longest_word("100 万起") == 8
    assert fold.longest_word("免费额度\u200b抵扣") == 8
