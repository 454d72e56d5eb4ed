"""People at work in a spreadsheet: the same hands for every kind of workbook.

Rows and columns are 0-based. Whatever hangs on a cell (a note, a colour) goes where it goes.
"""

import copy
from contextlib import contextmanager

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import to_excel

from sheets.backends.google import GoogleOptions
from sheets.backends.memory import MemoryOptions, Spot
from sheets.backends.xlsx_options import XlsxOptions

YELLOW = "FFFFFF00"


class MemoryPeople:
    """Hands in a memory workbook; a note and a colour are one remark."""

    kind = "memory"

    def __init__(self):
        self.workbook = MemoryOptions(title="Quality").open()
        self.workbook.add("Lots", [["Lot", "Units"], ["L1", 200]])
        self._filters, self._hidden = {}, {}  # nothing of the kind is in its tabs

    def again(self):
        return self.workbook

    def _tab(self, title):
        return next(tab for tab in self.workbook.tabs if tab.title == title)

    def titles(self):
        return [tab.title for tab in self.workbook.tabs]

    def cells(self, title):
        return trimmed([[spot.value for spot in row] for row in self._tab(title).rows])

    def type(self, title, row, column, value):
        tab = self._tab(title)
        tab.grow(row + 1, column + 1)
        tab.rows[row][column].value = value

    def remark(self, title, row, column, text):
        tab = self._tab(title)
        tab.grow(row + 1, column + 1)
        tab.rows[row][column].remark = text

    def remarks(self, title):
        return {
            (row, column): spot.remark
            for row, spots in enumerate(self._tab(title).rows)
            for column, spot in enumerate(spots)
            if spot.remark
        }

    def filter(self, title, header_row, column, word):
        self._filters[self._tab(title).tab_id] = header_row, column, word

    def filters(self, title):
        return self._filters.get(self._tab(title).tab_id)

    def hide(self, title, row, column):
        self._hidden[self._tab(title).tab_id] = {row}, {column}

    def hidden(self, title):
        return self._hidden[self._tab(title).tab_id]

    def order(self, title, first, rows):
        tab = self._tab(title)
        tab.rows[first : first + len(rows)] = [tab.rows[row] for row in rows]

    def insert_row(self, title, at):
        tab = self._tab(title)
        tab.rows.insert(at, [Spot() for _ in range(tab.width)])

    def delete_row(self, title, at):
        del self._tab(title).rows[at]

    def insert_column(self, title, at):
        for row in self._tab(title).rows:
            row.insert(at, Spot())

    def delete_column(self, title, at):
        for row in self._tab(title).rows:
            del row[at]

    def move_column(self, title, start, to):
        for row in self._tab(title).rows:
            row.insert(to, row.pop(start))

    def rename(self, title, new):
        self._tab(title).title = new

    def delete_tab(self, title):
        self.workbook.tabs.remove(self._tab(title))

    def add_tab(self, title, rows):
        self.workbook.add(title, rows)

    def copy_tab(self, title, new):
        tab = copy.deepcopy(self._tab(title))
        tab.title, tab.tab_id = new, "copy"
        self.workbook.tabs.append(tab)


