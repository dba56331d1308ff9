"""Texts of the option ``--pack``, ``[ACCOUNT:]SERVICE=CALLS[@YYYY-MM]``: prepaid packs that accounts own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tiia_cost.core.packs import OwnedPack
from tiia_cost.errors import InputError, Place, Problem, Problems
from tiia_cost.inputs.count_arguments import name_and_calls
from tiia_cost.inputs.values.accounts import account_name, known_account, known_spelling
from tiia_cost.inputs.values.numbers import parse_count
from tiia_cost.inputs.values.periods import parse_month

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from tiia_cost.core.book import PriceBook

PACK = "--pack"


class _Named(NamedTuple):
    """Account and service that a text names: `account` None if it names none, `service` its id or why there is none."""

    account: str | None
    service: str | Problem


def read_packs(
    texts: Sequence[str], book: PriceBook, known: AbstractSet[str | None] | None, problems: Problems
) -> tuple[OwnedPack, ...]:
    """Return the packs of texts ``[ACCOUNT:]SERVICE=CALLS[@YYYY-MM]``, each with the option and its text as its place.

    `known` are the accounts of the usage, None if it could not be read. Problems go to `problems`, all of a text at
    once.
    """
    packs = (_read(text, f"{PACK} {text}".strip(), book, known, problems) for text in texts)
    return tuple(pack for pack in packs if pack is not None)


def _read(
    text: str, option: str, book: PriceBook, known: AbstractSet[str | None] | None, problems: Problems
) -> OwnedPack | None:
    place, own = Place.argument(option), Problems()
    names, equals, rest = name_and_calls(text)
    if not equals:
        problems.add("not-a-pack", place, value=text or "''")
        return None
    size, at, day = rest.replace("＠", "@").partition("@")
    name, service = _named(names.strip(), book, known or frozenset())
    account = _account(option, name, known, own)
    calls, month = parse_count(size), parse_month(day) if at else None
    for part in (service, calls):
        if isinstance(part, Problem):
            own.append(part, place)
    if calls == 0:
        own.add("pack-of-no-calls", place)
    if at and month is None:
        own.add("not-a-month", place, value=day.strip() or "''")
    if own or isinstance(service, Problem) or isinstance(calls, Problem):
        problems.extend(own.as_error(InputError))
        return None
    return OwnedPack(service, calls, month, account, place)


def _account(option: str, name: str | None, known: AbstractSet[str | None] | None, problems: Problems) -> str | None:
    """Return the account of a pack, None for usage that names none. Of several accounts a pack has to name its own."""
    if name is not None:
        return known_account(option, name, known, problems) or None
    if known is None or len(known) < 2:  # noqa: PLR2004 - several
        return next(iter(known or ()), None)
    problems.add("pack-of-several", Place.argument(option), count=len(known))
    return None


def _named(text: str, book: PriceBook, known: AbstractSet[str | None]) -> _Named:
    """Return what the text before the ``=`` names. A service may have a colon in its name, and so may an account.

    So the whole text is tried as a service, then each colon as the one after an account. If no service is found, the
    reason is that of what follows an account of the usage, else of the whole text, which may be near a service.
    """
    whole = _Named(None, _service(text, book))
    if isinstance(whole.service, str):
        return whole
    splits = [_Named(account, _service(name, book)) for account, name in _splits(text)]
    found = [split for split in splits if isinstance(split.service, str)]
    of_usage = [split for split in found or splits if _is_known(split.account or "", known)]
    if found or of_usage:
        return (of_usage or found)[0]
    is_near = whole.service.code != "unknown-service-of-list"
    return whole if is_near or not splits or known <= {None} else splits[-1]


def _service(name: str, book: PriceBook) -> str | Problem:
    return book.find(name) if name else Problem("service-missing", {})


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """Yield what is before and after each colon, which an input method may have made full-width."""
    for index, character in enumerate(text):
        if character in {":", "："}:
            yield text[:index].strip(), text[index + 1 :].strip()


def _is_known(account: str, known: AbstractSet[str | None]) -> bool:
    return (known_spelling(account_name(account), known) or None) in known
