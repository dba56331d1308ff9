"""Pages as a strict reader sees them: every element is closed where it must be, and tables are rows of cells."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

VOID = {"meta", "link", "br", "wbr"}


class Element(NamedTuple):
    """An element with its attributes, and the texts and elements in it."""

    name: str
    attributes: dict[str, str | None]
    content: list[Element | str]

    def all(self, *names: str) -> list[Element]:
        """Return the elements of these names in it, in their order."""
        inner = [one for one in self.content if isinstance(one, Element)]
        return [found for one in inner for found in ([one] if one.name in names else []) + one.all(*names)]

    def one(self, name: str) -> Element:
        """Return the only element of a name in it."""
        (found,) = self.all(name)
        return found

    @property
    def text(self) -> str:
        """Text in it, without that of styles."""
        if self.name == "style":
            return ""
        return "".join(one if isinstance(one, str) else one.text for one in self.content)

    def rows(self, part: str) -> list[list[str]]:
        """Return the texts of the cells of a part of a table: `thead`, `tbody` or `tfoot`."""
        return [[cell.text for cell in row.all("th", "td")] for one in self.all(part) for row in one.all("tr")]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {}, [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        assert len(attributes) == len(attrs), (tag, attrs)
        element = Element(tag, attributes, [])
        self.open[-1].content.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().name == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)


def parsed(page: str) -> Element:
    """Return the root of a page. Fails if an element is not closed, or an attribute or an id is there twice."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    (root,) = reader.open
    html = root.one("html")
    ids = [id_ for one in _every(html) if (id_ := one.attributes.get("id"))]
    assert len(set(ids)) == len(ids)
    return html


def _every(element: Element) -> list[Element]:
    inner = [one for one in element.content if isinstance(one, Element)]
    return [*inner, *(found for one in inner for found in _every(one))]