class GooglePeople:
    """Hands in a spreadsheet on the local server, through its menus."""

    kind = "google"
    book = "book-1"

    def __init__(self, server):
        self.server = server
        server.seed(
            self.book, {"Lots": [["Lot", "Units"], ["L1", 200]]}, title="Quality", locale="vi_VN"
        )
        self.workbook = self.again()

    def again(self):
        options = GoogleOptions(
            url=self.book, credentials="none", api_endpoint=self.server.base_url
        )
        return options.open()

    def _batch(self, **requests):
        self.server.batch(self.book, *({kind: body} for kind, body in requests.items()))

    def _id(self, title):
        return self.server.sheet_id(self.book, title)

    def _range(self, title, row=None, column=None, rows=1, columns=1):
        bounds = {"sheetId": self._id(title)}
        if row is not None:
            bounds |= {"startRowIndex": row, "endRowIndex": row + rows}
        if column is not None:
            bounds |= {"startColumnIndex": column, "endColumnIndex": column + columns}
        return bounds

    def _line(self, title, dimension, at, count=1):
        return {
            "sheetId": self._id(title),
            "dimension": dimension,
            "startIndex": at,
            "endIndex": at + count,
        }

    def _sheets(self):
        return self.server.spreadsheet(self.book, grid=False)["sheets"]

    def titles(self):
        return [sheet["properties"]["title"] for sheet in self._sheets()]

    def cells(self, title):
        return trimmed(
            [
                [None if cell == "" else cell for cell in row]
                for row in self.server.grid(self.book, title)
            ]
        )

    def type(self, title, row, column, value):
        kinds = {str: "stringValue", bool: "boolValue", int: "numberValue", float: "numberValue"}
        cell = {} if value is None else {"userEnteredValue": {kinds[type(value)]: value}}
        self._batch(
            updateCells={
                "range": self._range(title, row, column),
                "rows": [{"values": [cell]}],
                "fields": "userEnteredValue",
            }
        )

    def remark(self, title, row, column, text):
        colour = {"backgroundColorStyle": {"rgbColor": {"red": 1, "green": 1}}}
        self._batch(
            updateCells={
                "range": self._range(title, row, column),
                "rows": [{"values": [{"note": text, "userEnteredFormat": colour}]}],
                "fields": "note,userEnteredFormat.backgroundColorStyle",
            }
        )

    def remarks(self, title):
        sheet = self.server.store.book(self.book).find_sheet(title)
        return {
            (row, column): note
            for column, layers in enumerate(sheet.columns)
            for row, note in enumerate(layers.get("note", []))
            if note and _is_yellow(layers.get("format", []), row)
        }

    def filter(self, title, header_row, column, word):
        """Leave a word out by the tab's own filter, and by a filter view of theirs."""
        bounds = self._range(title, header_row, 0, rows=500, columns=column + 1)
        spec = {"columnIndex": column, "filterCriteria": {"hiddenValues": [word]}}
        view = {"title": word, "range": bounds, "filterSpecs": [spec]}
        self._batch(setBasicFilter={"filter": {"range": bounds, "filterSpecs": [spec]}})
        self._batch(addFilterView={"filter": view})

    def filters(self, title):
        sheet = next(one for one in self._sheets() if one["properties"]["title"] == title)
        return sheet.get("basicFilter"), sheet.get("filterViews")

    def hide(self, title, row, column):
        for dimension, at in (("ROWS", row), ("COLUMNS", column)):
            self._batch(
                updateDimensionProperties={
                    "range": self._line(title, dimension, at),
                    "properties": {"hiddenByUser": True},
                    "fields": "hiddenByUser",
                }
            )

    def hidden(self, title):
        sheets = self.server.spreadsheet(self.book)["sheets"]
        sheet = next(one for one in sheets if one["properties"]["title"] == title)
        lines = (sheet["data"][0][name] for name in ("rowMetadata", "columnMetadata"))
        return tuple(
            {at for at, one in enumerate(line) if one.get("hiddenByUser")} for line in lines
        )

    def order(self, title, first, rows):
        """Drag rows, one after the other."""
        now = list(range(first, first + len(rows)))
        for place, row in enumerate(rows, first):
            at = first + now.index(row)
            if at != place:
                self._batch(
                    moveDimension={
                        "source": self._line(title, "ROWS", at),
                        "destinationIndex": place,
                    }
                )
                now.insert(place - first, now.pop(at - first))

    def insert_row(self, title, at):
        self._batch(insertDimension={"range": self._line(title, "ROWS", at)})

    def delete_row(self, title, at):
        self._batch(deleteDimension={"range": self._line(title, "ROWS", at)})

    def insert_column(self, title, at):
        self._batch(insertDimension={"range": self._line(title, "COLUMNS", at)})

    def delete_column(self, title, at):
        self._batch(deleteDimension={"range": self._line(title, "COLUMNS", at)})

    def move_column(self, title, start, to):
        destination = to if to < start else to + 1
        self._batch(
            moveDimension={
                "source": self._line(title, "COLUMNS", start),
                "destinationIndex": destination,
            }
        )

    def rename(self, title, new):
        properties = {"sheetId": self._id(title), "title": new}
        self._batch(updateSheetProperties={"properties": properties, "fields": "title"})

    def delete_tab(self, title):
        self._batch(deleteSheet={"sheetId": self._id(title)})

    def add_tab(self, title, rows):
        self._batch(addSheet={"properties": {"title": title}})
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                self.type(title, row, column, value)

    def copy_tab(self, title, new):
        self._batch(duplicateSheet={"sourceSheetId": self._id(title), "newSheetName": new})


