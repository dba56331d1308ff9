"""Workbooks that are zip packages: their kind, their sizes, and the property by which this program marks its own."""

from __future__ import annotations

from struct import error as struct_error
from typing import IO, TYPE_CHECKING, Literal
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile
from zlib import error as zlib_error

from tiia_cost.core.estimate import BILL_SHEET_PROPERTY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Kind = Literal["xlsx", "ods", "xls"]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"

UNPACKED = 256 << 20
"""Maximum size of a workbook in bytes, also when it is unpacked."""

DAMAGED = (BadZipFile, EOFError, LookupError, OSError, RuntimeError, ValueError, struct_error, zlib_error)
"""What reading a damaged package raises: RuntimeError where a member is encrypted, ValueError from XML that is none."""

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_CUSTOM = "docProps/custom.xml"


def kind_of(package: ZipFile) -> Kind | None:
    """Return the kind of a workbook by the names in its package; None if it is something else."""
    names = set(package.namelist())
    if any(name.lower().endswith("workbook.xml") for name in names):
        return "xlsx"
    if "mimetype" in names and package.read("mimetype").startswith(_ODS):
        return "ods"
    return None


def unpacked(package: ZipFile) -> int:
    """Return the size of all members of a package together, as its directory declares it."""
    return sum(member.file_size for member in package.infolist())


class XmlError(ValueError):
    """Raised for XML that is not well-formed or has a document type, which no workbook needs."""


def parse(
    xml: IO[bytes], start: Callable[[str, Mapping[str, str]], None], parser: expat.XMLParserType | None = None
) -> None:
    """Call `start` for each element of a stream of XML, with its name without a prefix and its attributes."""
    parser = parser or expat.ParserCreate()

    def local(name: str, attributes: Mapping[str, str]) -> None:
        start(name if ":" not in name else name.rpartition(":")[2], attributes)

    def refuse(*_: object) -> None:
        raise XmlError

    parser.StartElementHandler = local
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.ParseFile(xml)
    except expat.ExpatError as error:
        raise XmlError(str(error)) from None


def own_bill_sheet(package: ZipFile) -> str | None:
    """Return the name of the sheet of bills of a workbook that this program wrote, "" if it has none; else None."""
    if _CUSTOM not in package.namelist():
        return None
    found: list[str] = []
    text: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "property" and attributes.get("name") == BILL_SHEET_PROPERTY:
            found.append("")
            text.clear()

    def end(name: str) -> None:
        if name.rpartition(":")[2] == "property" and found and not found[0]:
            found[0] = "".join(text)

    parser = expat.ParserCreate()
    parser.CharacterDataHandler = text.append
    parser.EndElementHandler = end
    with package.open(_CUSTOM) as xml:
        parse(xml, start, parser)
    return found[0] if found else None
