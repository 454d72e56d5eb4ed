"""A workbook with everything that people put into Excel files, some of it written part by part."""

import io
import struct
import warnings
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
from openpyxl.chart import BarChart, LineChart, PieChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, DataBarRule
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
EXTRA_PARTS = {
    "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 not a real macro, kept as it is",
    "xl/persons/person.xml": b'<personList xmlns="http://schemas.microsoft.com/office/'
    b'spreadsheetml/2018/threadedcomments"><person displayName="Lan" id="{1}" userId="lan" '
    b'providerId="None"/></personList>',
    "xl/threadedComments/threadedComment1.xml": b'<ThreadedComments xmlns="http://schemas.microsoft'
    b'.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="A3" '
    b'dT="2025-06-01T10:00:00.00" personId="{1}" id="{2}"><text>which lot?</text>'
    b"</threadedComment></ThreadedComments>",
    "xl/slicers/slicer1.xml": b'<slicers xmlns="http://schemas.microsoft.com/office/spreadsheetml/'
    b'2009/9/main"><slicer name="SKU" cache="Slicer_SKU" caption="SKU" rowHeight="241300"/></slicers>',
    "xl/slicerCaches/slicerCache1.xml": b'<slicerCacheDefinition xmlns="http://schemas.microsoft.com'
    b'/office/spreadsheetml/2009/9/main" name="Slicer_SKU" sourceName="SKU"/>',
    "xl/pivotTables/pivotTable1.xml": f'<pivotTableDefinition xmlns="{MAIN}" name="Pivot" '
    'cacheId="1" dataCaption="Values"><location ref="U40:V42" firstHeaderRow="1" firstDataRow="1" '
    'firstDataCol="1"/><pivotFields count="2"><pivotField axis="axisRow" showAll="0"><items '
    'count="2"><item x="0"/><item t="default"/></items></pivotField><pivotField dataField="1" '
    'showAll="0"/></pivotFields><rowFields count="1"><field x="0"/></rowFields><dataFields '
    'count="1"><dataField name="Sum" fld="1"/></dataFields></pivotTableDefinition>'.encode(),
    "xl/pivotTables/_rels/pivotTable1.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship '
    f'Id="rId1" Type="{OFFICE}/pivotCacheDefinition" '
    'Target="../pivotCache/pivotCacheDefinition1.xml"/></Relationships>'.encode(),
    "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition xmlns="{MAIN}" '
    f'xmlns:r="{OFFICE}" r:id="rId1" refreshOnLoad="1" recordCount="1"><cacheSource '
    'type="worksheet"><worksheetSource ref="A1:B2" sheet="Bảng"/></cacheSource><cacheFields '
    'count="2"><cacheField name="Mã" numFmtId="0"><sharedItems count="1"><s v="A"/></sharedItems>'
    '</cacheField><cacheField name="SL" numFmtId="0"><sharedItems containsSemiMixedTypes="0" '
    'containsString="0" containsNumber="1" containsInteger="1" minValue="1" maxValue="1"/>'
    "</cacheField></cacheFields></pivotCacheDefinition>".encode(),
    "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
    f'<Relationship Id="rId1" Type="{OFFICE}/pivotCacheRecords" '
    'Target="pivotCacheRecords1.xml"/></Relationships>'.encode(),
    "xl/pivotCache/pivotCacheRecords1.xml": f'<pivotCacheRecords xmlns="{MAIN}" count="1"><r>'
    '<x v="0"/><n v="1"/></r></pivotCacheRecords>'.encode(),
    "xl/customProperty1.bin": b"\x00\x01\x02",
    "customXml/item1.xml": b"<team xmlns='urn:team'>shop</team>",
}
SHEET_RELATIONS = {
    "xl/threadedComments/threadedComment1.xml": f"{MICROSOFT}/2017/10/relationships/threadedComment",
    "xl/slicers/slicer1.xml": f"{MICROSOFT}/2007/relationships/slicer",
    "xl/pivotTables/pivotTable1.xml": f"{OFFICE}/pivotTable",
}
BOOK_RELATIONS = {
    "xl/vbaProject.bin": f"{MICROSOFT}/2006/relationships/vbaProject",
    "xl/persons/person.xml": f"{MICROSOFT}/2017/10/relationships/person",
    "xl/slicerCaches/slicerCache1.xml": f"{MICROSOFT}/2007/relationships/slicerCache",
    "xl/pivotCache/pivotCacheDefinition1.xml": f"{OFFICE}/pivotCacheDefinition",
}
CONTENT_TYPES = {
    "xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
    "xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
    "xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml",
    "xl/slicers/slicer1.xml": "application/vnd.ms-excel.slicer+xml",
    "xl/slicerCaches/slicerCache1.xml": "application/vnd.ms-excel.slicerCache+xml",
    "xl/pivotTables/pivotTable1.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml"
    ".pivotTable+xml",
    "xl/pivotCache/pivotCacheDefinition1.xml": "application/vnd.openxmlformats-officedocument"
    ".spreadsheetml.pivotCacheDefinition+xml",
    "xl/pivotCache/pivotCacheRecords1.xml": "application/vnd.openxmlformats-officedocument"
    ".spreadsheetml.pivotCacheRecords+xml",
    "xl/customProperty1.bin": "application/vnd.openxmlformats-officedocument.spreadsheetml"
    ".customProperty",
    "customXml/item1.xml": "application/xml",
}