def _is_yellow(formats, row):
    look = formats[row] if row < len(formats) else None
    colour = (look or {}).get("backgroundColorStyle", {}).get("rgbColor", {})
    return (colour.get("red"), colour.get("green"), colour.get("blue")) in {(1, 1, None), (1, 1, 0)}


class XlsxPeople:
    """Hands in a file, by another library; every edit is a save, as in a spreadsheet program."""

    kind = "xlsx"

    def __init__(self, path):
        self.path = path
        book = openpyxl.Workbook()
        book.active.title = "Lots"
        book.active.append(["Lot", "Units"])
        book.active.append(["L1", 200])
        book.save(path)
        self._shown = None, None  # a version of the file, as it stands on the screen
        self.workbook = self.again()

    def again(self):
        return XlsxOptions(path=self.path).open()

    @contextmanager
    def _open(self, title=None):
        book = openpyxl.load_workbook(self.path)
        yield book[title] if title else book
        book.save(self.path)
        book.close()

    def _look(self):
        """The file as it is now, to read from; opening it is what takes the time."""
        facts = self.path.stat()
        now = facts.st_mtime_ns, facts.st_size, facts.st_ino
        if self._shown[0] != now:
            self._shown = now, openpyxl.load_workbook(self.path)
        return self._shown[1]

    def titles(self):
        return self._look().sheetnames

    def cells(self, title):
        """Cells as another program sees them; moments as serial numbers."""
        return trimmed([[_number(cell) for cell in row] for row in self._look()[title].values])

    def type(self, title, row, column, value):
        with self._open(title) as sheet:
            cell = sheet.cell(row + 1, column + 1)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"

    def remark(self, title, row, column, text):
        with self._open(title) as sheet:
            cell = sheet.cell(row + 1, column + 1)
            cell.comment = Comment(text, "a person")
            cell.fill = PatternFill("solid", fgColor=YELLOW)

    def remarks(self, title):
        sheet = self._look()[title]
        return {
            (cell.row - 1, cell.column - 1): cell.comment.text
            for row in sheet.iter_rows()
            for cell in row
            if cell.fill.fgColor.rgb == YELLOW and cell.comment
        }

    def filter(self, title, header_row, column, word):
        with self._open(title) as sheet:
            last = sheet.cell(header_row + 500, column + 1).coordinate
            sheet.auto_filter.ref = f"A{header_row + 1}:{last}"
            sheet.auto_filter.filterColumn.clear()
            sheet.auto_filter.add_filter_column(column, [word])

    def filters(self, title):
        sheet = self._look()[title]
        columns = [(one.colId, one.filters.filter) for one in sheet.auto_filter.filterColumn]
        return sheet.auto_filter.ref, columns

    def hide(self, title, row, column):
        with self._open(title) as sheet:
            sheet.row_dimensions[row + 1].hidden = True
            sheet.column_dimensions[get_column_letter(column + 1)].hidden = True

    def hidden(self, title):
        sheet = self._look()[title]
        rows = {row - 1 for row, one in sheet.row_dimensions.items() if one.hidden}
        columns = {
            column_index_from_string(letters) - 1
            for letters, one in sheet.column_dimensions.items()
            if one.hidden
        }
        return rows, columns

    def _rearrange(self, title, rows_of=lambda rows: rows, line_of=None):
        """Give the sheet's cells a new order: values, notes and looks together."""
        with self._open(title) as sheet:
            rows = [
                [_taken(sheet.cell(row, column)) for column in range(1, sheet.max_column + 1)]
                for row in range(1, sheet.max_row + 1)
            ]
            before = len(rows), max(map(len, rows), default=0)
            if line_of is not None:
                _rearrange_columns(sheet, before[1], line_of)
                rows = [line_of(row, BLANK) for row in rows]
            rows = rows_of(rows)
            after = len(rows), max(map(len, rows), default=0)
            for row in range(max(before[0], after[0])):
                for column in range(max(before[1], after[1])):
                    here = row < len(rows) and column < len(rows[row])
                    _put(sheet.cell(row + 1, column + 1), rows[row][column] if here else BLANK)

    def order(self, title, first, order):
        def change(rows):
            picked = [rows[row] for row in order]
            return [*rows[:first], *picked, *rows[first + len(order) :]]

        self._rearrange(title, change)

    def insert_row(self, title, at):
        self._rearrange(title, lambda rows: [*rows[:at], [], *rows[at:]])

    def delete_row(self, title, at):
        self._rearrange(title, lambda rows: [*rows[:at], *rows[at + 1 :]])

    def insert_column(self, title, at):
        self._rearrange(title, line_of=lambda line, new: [*line[:at], new, *line[at:]])

    def delete_column(self, title, at):
        self._rearrange(title, line_of=lambda line, _: [*line[:at], *line[at + 1 :]])

    def move_column(self, title, start, to):
        def change(line, _):
            rest = [*line[:start], *line[start + 1 :]]
            return [*rest[:to], line[start], *rest[to:]]

        self._rearrange(title, line_of=change)

    def rename(self, title, new):
        with self._open(title) as sheet:
            sheet.title = new

    def delete_tab(self, title):
        with self._open() as book:
            del book[title]

    def add_tab(self, title, rows):
        with self._open() as book:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)

    def copy_tab(self, title, new):
        with self._open() as book:
            book.copy_worksheet(book[title]).title = new


