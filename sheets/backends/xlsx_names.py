"""Named ranges of a workbook after rows were inserted or deleted in some of its tabs."""

import html
import re
import zipfile
from collections.abc import Collection
from io import BytesIO

from sheets.backends.zip_parts import with_parts

_BOOK = "xl/workbook.xml"
_NAME = re.compile(rb"<definedName\b([^>]*)>([^<]*)</definedName>")
_ATTRIBUTE = re.compile(rb'\b(name|localSheetId)="([^"]*)"')
_TAB = re.compile(r"(?:'((?:[^']|'')+)'|([\w.]+))!")


def with_names_as_before(data: bytes, before: bytes, moved: Collection[str]) -> bytes:
    """Return the workbook with every name that it had, where it pointed before.

    The library moves the rows of all names, whichever tab they point to. Only those that point
    to nothing but the tabs whose rows moved (`moved`, by title) are to follow.
    """
    with zipfile.ZipFile(BytesIO(before)) as archive:
        old = {_key(found): found for found in _NAME.finditer(archive.read(_BOOK))}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        text = archive.read(_BOOK)

    def kept(found: re.Match[bytes]) -> bytes:
        was = old.get(_key(found))
        return found[0] if was is None or _tabs(was) <= set(moved) else was[0]

    return with_parts(data, {_BOOK: _NAME.sub(kept, text)})


def _key(found: re.Match[bytes]) -> frozenset[tuple[bytes, bytes]]:
    return frozenset(_ATTRIBUTE.findall(found[1]))


def _tabs(found: re.Match[bytes]) -> set[str]:
    """The tabs that a name points to."""
    mentions = _TAB.findall(html.unescape(found[2].decode()))
    return {quoted.replace("''", "'") or plain for quoted, plain in mentions}
