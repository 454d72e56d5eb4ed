"""One change in progress: whose it is, which spreadsheet, and what that person may touch."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server.a1 import Rect
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import Book, rect_of

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]
PROTECTED = "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit."


@dataclass
class Edit:
    """Everything that a request handler may need to know."""

    book: Book
    user: str = ""
    owner: bool = True
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    find_book: Callable[[str], Book] | None = None

    def guard(self, rect: Rect) -> None:
        """Refuse to touch cells of a protected range without the right to (400, as Google does)."""
        if self.owner:
            return
        for sheet in self.book.sheets:
            for protected in sheet.objects["protectedRanges"]:
                if self._blocked(protected) and self._protected_rect(protected).meets(rect):
                    if any(
                        rect_of(free).covers(rect)
                        for free in protected.get("unprotectedRanges", [])
                    ):
                        continue
                    raise ApiError(400, PROTECTED)

    def guard_sheet(self, sheet_id: int) -> None:
        """Refuse to change a sheet that is protected as a whole."""
        if self.owner:
            return
        for protected in self.book.sheet(sheet_id).objects["protectedRanges"]:
            whole = self._protected_rect(protected)
            if (
                self._blocked(protected)
                and whole.top is None
                and whole.left is None
                and whole.bottom is None
                and whole.right is None
            ):
                raise ApiError(400, PROTECTED)

    def guard_protection(self, protected: Json) -> None:
        """Refuse to change a protection that the person may not edit."""
        if not self.owner and self._blocked(protected):
            raise ApiError(400, PROTECTED)

    def may_edit(self, protected: Json) -> bool:
        """Whether the person may edit inside a protected range."""
        return self.owner or not self._blocked(protected)

    def _blocked(self, protected: Json) -> bool:
        if protected.get("warningOnly"):
            return False
        return self.user not in protected.get("editors", {}).get("users", [])

    def _protected_rect(self, protected: Json) -> Rect:
        if "range" in protected:
            return rect_of(protected["range"])
        for named in self.book.named_ranges:
            if named["namedRangeId"] == protected.get("namedRangeId"):
                return rect_of(named["range"])
        return Rect(sheet_id=-1)

    def new_id(self, taken: set[int]) -> int:
        """A random id as Google makes them (31 bits, never 0), not taken yet."""
        while True:
            number = self.chance.randrange(1, 2**31 - 1)
            if number not in taken:
                return number
