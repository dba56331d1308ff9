from __future__ import annotations

import pytest

from tiia_cost.core.names import key, nearest


@pytest.mark.parametrize("written", ["DetectLabel", "detectlabel", "ＤｅｔｅｃｔＬａｂｅｌ", "  DetectLabel "])
def test_letter_case_width_and_outer_spaces_do_not_make_another_name(written: str) -> None:
    assert key(written) == "detectlabel"


def test_spaces_are_alike_however_wide_or_many() -> None:
    assert key(" Image \u3000 tagging") == key("image  tagging") == "image tagging"


def test_casefolding_is_more_than_lower_case() -> None:
    assert key("STRASSE") == key("Straße")


def test_the_nearest_names_come_as_they_are_spelled() -> None:
    assert nearest("detectlabl", ["DetectLabel", "CropImage"]) == ["DetectLabel"]
    assert nearest("图象标签", ["图像标签", "智能裁剪"]) == ["图像标签"]


def test_at_most_three_names_are_near_and_only_as_near_as_asked_for() -> None:
    known = ["label1", "label2", "label3", "label4"]
    assert len(nearest("label", known)) == 3
    assert nearest("labl", ["label"], cutoff=0.85) == ["label"]  # 2 × 4 of 9 characters
    assert nearest("labl", ["label"], cutoff=0.9) == []


def test_nothing_is_near_a_name_that_looks_like_none() -> None:
    assert nearest("zzz", ["label", "porn"]) == []
    assert nearest("x" * 1_000_000, ["label"]) == []
