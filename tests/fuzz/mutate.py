"""Random changes of bytes, all from one random generator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.fuzz.pools import NUMBERS

if TYPE_CHECKING:
    from random import Random


def pick(random: Random, *pools: tuple[str, ...]) -> str:
    """Return a text from one of the pools; all pools are equally likely."""
    return random.choice(random.choice(pools))


def mutated(random: Random, data: bytes, pools: tuple[tuple[str, ...], ...], changes: int) -> bytes:
    """Return data after some random changes of bytes, spans, lines and numbers."""
    for _ in range(changes):
        start = random.randrange(len(data) + 1)
        end = min(len(data), start + random.choice((1, 1, 2, 5, 40)))
        lines = data.splitlines(keepends=True)
        match random.randrange(9):
            case 0:
                data = data[:start] + bytes([random.randrange(256 if random.random() < 0.1 else 128)]) + data[end:]
            case 1 | 2:
                data = data[:start] + pick(random, *pools).encode() + data[random.choice((start, end)) :]
            case 3:
                data = data[:start] + data[end:]
            case 4:
                data = data[:end] + data[start:end] * random.choice((1, 1, 50)) + data[end:]
            case 5 | 6 if numbers := list(re.finditer(rb"[0-9][0-9._-]*", data)):
                found = random.choice(numbers)
                data = data[: found.start()] + pick(random, NUMBERS, *pools).encode() + data[found.end() :]
            case 7 if lines:
                one, other = random.randrange(len(lines)), random.randrange(len(lines))
                line = lines[one].strip(b" ") if random.random() < 0.3 else b" " * random.randrange(4) + lines[one]
                lines[one : one + random.randrange(3)] = random.choice(
                    ([], [lines[other]], [line], [line, lines[other]])
                )
                data = b"".join(lines)
            case _:
                data = data[:start] if random.random() < 0.1 else data
    return data


def recoded(random: Random, data: bytes) -> bytes:
    """Return data, sometimes in another encoding or with other line ends."""
    if random.random() < 0.1:
        data = data.replace(b"\n", random.choice((b"\r", b"\r\n", b"\n\n", b"\n\r")))
    if random.random() < 0.1:
        encoding = random.choice(("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gb18030", "latin-1", "utf-7"))
        data = data.decode(errors="replace").encode(encoding, "ignore")
    return data