def save(path, *, macros=False):
    """Write the feature workbook; with macros as an .xlsm would be."""
    book = _book()
    plain = io.BytesIO()
    book.save(plain)
    _with_extra_parts(plain, path, macros=macros)
    return path


def _book():
    book = openpyxl.Workbook()
    lots = book.active
    lots.title = "Nhập hàng & QC"
    lots.append(["Kho Minh Anh"])
    lots.append(["Mã lô", "Mã hàng", "Ngày nhận", "SL nhận", "Giờ", "Kéo dài", "Tỷ lệ", "Đạt"])
    for row in range(40):
        lots.append(
            [
                f"L{row:03}",
                f"00{row % 7}",
                date(2025, 1, 1) + timedelta(days=row),
                200 + row,
                time(8, 30),
                timedelta(hours=30),
                f"=D{row + 3}/1000",
                bool(row % 2),
            ]
        )
    lots["C3"].number_format = "dd/mm/yyyy"
    lots["F3"].number_format = "[h]:mm"
    lots["C4"] = datetime(2025, 6, 2, 14, 30)
    lots["B5"].value, lots["B5"].data_type = "=không phải công thức", "s"
    lots["I2"].value = "#N/A"
    lots["A3"].comment = Comment("kiểm lại", "Lan")
    lots["A3"].fill = PatternFill("solid", fgColor="FFFFFF00")
    lots["A2"].font = Font(bold=True, color="FFFF0000")
    lots.merge_cells("A1:H1")
    lots.freeze_panes = "B3"
    lots.auto_filter.ref = "A2:H42"
    lots.row_dimensions[7].hidden = True
    lots.column_dimensions["H"].hidden = True
    lots.column_dimensions["A"].width = 22
    validation = DataValidation(type="list", formula1='"001,002"', allow_blank=True)
    lots.add_data_validation(validation)
    validation.add("B3:B200")
    red = PatternFill("solid", bgColor="FFFF0000")
    lots.conditional_formatting.add(
        "D3:D42", CellIsRule(operator="lessThan", formula=["210"], fill=red)
    )
    lots.conditional_formatting.add(
        "D3:D42",
        ColorScaleRule(start_type="min", start_color="FFFFFF", end_type="max", end_color="00FF00"),
    )
    lots.conditional_formatting.add("D3:D42", DataBarRule("min", None, "max", None, color="638EC6"))
    for number, chart in enumerate((BarChart(), LineChart(), PieChart())):
        chart.add_data(Reference(lots, min_col=4, min_row=2, max_row=12), titles_from_data=True)
        lots.add_chart(chart, f"K{2 + 16 * number}")
    lots.add_image(Image(io.BytesIO(_png())), "S2")
    lots.protection = lots.protection.__class__(sheet=False)
    lots["D3"].protection = Protection(locked=False)
    lots.print_title_rows = "2:2"
    table_sheet = book.create_sheet("Bảng")
    table_sheet.append(["Mã", "SL"])
    table_sheet.append(["A", 1])
    table = Table(displayName="Bang", ref="A1:B2")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium9", showRowStripes=True)
    table_sheet.add_table(table)
    hidden = book.create_sheet("Ẩn")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "=SUM('Nhập hàng & QC'!D3:D42)"
    bars = BarChart()
    bars.add_data(Reference(table_sheet, min_col=2, min_row=1, max_row=2))
    book.create_chartsheet("Biểu đồ").add_chart(bars)
    book.defined_names["cac_lo"] = DefinedName("cac_lo", attr_text="'Nhập hàng & QC'!$A$3:$A$42")
    return book


