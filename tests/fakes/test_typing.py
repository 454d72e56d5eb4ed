"""What typing (USER_ENTERED) makes of text, and how cells are shown, by locale."""

import pytest

from tests.fakes.conftest import BOOK, grid_range


@pytest.mark.parametrize(
    ("typed", "value", "number_format", "shown"),
    [
        ("1-2", 46024, ("DATE", "m-d"), "1-2"),
        ("2026-09-05", 46270, ("DATE", "yyyy-mm-dd"), "2026-09-05"),
        ("$100.15", 100.15, ("CURRENCY", '"$"#,##0.00'), "$100.15"),
        ("007", 7, None, "7"),
        ("TRUE", True, None, "TRUE"),
        ("'0123", "0123", None, "0123"),
        ("9/5/2026", 46270, ("DATE", "m/d/yyyy"), "9/5/2026"),
        ("09/05/2026", 46270, ("DATE", "mm/dd/yyyy"), "09/05/2026"),
        ("13/04/2026", "13/04/2026", None, "13/04/2026"),
        ("7.5%", 0.075, ("PERCENT", "0.00%"), "7.50%"),
        ("50%", 0.5, ("PERCENT", "0%"), "50%"),
        ("1,234", 1234, ("NUMBER", "#,##0"), "1,234"),
        ("1,234.50", 1234.5, ("NUMBER", "#,##0.00"), "1,234.50"),
        ("1E5", 100000, ("SCIENTIFIC", "0.00E+00"), "1.00E+05"),
        ("-3", -3, None, "-3"),
        ("+84", 84, None, "84"),
        ("10:30", 0.4375, ("TIME", "h:mm"), "10:30"),
        (
            "2026-09-05 10:30:00",
            46270.4375,
            ("DATE_TIME", "yyyy-mm-dd h:mm:ss"),
            "2026-09-05 10:30:00",
        ),
        ("15/200", "15/200", None, "15/200"),
        ("7,5", "7,5", None, "7,5"),
        ("hôm qua", "hôm qua", None, "hôm qua"),
    ],
)
def test_typed_text_in_an_american_file(api, typed, value, number_format, shown):
    """The first six rows are a transcript of Google's answers; the others follow its documentation."""
    api.put("Sheet1!A1", [[typed]], option="USER_ENTERED")

    cell = api.cell("Sheet1!A1")
    assert api.values("Sheet1!A1", valueRenderOption="UNFORMATTED_VALUE") == [[value]]
    assert cell["formattedValue"] == shown
    found = cell.get("userEnteredFormat", {}).get("numberFormat")
    assert found == (number_format and {"type": number_format[0], "pattern": number_format[1]})


@pytest.mark.parametrize(
    ("typed", "value", "shown"),
    [
        ("7,5", 7.5, "7,5"),
        ("1.234", 1234, "1.234"),
        ("1.234,50", 1234.5, "1.234,50"),
        ("31/12/2026", 46387, "31/12/2026"),
        ("09/04/2026", 46121, "09/04/2026"),
        ("7,5%", 0.075, "7,50%"),
        ("1.200 ₫", 1200, "1.200 ₫"),
        ("12/31/2026", "12/31/2026", "12/31/2026"),
        ("1,234.5", "1,234.5", "1,234.5"),
    ],
)
def test_typed_text_in_a_vietnamese_file(api, typed, value, shown):
    """Our reading of the locale, not a recording."""
    api.server.seed(BOOK, locale="vi_VN")

    api.put("Sheet1!A1", [[typed]], option="USER_ENTERED")

    assert api.values("Sheet1!A1", valueRenderOption="UNFORMATTED_VALUE") == [[value]]
    assert api.values("Sheet1!A1") == [[shown]]


@pytest.mark.parametrize(
    ("value", "kind", "pattern", "shown"),
    [
        (1234.5, "NUMBER", "#,##0.00", "1,234.50"),
        (1234.5, "NUMBER", "", "1,234.50"),
        (0.075, "PERCENT", "", "7.50%"),
        (0.5, "PERCENT", "0%", "50%"),
        (-5, "NUMBER", "#,##0;(#,##0)", "(5)"),
        (0, "NUMBER", '0;-0;"none"', "none"),
        (12345, "SCIENTIFIC", "", "1.23E+04"),
        (2.5, "NUMBER", "0", "3"),
        (0.125, "NUMBER", "0.00", "0.13"),
        (1500000, "NUMBER", '#,##0.0,,"M"', "1.5M"),
        (45000, "DATE", "dd/MM/yyyy", "15/03/2023"),
        (45000, "DATE", "", "3/15/2023"),
        (45000, "DATE", "mmm d, yyyy", "Mar 15, 2023"),
        (45000.25, "DATE_TIME", "yyyy-mm-dd hh:mm:ss", "2023-03-15 06:00:00"),
        (0.75, "TIME", "h:mm am/pm", "6:00 PM"),
        (1.5, "TIME", "[h]:mm", "36:00"),
        (7, "TEXT", "@", "7"),
        (7, "NUMBER", '"Lot "0', "Lot 7"),
    ],
)
def test_a_number_format_shows_a_number(api, value, kind, pattern, shown):
    number_format = {"type": kind, "pattern": pattern} if pattern else {"type": kind}
    cell = {
        "userEnteredValue": {"numberValue": value},
        "userEnteredFormat": {"numberFormat": number_format},
    }

    api.batch(
        {
            "updateCells": {
                "range": grid_range(0, 1, 0, 1),
                "rows": [{"values": [cell]}],
                "fields": "*",
            }
        }
    )

    assert api.values("Sheet1!A1") == [[shown]]
    assert api.values("Sheet1!A1", valueRenderOption="UNFORMATTED_VALUE") == [[value]]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1 / 3, "0.3333333333"),
        (0.1 + 0.2, "0.3"),
        (1234567.891, "1234567.891"),
        (12345678901, "12345678901"),
        (1e20, "1E+20"),
        (7.0, "7"),
    ],
)
def test_a_number_without_a_format_shows_ten_digits(api, value, shown):
    api.put("Sheet1!A1", [[value]])

    assert api.values("Sheet1!A1") == [[shown]]


def test_a_cell_formatted_as_text_keeps_what_is_typed(api):
    plain = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
    api.batch(
        {
            "repeatCell": {
                "range": grid_range(0, 9, 0, 1),
                "cell": plain,
                "fields": "userEnteredFormat.numberFormat",
            }
        }
    )

    api.put("Sheet1!A1", [["007"], ["1/2/2020"], ["TRUE"]], option="USER_ENTERED")

    assert api.values("Sheet1!A:A", valueRenderOption="UNFORMATTED_VALUE") == [
        ["007"],
        ["1/2/2020"],
        ["TRUE"],
    ]


def test_the_format_of_the_file_decides_not_of_the_reader(api):
    api.put("Sheet1!A1", [[1234.5]])
    api.batch(
        {"updateSpreadsheetProperties": {"properties": {"locale": "vi_VN"}, "fields": "locale"}}
    )

    assert api.values("Sheet1!A1") == [["1234,5"]]
