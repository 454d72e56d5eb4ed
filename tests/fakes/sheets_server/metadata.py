"""Developer metadata: where it hangs, how it is looked up, and its batchUpdate requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.sheets_server import masks, ranges
from tests.fakes.sheets_server.a1 import Rect
from tests.fakes.sheets_server.batch import kind
from tests.fakes.sheets_server.errors import ApiError
from tests.fakes.sheets_server.model import Book, rect_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.sheets_server.edit import Edit

Json = dict[str, Any]


def every(book: Book) -> Iterator[Json]:
    """All metadata of a file: its own, of its sheets, of rows and columns."""
    yield from book.developer_metadata
    for sheet in book.sheets:
        yield from sheet.objects["developerMetadata"]


def _home(book: Book, location: Json) -> list[Json]:
    """The list that metadata of a location lives in."""
    if location.get("spreadsheet"):
        return book.developer_metadata
    if "dimensionRange" in location:
        return book.sheet(location["dimensionRange"].get("sheetId", 0)).objects["developerMetadata"]
    return book.sheet(location.get("sheetId", 0)).objects["developerMetadata"]


def _located(book: Book, location: Json) -> Json:
    """A location as stored: with its locationType, and checked."""
    if location.get("spreadsheet"):
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if "dimensionRange" in location:
        span = dict(location["dimensionRange"])
        span.setdefault("sheetId", 0)
        dimension = span.get("dimension")
        sheet = book.sheet(span["sheetId"])
        if dimension not in {"ROWS", "COLUMNS"}:
            raise ApiError(400, "DimensionRange must specify a dimension")
        if "startIndex" not in span or "endIndex" not in span:
            raise ApiError(400, "DimensionRange must specify both a startIndex and an endIndex")
        if span["endIndex"] - span["startIndex"] != 1:
            raise ApiError(400, "DimensionRange must represent a single row or column")
        if span["endIndex"] > sheet.count(dimension):
            raise ApiError(
                400,
                f"The dimension range {span['startIndex']}-{span['endIndex']} is outside the sheet.",
            )
        return {"locationType": dimension.removesuffix("S"), "dimensionRange": span}
    if "sheetId" in location:
        book.sheet(location["sheetId"])
        return {"locationType": "SHEET", "sheetId": location["sheetId"]}
    raise ApiError(
        400,
        "A developer metadata location must name the spreadsheet, a sheet, or a dimension range.",
    )


def rect_of_location(location: Json) -> Rect | None:
    """The cells that a location stands for; None for the whole spreadsheet."""
    if location["locationType"] == "SPREADSHEET":
        return None
    if location["locationType"] == "SHEET":
        return Rect(sheet_id=location["sheetId"])
    span = location["dimensionRange"]
    if location["locationType"] == "ROW":
        return Rect(sheet_id=span["sheetId"], top=span["startIndex"], bottom=span["endIndex"])
    return Rect(sheet_id=span["sheetId"], left=span["startIndex"], right=span["endIndex"])


def matcher(book: Book, lookup: Json) -> Callable[[Json], bool]:
    """Whether a piece of metadata fits a DeveloperMetadataLookup."""
    wanted = {
        name: lookup[field]
        for name, field in (
            ("metadataId", "metadataId"),
            ("metadataKey", "metadataKey"),
            ("metadataValue", "metadataValue"),
            ("visibility", "visibility"),
        )
        if field in lookup and lookup[field] != "DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED"
    }
    kind_wanted = lookup.get("locationType")
    place = lookup.get("metadataLocation")
    located = _located(book, place) if place else None
    strategy = lookup.get("locationMatchingStrategy")
    if located is not None and located["locationType"] == "SPREADSHEET":
        if strategy == "INTERSECTING_LOCATION":
            raise ApiError(
                400,
                "DeveloperMetadataLookup.spreadsheet is true, but locationMatchingStrategy was specified as INTERSECTING",
            )
        strategy = "EXACT_LOCATION"
    exact = strategy == "EXACT_LOCATION"

    def fits(item: Json) -> bool:
        if any(item.get(name) != value for name, value in wanted.items()):
            return False
        location = item["location"]
        if (
            kind_wanted
            and kind_wanted != "DEVELOPER_METADATA_LOCATION_TYPE_UNSPECIFIED"
            and location["locationType"] != kind_wanted
        ):
            return False
        if located is None or location == located:
            return True
        return not exact and _meets(location, located)

    return fits


def _meets(one: Json, two: Json) -> bool:
    first, second = rect_of_location(one), rect_of_location(two)
    return first is not None and second is not None and first.meets(second)


def search(book: Book, body: Json) -> Json:
    """developerMetadata:search."""
    found = []
    for item in every(book):
        matched = [
            data_filter
            for data_filter in body.get("dataFilters", [])
            if _filter_fits(book, data_filter, item)
        ]
        if matched:
            found.append({"developerMetadata": item, "dataFilters": matched})
    return {"matchedDeveloperMetadata": found} if found else {}


def _filter_fits(book: Book, data_filter: Json, item: Json) -> bool:
    if "developerMetadataLookup" in data_filter:
        return matcher(book, data_filter["developerMetadataLookup"])(item)
    if "a1Range" in data_filter:
        _, wanted = ranges.resolve(book, data_filter["a1Range"])
    else:
        wanted = rect_of(data_filter.get("gridRange", {}))
    rect = rect_of_location(item["location"])
    return rect is not None and rect.meets(wanted)


def get(book: Book, metadata_id: int) -> Json:
    """developerMetadata.get; 404 if there is none with the id."""
    for item in every(book):
        if item["metadataId"] == metadata_id:
            return item
    raise ApiError(404, "Requested entity was not found.")


def filter_rects(book: Book, data_filter: Json) -> list[Rect]:
    """The rectangles that a DataFilter names."""
    if "a1Range" in data_filter:
        return [ranges.resolve(book, data_filter["a1Range"])[1]]
    if "gridRange" in data_filter:
        rect = rect_of(data_filter["gridRange"])
        book.sheet(rect.sheet_id)
        return [rect]
    if "developerMetadataLookup" in data_filter:
        fits = matcher(book, data_filter["developerMetadataLookup"])
        found: list[Rect] = []
        for item in every(book):
            if fits(item):
                rect = rect_of_location(item["location"])
                found.extend(
                    [rect]
                    if rect is not None
                    else [Rect(sheet_id=sheet.id) for sheet in book.sheets]
                )
        return found
    raise ApiError(
        400, "A data filter must name an a1Range, a gridRange or a developerMetadataLookup."
    )


def _matching(book: Book, data_filter: Json) -> list[Json]:
    return [item for item in every(book) if _filter_fits(book, data_filter, item)]


@kind("createDeveloperMetadata")
def create(edit: Edit, body: Json) -> Json:
    """Add metadata; an id of one's own must not be taken; the same key may stand twice."""
    given = body.get("developerMetadata", {})
    taken = {item["metadataId"] for item in every(edit.book)}
    number = given.get("metadataId") or edit.new_id(taken)
    if number in taken:
        raise ApiError(
            400,
            f"Cannot add developer metadata with ID [{number}] because developer metadata with that ID already exists.",
        )
    if not given.get("metadataKey"):
        raise ApiError(400, "Developer metadata must have a key.")
    if given.get("visibility") not in {"DOCUMENT", "PROJECT"}:
        raise ApiError(400, "Developer metadata visibility must be specified.")
    item: Json = {"metadataId": number, "metadataKey": given["metadataKey"]}
    if given.get("metadataValue"):
        item["metadataValue"] = given["metadataValue"]
    item["location"] = _located(edit.book, given.get("location", {}))
    item["visibility"] = given["visibility"]
    _home(edit.book, item["location"]).append(item)
    return {"developerMetadata": item}


