"""Parser of one YAML document into plain mappings, lists and text, with the line of each.

Every scalar stays the text in the file. The document is built from parser events, so that duplicate keys, tags, depth
and the size of expanded anchors are seen before anything is built; PyYAML's own loaders take the last of two equal
keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from tiia_cost.errors import Place, Problems

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]

MAX_DEPTH = 20
MAX_NODES = 20_000

# The C parser is ten times faster; the wheels of PyYAML have it, a build from source may not.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass
class Document:
    """The plain data of a document, None if the file has only comments; and the line on which each path starts."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int | None:
        """Return the line of a path, or of the nearest path around it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


@dataclass
class _Node:
    line: int
    value: str | list[_Node] | dict[str, tuple[int, _Node]]


class _Stop(Exception):  # noqa: N818 - it ends the reading; the problem is already noted
    """Raised when the document cannot be read further."""


def read_yaml(text: str, file: str, problems: Problems) -> Document | None:
    """Return the document in `text`, or None if it cannot be read. Problems go to `problems`."""
    reader = _DocumentReader(file, problems)
    try:
        return reader.read(text)
    except _Stop:
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        problems.add("yaml-syntax", place, reason=error.problem or error.context or "")
    except yaml.reader.ReaderError as error:
        # The C parser counts bytes, PyYAML's own counts characters.
        in_bytes = _LOADER is not yaml.BaseLoader
        before = text.encode()[: error.position].decode() if in_bytes else text[: error.position]
        place = Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        problems.add("yaml-character", place)
    return None


class _DocumentReader:
    def __init__(self, file: str, problems: Problems) -> None:
        self._file = file
        self._problems = problems
        self._anchors: dict[str, _Node] = {}
        self._parsed = self._nodes = 0  # nodes as they stand in the file, and with anchors expanded

    def read(self, text: str) -> Document | None:
        events = yaml.parse(text, Loader=_LOADER)
        roots = []
        line = 1
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                line = event.start_mark.line + 1  # type: ignore[union-attr]  # parsed events have marks
                roots.append(self._node(next(events), events, ()))
                self._anchors.clear()
        if len(roots) > 1:
            self._problems.add("yaml-not-one-document", Place(self._file, line), count=len(roots))
            return None
        document = Document()
        if not roots:
            return document
        document.data = self._plain(roots[0], (), document)
        return document

    def _stop(self, code: str, line: int, path: Path, **params: Any) -> _Stop:
        self._wrong(code, line, path, **params)
        return _Stop()

    def _wrong(self, code: str, line: int, path: Path, **params: Any) -> None:
        self._problems.add(code, Place(self._file, line, path=path_text(path)), **params)

    def _node(self, event: Any, events: Iterator[Any], path: Path) -> _Node:
        line = event.start_mark.line + 1
        self._parsed += 1
        if self._parsed > MAX_NODES:
            raise self._stop("yaml-too-many-nodes", line, path[:2], limit=MAX_NODES)
        if isinstance(event, yaml.AliasEvent):
            # An anchor is known only once its node has ended, so an alias cannot contain itself.
            if event.anchor not in self._anchors:
                raise self._stop("yaml-unknown-anchor", line, path, name=event.anchor)
            return _Node(line, self._anchors[event.anchor].value)
        self._check_depth(path, line)
        if event.tag is not None:
            self._wrong("yaml-tag", line, path, tag=event.tag)
        if isinstance(event, yaml.MappingStartEvent):
            node = _Node(line, self._mapping(events, path))
        elif isinstance(event, yaml.SequenceStartEvent):
            node = _Node(line, self._sequence(events, path))
        else:
            node = _Node(line, event.value)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _check_depth(self, path: Path, line: int) -> None:
        if len(path) > MAX_DEPTH:
            raise self._stop("yaml-too-deep", line, path[:3], limit=MAX_DEPTH)

    def _sequence(self, events: Iterator[Any], path: Path) -> list[_Node]:
        items: list[_Node] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Any], path: Path) -> dict[str, tuple[int, _Node]]:
        entries: dict[str, tuple[int, _Node]] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = event.start_mark.line + 1
            key = self._node(event, events, (*path, "?")).value
            name = key if isinstance(key, str) else ""
            value = self._node(next(events), events, (*path, name))
            if not isinstance(key, str):
                self._wrong("yaml-key-not-text", line, path)
            elif name == "<<":
                self._wrong("yaml-merge-key", line, path)
            elif name in entries:
                self._wrong("yaml-duplicate-key", line, (*path, name), first_line=str(entries[name][0]))
            else:
                entries[name] = (line, value)
        return entries

    def _plain(self, node: _Node, path: Path, document: Document) -> Any:
        self._nodes += 1
        self._check_depth(path, node.line)  # deeper than in the file if anchors contain anchors
        if self._nodes > MAX_NODES:
            raise self._stop("yaml-too-many-nodes", node.line, path[:2], limit=MAX_NODES)
        document.lines[path] = node.line
        if isinstance(node.value, str):
            return node.value
        if isinstance(node.value, list):
            return [self._plain(item, (*path, i), document) for i, item in enumerate(node.value)]
        plain = {}
        for name, (line, value) in node.value.items():
            plain[name] = self._plain(value, (*path, name), document)
            document.lines[*path, name] = line
        return plain


def path_text(path: Path) -> str:
    """Return a path as people write it: ``services.label.prices[2]``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
