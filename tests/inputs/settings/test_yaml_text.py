from __future__ import annotations

import pytest

from tiia_cost.errors import Problems, UsageError
from tiia_cost.inputs.settings.yaml_text import Document, path_text, read_yaml


def read(text: str) -> Document:
    problems = Problems()
    document = read_yaml(text, "f.yaml", problems)
    problems.raise_if_any(UsageError)
    assert document is not None
    return document


def refused(text: str) -> list[str]:
    problems = Problems()
    read_yaml(text, "f.yaml", problems)
    with pytest.raises(UsageError) as caught:
        problems.raise_if_any(UsageError)
    return caught.value.lines()


def test_every_scalar_is_the_text_that_stands_in_the_file() -> None:
    text = "{a: 010, b: 1:30, c: yes, d: 2.50, e: ~, f: 2019-12-01, g: '7', h: 0x1F}"
    assert read(text).data == {
        "a": "010",
        "b": "1:30",
        "c": "yes",
        "d": "2.50",
        "e": "~",
        "f": "2019-12-01",
        "g": "7",
        "h": "0x1F",
    }


def test_every_path_knows_its_line() -> None:
    document = read("a:\n  b: [1,\n      2]\n  c: x\n")
    assert [document.line(path) for path in (("a",), ("a", "b"), ("a", "b", 1), ("a", "c"), ("a", "c", "no"))] == [
        1,
        2,
        3,
        4,
        4,
    ]


def test_an_anchor_may_be_used_and_redefined() -> None:
    assert read("a: &x {k: 1}\nb: *x\nc: &x [2]\nd: *x\n").data == {
        "a": {"k": "1"},
        "b": {"k": "1"},
        "c": ["2"],
        "d": ["2"],
    }


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\na: 2\n", "f.yaml:2: a: duplicate key; the first is on line 1"),
        ("a: &x {b: 1}\nc: {<<: *x}\n", "f.yaml:2: c: merge keys (<<) are not allowed; write the settings out"),
        (
            "a: !!int 3\n",
            "f.yaml:1: a: tag tag:yaml.org,2002:int is not allowed; leave it out, since every value is read as text",
        ),
        ("a: &x [*x]\n", "f.yaml:1: a[0]: unknown anchor x; define it above"),
        ("? [1, 2]\n: 3\n", "f.yaml:1: a key must be plain text"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2: must have exactly one YAML document, but has 2"),
        ("a: [1\n", "f.yaml:2:1: not valid YAML: did not find expected ',' or ']'"),
        ("a: \x07\n", "f.yaml:1:4: not valid YAML: it has a character that YAML does not allow"),
        ("a: 图像\nb: 图像\x01x\n", "f.yaml:2:6: not valid YAML: it has a character that YAML does not allow"),
        ("{" * 500, "f.yaml:1: ?.?.?: nested deeper than 20 levels"),
        ("? " * 500, "f.yaml:1: ?.?.?: nested deeper than 20 levels"),
        (
            "d0: &a0 [x]\n" + "".join(f"d{i}: &a{i} [[[[*a{i - 1}]]]]\n" for i in range(1, 500)),
            "f.yaml:2: d5[0][0]: nested deeper than 20 levels",
        ),
        ("[" * 500, "f.yaml:1: [0][0][0]: nested deeper than 20 levels"),
    ],
)
def test_what_is_not_plain_data_is_refused_with_its_line(text: str, line: str) -> None:
    assert refused(text) == [line]


def test_anchors_that_explode_are_refused_at_once() -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    for above, name in zip("abcdefgh", "bcdefghi", strict=True):  # 9^9 values written out
        lines.append(f"{name}: &{name} [{','.join([f'*{above}'] * 9)}]")
    assert "more than 20,000 values once anchors are expanded" in refused("\n".join(lines))[0]


def test_a_path_reads_as_people_write_it() -> None:
    assert path_text(("services", "label", "prices", 2)) == "services.label.prices[2]"


@pytest.mark.parametrize("opening", ["[", "{", "? ", "- "])
def test_what_is_nested_without_end_is_refused_however_soon_the_parser_itself_gives_up(opening: str) -> None:
    (line,) = refused(opening * 100_000)
    assert "nest" in line