@kind("updateDeveloperMetadata")
def update(edit: Edit, body: Json) -> Json:
    """Change the metadata that data filters name, through a field mask."""
    mask = masks.update_mask(
        body.get("fields"),
        known=frozenset({"metadataId", "metadataKey", "metadataValue", "location", "visibility"}),
        strip="developerMetadata",
    )
    new = body.get("developerMetadata", {})
    changed = []
    for data_filter in body.get("dataFilters", []):
        for item in _matching(edit.book, data_filter):
            if any(item is known for known in changed):
                continue
            if "location" in mask or ("*" in mask and "location" in new):
                home = _home(edit.book, item["location"])
                home[:] = [other for other in home if other is not item]
                item["location"] = _located(edit.book, new.get("location", {}))
                _home(edit.book, item["location"]).append(item)
            for name in ("metadataKey", "metadataValue", "visibility"):
                if name in mask or ("*" in mask and name in new):
                    if name in new:
                        item[name] = new[name]
                    else:
                        item.pop(name, None)
            changed.append(item)
    return {"developerMetadata": changed}


@kind("deleteDeveloperMetadata")
def delete(edit: Edit, body: Json) -> Json:
    """Take away the metadata that a data filter names."""
    gone = _matching(edit.book, body.get("dataFilter", {}))
    for item in gone:
        home = _home(edit.book, item["location"])
        home[:] = [other for other in home if other is not item]
    return {"deletedDeveloperMetadata": gone} if gone else {"deletedDeveloperMetadata": []}