def _png():
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\x00\xff\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _with_extra_parts(plain, path, *, macros):
    extra = {
        name: body for name, body in EXTRA_PARTS.items() if macros or name != "xl/vbaProject.bin"
    }
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            text = source.read(name).decode("utf-8") if name.endswith((".xml", ".rels")) else None
            if name == "[Content_Types].xml":
                overrides = "".join(
                    f'<Override PartName="/{part}" ContentType="{CONTENT_TYPES[part]}"/>'
                    for part in extra
                    if part in CONTENT_TYPES
                )
                text = text.replace("</Types>", f"{overrides}</Types>")
                if macros:
                    text = text.replace("spreadsheetml.sheet.main+xml", "MACRO").replace(
                        "application/vnd.openxmlformats-officedocument.MACRO",
                        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                    )
            if name == "xl/workbook.xml":
                number = list(BOOK_RELATIONS).index("xl/pivotCache/pivotCacheDefinition1.xml")
                caches = (
                    f'<pivotCaches><pivotCache cacheId="1" r:id="rX{number}" xmlns:r="{OFFICE}"/>'
                )
                text = text.replace("</workbook>", f"{caches}</pivotCaches></workbook>")
            if name == "xl/_rels/workbook.xml.rels":
                text = _with_relations(text, BOOK_RELATIONS, extra, "")
            if name == "xl/worksheets/_rels/sheet1.xml.rels":
                text = _with_relations(text, SHEET_RELATIONS, extra, "../")
            if name == "xl/worksheets/sheet1.xml":
                # what an older Excel keeps for a newer one
                text = text.replace(
                    "</worksheet>",
                    '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" '
                    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
                    "<x14:sparklineGroups/></ext></extLst></worksheet>",
                )
            out.writestr(name, source.read(name) if text is None else text.encode("utf-8"))
        for name, body in extra.items():
            out.writestr(name, body)


def _with_relations(text, relations, extra, up):
    lines = "".join(
        f'<Relationship Id="rX{number}" Type="{kind}" '
        f'Target="{up or "/xl/"}{part.removeprefix("xl/")}"/>'
        for number, (part, kind) in enumerate(relations.items())
        if part in extra
    )
    return text.replace("</Relationships>", f"{lines}</Relationships>")


def load(path, **how):
    """Open a workbook in the other library, which warns of what it would lose."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(Path(path).read_bytes()), **how)


def parts(path):
    """Every part of a workbook and its bytes."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


FEATURES = (
    "charts",
    "images",
    "comments",
    "validations",
    "conditional formats",
    "merged cells",
    "filter",
    "frozen panes",
    "hidden rows",
    "column widths",
    "tables",
    "defined names",
    "hidden sheets",
    "formulas",
    "fills",
    "pivots",
)


def features(path):
    """What another library sees of the features of people's tabs."""
    book = load(path)
    lots = book["Nhập hàng & QC"]
    found = (
        sorted(type(chart).__name__ for chart in lots._charts),
        len(lots._images),
        [
            (cell.coordinate, cell.comment.text)
            for row in lots.iter_rows()
            for cell in row
            if cell.comment
        ],
        [(str(one.sqref), one.formula1) for one in lots.data_validations.dataValidation],
        [
            (str(one.sqref), [rule.type for rule in one.rules])
            for one in lots.conditional_formatting
        ],
        [str(one) for one in lots.merged_cells.ranges],
        lots.auto_filter.ref,
        lots.freeze_panes,
        [number for number, row in lots.row_dimensions.items() if row.hidden],
        {name: column.width for name, column in lots.column_dimensions.items()},
        dict(book["Bảng"].tables.items()),
        {name: one.attr_text for name, one in book.defined_names.items() if name == "cac_lo"},
        [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"],
        [cell.value for cell in lots["G"][2:5]],
        lots["A3"].fill.fgColor.rgb,
        [pivot.location.ref for pivot in lots._pivots],
    )
    return dict(zip(FEATURES, found, strict=True))
