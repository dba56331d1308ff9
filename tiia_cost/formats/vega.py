"""Vega-Lite specification of a chart, which browsers and converters can draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tiia_cost.formats.fold import fold, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiia_cost.formats.chart import Axis, Chart, Dot, Panel

    Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""Schema that the specification follows; nothing is loaded from this address."""

FONTS = (
    '"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", '
    '"WenQuanYi Micro Hei", sans-serif'
)
"""Fonts with Chinese characters on Linux, macOS and Windows."""

# Okabe and Ito's colours: people with any kind of colour vision can tell them apart, also in print.
LINE, DOTTED, SHADE, MARK = "#0072B2", "#009E73", "#E69F00", "#D55E00"
_GREY = "#666666"

_WIDTH, _HEIGHT = 720, 320
_COLUMNS, _GAP = 3, 24
_Y_AXIS = 58
"""Least width of the labels and title of a y axis."""
_TITLE, _NOTE, _SMALL = 16, 12, 11
"""Font sizes."""


def specification(chart: Chart, *, pointer: bool) -> Spec:
    """Return the specification of a chart; with `pointer` the point nearest to the pointer shows its texts."""
    whole, details = chart.whole, chart.details
    rows: list[Spec] = [] if whole is None else [_panel(chart, 0, whole, _WIDTH, _HEIGHT, pointer=pointer)]
    width = (_WIDTH + _Y_AXIS - (_COLUMNS - 1) * _GAP) // _COLUMNS - _Y_AXIS
    for start in range(0, len(details), _COLUMNS):
        row = details[start : start + _COLUMNS]
        panels = [
            _panel(chart, start + index, panel, width, width * 3 // 4, pointer=pointer)
            for index, panel in enumerate(row, start=1)
        ]
        rows.append({"hconcat": panels, "spacing": _GAP})
    return {
        "$schema": SCHEMA,
        "description": "\n".join([chart.title, *chart.notes, *(" · ".join(panel.title) for panel in details)]),
        "title": {
            "text": fold(chart.title, _cells(_WIDTH + _Y_AXIS, _TITLE)),
            "subtitle": [line for note in chart.notes for line in fold(note, _cells(_WIDTH + _Y_AXIS, _NOTE))],
            "anchor": "start",
            "offset": 24,
        },
        "vconcat": rows,
        "spacing": 30,
        "padding": 12,
        "background": "white",
        "config": {
            "font": FONTS,
            # Screen readers would read positions, in hundredths of the currency; the description has words instead.
            "aria": False,
            "view": {"stroke": None},
            "title": {"fontSize": _TITLE, "subtitleFontSize": _NOTE, "subtitleColor": _GREY, "subtitlePadding": 6},
            "axis": {"grid": False, "labelFontSize": _SMALL, "titleFontSize": _SMALL, "titleFontWeight": "normal"},
            "axisY": {"minExtent": 40},
        },
    }


def _panel(chart: Chart, number: int, panel: Panel, width: int, height: int, *, pointer: bool) -> Spec:
    layers = [
        _layer(
            [{"from": first, "to": last} for first, last in panel.shaded],
            {"type": "rect", "color": SHADE, "opacity": 0.3},
            x=_position("from", panel.x),
            x2={"field": "to"},
        ),
        _layer(
            [{"at": section.first} for section in panel.sections if section.first > panel.x.first],
            {"type": "rule", "color": _GREY, "strokeDash": [3, 3]},
            x=_position("at", panel.x),
        ),
        _layer(
            _section_labels(panel, width),
            {"type": "text", "color": _GREY, "fontSize": 10, "baseline": "bottom", "dy": -3},
            x=_position("at", panel.x),
            y={"value": 0},
            text={"field": "text"},
        ),
        _layer(
            [{"from": level.first, "to": level.last, "y": level.y} for level in panel.levels],
            {"type": "rule", "color": "black", "strokeDash": [2, 2]},
            x=_position("from", panel.x),
            x2={"field": "to"},
            y=_position("y", panel.y),
        ),
        _lines(panel.dotted, panel, {"color": DOTTED, "strokeDash": [2, 3]}),
        _lines(panel.lines, panel, {"color": LINE}),
        _layer(
            [{"x": line[0].x, "y": line[0].y} for line in panel.lines if len(line) == 1],
            {"type": "point", "filled": True, "size": 16, "color": LINE, "opacity": 1},
            x=_position("x", panel.x),
            y=_position("y", panel.y),
        ),
        *([_tips(chart, number, panel)] if pointer else []),
        _layer(
            [{"x": point.x, "y": point.y} for point in panel.marks],
            {"type": "point", "shape": "diamond", "filled": True, "size": 110, "color": MARK, "opacity": 1},
            x=_position("x", panel.x),
            y=_position("y", panel.y),
        ),
    ]
    text = [line for part in panel.title for line in fold(part, _cells(width + _Y_AXIS, _SMALL))]
    title = {"text": text, "fontSize": _SMALL, "fontWeight": "normal", "anchor": "start", "offset": 18}
    return {
        **({"title": title} if panel.title else {}),
        "width": width,
        "height": height,
        "layer": [layer for layer in layers if layer["data"]["values"]],
    }


def _layer(values: Sequence[Spec], mark: Spec, **encoding: Any) -> Spec:
    return {"data": {"values": list(values)}, "mark": mark, "encoding": encoding}


def _lines(lines: Sequence[Sequence[Dot]], panel: Panel, style: Spec) -> Spec:
    # Vega-Lite sorts points by x; the points of a step, which have the same x, keep their order.
    return _layer(
        [{"x": point.x, "y": point.y, "line": index} for index, line in enumerate(lines) for point in line],
        {"type": "line", "strokeWidth": 2, "clip": True, **style},
        x=_position("x", panel.x),
        y=_position("y", panel.y),
        detail={"field": "line", "type": "nominal"},
    )


def _position(field: str, axis: Axis) -> Spec:
    """Return the encoding of a field as a position along an axis, with the ticks and labels of the axis."""
    texts = ",".join(f"'{at}':'{text}'" for at, text in axis.ticks)
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [axis.first, axis.last], "nice": False, "zero": False},
        "axis": {
            "values": [at for at, _ in axis.ticks],
            "labelExpr": f"{{{texts}}}[datum.value]",
            "title": axis.title,
        },
    }


def _section_labels(panel: Panel, width: int) -> list[Spec]:
    """Return labels of sections: the name where there is room for it, else the short name, else no label.

    Positions on the screen are the only figures here that need not be exact.
    """
    labels = []
    for section in panel.sections:
        end = min(section.last + 1, panel.x.last)
        room = (end - section.first) * width / (panel.x.last - panel.x.first)
        fitting = (text for text in (section.name, section.short) if _text_width(text) < room)
        text = next(fitting, None)
        if text is not None:
            labels.append({"at": (section.first + end) / 2, "text": text})
    return labels


def _cells(width: int, size: int) -> int:
    """Return the number of cells of a font size that fit into a width; a letter takes one cell, Chinese about two."""
    return int(width / (0.56 * size))


def _text_width(text: str) -> float:
    return 0.56 * _SMALL * width_of(text)


def _tips(chart: Chart, number: int, panel: Panel) -> Spec:
    """Return a layer of points of the lines: the one nearest to the pointer is shown, with its texts as a tooltip."""
    fields = [f"text{index}" for index in range(len(chart.headings))]
    values = [{"x": point.x, "y": point.y, **dict(zip(fields, point.texts, strict=True))} for point in panel.tips]
    near = f"near{number}"
    layer = _layer(
        values,
        {"type": "point", "filled": True, "size": 60, "color": LINE},
        x=_position("x", panel.x),
        y=_position("y", panel.y),
        opacity={"condition": {"param": near, "empty": False, "value": 1}, "value": 0},
        tooltip=[
            {"field": field, "type": "nominal", "title": heading}
            for field, heading in zip(fields, chart.headings, strict=True)
        ],
    )
    select = {"type": "point", "on": "pointerover", "nearest": True, "encodings": ["x"], "clear": "pointerout"}
    return {**layer, "params": [{"name": near, "select": select}]}