def _rearrange_columns(sheet, width, line_of):
    """Width, hiding and look of whole columns go where their cells go."""
    looks = []
    for column in range(1, width + 1):
        own = sheet.column_dimensions.get(get_column_letter(column))
        looks.append((own.width, own.hidden, copy.copy(own._style)) if own else None)
    for column, look in enumerate(line_of(looks, None), 1):
        letters = get_column_letter(column)
        sheet.column_dimensions.pop(letters, None)
        if look is not None:
            own = sheet.column_dimensions[letters]
            own.width, own.hidden, own._style = look


BLANK = (None, None, None, None, "n")


def _taken(cell):
    return (
        cell.value,
        copy.copy(cell.comment),
        copy.copy(cell.fill),
        cell.number_format,
        cell.data_type,
    )


def _put(cell, taken):
    value, comment, fill, number_format, data_type = taken
    cell.value = value
    cell.comment = Comment(comment.text, comment.author) if comment else None
    cell.fill = fill if fill is not None else PatternFill()
    cell.number_format = number_format or "General"
    if data_type == "s":
        cell.data_type = "s"


def _number(cell):
    """A day or a time as the number that it is."""
    return round(to_excel(cell), 9) if hasattr(cell, "year") or hasattr(cell, "hour") else cell


def trimmed(rows):
    """Rows without blanks at their ends and without blank rows below."""
    rows = [[None if cell == "" else cell for cell in row] for row in rows]
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows
