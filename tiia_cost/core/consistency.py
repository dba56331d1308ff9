"""Contradictions between parts of a price list, found in plain data, so that they are reported beside other errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tiia_cost.core.names import key, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

REMARK_SUBJECTS = ("freeze", "free_quota", "prices", "tiers", "packs")
"""Parts of a list that a remark may be about, beside its services."""

Path = tuple[str | int, ...]
Disagreement = tuple[Path, str, dict[str, object]]


def disagreements(data: object) -> Iterator[Disagreement]:
    """Yield each contradiction between parts of a price list: the path, a message code, and its parameters.

    `data` may have any shape; parts that are not shaped like a price list are left to the models.
    """
    top = _mapping(data)
    yield from _price_counts(top)
    yield from _clashing_names(top)
    yield from _unknown_meanings(top)
    yield from _unknown_subjects(top)
    yield from _packs_alike(top)


def _price_counts(top: dict[str, Any]) -> Iterator[Disagreement]:
    for service, row in _mapping(top.get("services")).items():
        prices = _mapping(row).get("prices")
        tiers = _tier_count(_mapping(row).get("tiers", top.get("tiers")))
        if isinstance(prices, list | tuple) and tiers is not None and len(prices) != tiers:
            yield ("services", service, "prices"), "price-count", {"prices": len(prices), "tiers": tiers}


def _tier_count(tiers: object) -> int | None:
    kinds = _mapping(tiers)
    start, end = kinds.get("from"), kinds.get("up_to")
    if isinstance(start, list | tuple) and end is None:
        return len(start)
    if isinstance(end, list | tuple) and start is None:
        return len(end) + 1
    return None


def _clashing_names(top: dict[str, Any]) -> Iterator[Disagreement]:
    meanings: dict[str, str] = {}
    for path, name, meaning in _all_names(top):
        known = meanings.setdefault(key(name), meaning)
        if known != meaning:
            yield path, "name-clash", {"name": name, "one": known, "other": meaning}


def _all_names(top: dict[str, Any]) -> Iterator[tuple[Path, str, str]]:
    """Yield every name in the list, with its path and its meaning."""
    for section in ("services", "unpriced"):
        for service, row in _mapping(top.get(section)).items():
            meaning = service if section == "services" else f"{section}.{service}"
            yield (section, service), service, meaning
            names = _mapping(row).get("name")
            if isinstance(names, str):
                yield (section, service, "name"), names, meaning
            for language, name in _mapping(names).items():
                if isinstance(name, str):
                    yield (section, service, "name", language), name, meaning
            aliases = _mapping(row).get("aliases")
            for index, alias in enumerate(aliases if isinstance(aliases, list | tuple) else ()):
                if isinstance(alias, str):
                    yield (section, service, "aliases", index), alias, meaning
    for name in _mapping(top.get("ambiguous")):
        yield ("ambiguous", name), name, f"ambiguous.{name}"


def _unknown_meanings(top: dict[str, Any]) -> Iterator[Disagreement]:
    services = _mapping(top.get("services"))
    for name, meanings in _mapping(top.get("ambiguous")).items():
        if not isinstance(meanings, list | tuple):
            continue
        for index, service in enumerate(meanings):
            if isinstance(service, str) and service not in services:
                close = nearest(service, services)
                code = "unknown-service" if close else "unknown-service-none-near"
                yield ("ambiguous", name, index), code, {"name": service, "nearest": close or list(services)}


def _unknown_subjects(top: dict[str, Any]) -> Iterator[Disagreement]:
    known = [*REMARK_SUBJECTS, *_mapping(top.get("services"))]
    for index, remark in enumerate(_list(top.get("remarks"))):
        about = _mapping(remark).get("about")
        if isinstance(about, str) and about not in known:
            close = nearest(about, known)
            code = "unknown-subject" if close else "unknown-subject-none-near"
            yield ("remarks", index, "about"), code, {"name": about, "nearest": close or known}


def _packs_alike(top: dict[str, Any]) -> Iterator[Disagreement]:
    """Yield packs of a service that have the same size: nobody would know which of the two prices is right."""
    for service, row in _mapping(top.get("services")).items():
        seen: set[str] = set()
        for index, pack in enumerate(_list(_mapping(row).get("packs"))):
            calls = str(_mapping(pack).get("calls", "")).replace("_", "")
            if calls and calls in seen:
                yield ("services", service, "packs", index), "pack-twice", {"calls": calls}
            seen.add(calls)


def _list(data: object) -> list[Any]:
    """Return `data` if it is a list, else an empty one."""
    return list(data) if isinstance(data, list | tuple) else []


def _mapping(data: object) -> dict[str, Any]:
    """Return `data` if it is a mapping with text keys, else an empty one."""
    if isinstance(data, dict) and all(isinstance(name, str) for name in data):
        return data
    return {}
