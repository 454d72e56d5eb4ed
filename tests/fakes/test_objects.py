"""What stands beside cells: names, protections, filters, bands, rules, charts, tables, slicers, metadata."""

import pytest

from tests.fakes.conftest import BOOK, grid_range, span


def without_id(item, name):
    return {key: value for key, value in item.items() if key != name}


# Named ranges


def test_a_named_range_can_be_made_changed_and_taken_away(api):
    [reply] = api.batch(
        {
            "addNamedRange": {
                "namedRange": {
                    "namedRangeId": "abc",
                    "name": "Lots",
                    "range": grid_range(0, 5, 0, 2),
                }
            }
        }
    )
    assert reply["addNamedRange"]["namedRange"] == {
        "namedRangeId": "abc",
        "name": "Lots",
        "range": {"startRowIndex": 0, "endRowIndex": 5, "startColumnIndex": 0, "endColumnIndex": 2},
    }

    api.batch(
        {
            "updateNamedRange": {
                "namedRange": {
                    "namedRangeId": "abc",
                    "name": "Lots2x",
                    "range": grid_range(1, 2, 0, 1),
                },
                "fields": "name,range",
            }
        }
    )
    assert api.get("Lots2x")["range"] == "Sheet1!A2"

    api.batch({"deleteNamedRange": {"namedRangeId": "abc"}})
    assert "namedRanges" not in api.spreadsheet()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "taken",
            "Cannot add named range with name taken, a named range with that name already exists.",
        ),
        ("two words", "The name given to this range is invalid."),
        ("A1", "The name given to this range is invalid."),
    ],
)
def test_a_name_that_cannot_be_is_refused(api, name, message):
    api.batch({"addNamedRange": {"namedRange": {"name": "taken", "range": grid_range(0, 1)}}})

    assert (
        api.refusal({"addNamedRange": {"namedRange": {"name": name, "range": grid_range(0, 1)}}})
        == f"Invalid requests[0].addNamedRange: {message}"
    )


# Protected ranges


@pytest.fixture
def shared(api):
    """The file belongs to owner@shop and writer@shop may write."""
    api.server.seed(
        BOOK, {"Sheet1": [["a"]]}, roles={"owner@shop": "owner", "writer@shop": "writer"}
    )
    for name in ("owner", "writer"):
        api.server.users.add(f"{name}-token", f"{name}@shop")
    return api


def become(api, name):
    api.session.headers["Authorization"] = f"Bearer {name}-token"


PROTECTED = "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit."


def test_a_protected_range_refuses_others_with_400(shared):
    become(shared, "owner")
    shared.batch({"addProtectedRange": {"protectedRange": {"range": grid_range(0, 5, 0, 1)}}})

    become(shared, "writer")

    assert (
        shared.error("PUT", "/values/Sheet1!A1", {"values": [["x"]]}, valueInputOption="RAW")[
            "message"
        ]
        == PROTECTED
    )
    assert shared.error("POST", "/values/Sheet1!A1:clear", {})["code"] == 400
    cell = {"start": {}, "rows": [{"values": [{"note": "x"}]}], "fields": "note"}
    assert shared.refusal({"updateCells": cell}) == f"Invalid requests[0].updateCells: {PROTECTED}"
    shared.put("Sheet1!B1", [["fine"]])
    [protected] = shared.sheet()["protectedRanges"]
    assert "requestingUserCanEdit" not in protected
    assert "editors" not in protected


def test_an_editor_of_a_protected_range_may_write_there(shared):
    become(shared, "owner")
    [reply] = shared.batch(
        {
            "addProtectedRange": {
                "protectedRange": {
                    "range": grid_range(0, 5, 0, 1),
                    "editors": {"users": ["writer@shop"]},
                }
            }
        }
    )
    assert reply["addProtectedRange"]["protectedRange"]["editors"] == {"users": ["writer@shop"]}
    assert shared.sheet()["protectedRanges"][0]["editors"] == {
        "users": ["writer@shop", "owner@shop"]
    }

    become(shared, "writer")

    shared.put("Sheet1!A1", [["x"]])
    assert shared.sheet()["protectedRanges"][0]["requestingUserCanEdit"] is True


def test_the_answer_to_a_new_protection_shows_no_editor_that_was_not_named(shared):
    """As in answers recorded by gspread's own tests: its maker appears at the next read, not before."""
    become(shared, "owner")
    nobody = {"users": [], "groups": []}

    [reply] = shared.batch(
        {
            "addProtectedRange": {
                "protectedRange": {"range": grid_range(2, 4, 1, 3), "editors": nobody}
            }
        }
    )

    made = reply["addProtectedRange"]["protectedRange"]
    assert (made["editors"], made["requestingUserCanEdit"]) == ({}, True)
    assert shared.sheet()["protectedRanges"][0]["editors"] == {"users": ["owner@shop"]}


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        ({"range": {"sheetId": 0}}, 'Sheet "Sheet1" already has sheet protection.'),
        (
            {"range": {}, "warningOnly": True, "editors": {"users": ["writer@shop"]}},
            "ProtectedRange is warningOnly. Editors cannot be set on it.",
        ),
    ],
    ids=["two of one tab", "a warning with editors"],
)
def test_a_protection_that_makes_no_sense_is_refused(shared, second, problem):
    """As users of gspread and google-api-python-client reported the answers."""
    become(shared, "owner")
    if "warningOnly" not in second:
        shared.batch({"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}}}})

    refusal = shared.refusal({"addProtectedRange": {"protectedRange": second}})

    assert refusal == f"Invalid requests[0].addProtectedRange: {problem}"


def test_a_warning_stops_nobody_and_an_unprotected_part_is_free(shared):
    become(shared, "owner")
    shared.batch(
        {
            "addProtectedRange": {
                "protectedRange": {"range": grid_range(0, 1, 0, 1), "warningOnly": True}
            }
        },
        {
            "addProtectedRange": {
                "protectedRange": {
                    "range": {"sheetId": 0},
                    "unprotectedRanges": [grid_range(0, 9, 0, 2)],
                }
            }
        },
    )

    become(shared, "writer")

    shared.put("Sheet1!A1:B1", [["x", "y"]])
    assert (
        shared.error("PUT", "/values/Sheet1!C1", {"values": [["x"]]}, valueInputOption="RAW")[
            "message"
        ]
        == PROTECTED
    )


def test_a_protection_is_changed_and_lifted_by_who_may_edit_it(shared):
    become(shared, "owner")
    shared.batch(
        {
            "addProtectedRange": {
                "protectedRange": {
                    "protectedRangeId": 7,
                    "range": grid_range(0, 5),
                    "description": "ours",
                }
            }
        }
    )
    change = {
        "updateProtectedRange": {
            "protectedRange": {"protectedRangeId": 7, "warningOnly": True},
            "fields": "warningOnly",
        }
    }

    become(shared, "writer")
    assert shared.refusal(change) == f"Invalid requests[0].updateProtectedRange: {PROTECTED}"

    become(shared, "owner")
    shared.batch(change)
    assert without_id(shared.sheet()["protectedRanges"][0], "range") == {
        "protectedRangeId": 7,
        "description": "ours",
        "warningOnly": True,
        "requestingUserCanEdit": True,
    }
    shared.batch({"deleteProtectedRange": {"protectedRangeId": 7}})
    assert "protectedRanges" not in shared.sheet()


# Filters


def test_a_basic_filter_is_replaced_sorted_and_cleared(api):
    api.put("Sheet1!A1", [["head", "n"], ["b", 2], ["a", 1], ["c", 3]])

    criteria = {"0": {"hiddenValues": ["c"]}}
    api.batch(
        {
            "setBasicFilter": {
                "filter": {
                    "range": grid_range(0, 4, 0, 2),
                    "criteria": criteria,
                    "sortSpecs": [{"dimensionIndex": 0}],
                }
            }
        }
    )

    found = api.sheet(includeGridData=True)
    assert found["basicFilter"]["criteria"] == criteria
    assert found["basicFilter"]["filterSpecs"] == [
        {"filterCriteria": {"hiddenValues": ["c"]}, "columnIndex": 0}
    ]
    assert api.values("Sheet1!A:A") == [["head"], ["a"], ["b"], ["c"]]
    assert [
        number
        for number, row in enumerate(found["data"][0]["rowMetadata"])
        if row.get("hiddenByFilter")
    ] == [3]

    api.batch({"clearBasicFilter": {"sheetId": 0}})
    assert "basicFilter" not in api.sheet()


def test_filter_views_have_ids_and_titles_of_their_own(api):
    [reply] = api.batch(
        {"addFilterView": {"filter": {"title": "Open lots", "range": grid_range(0, 9, 0, 3)}}}
    )
    view = reply["addFilterView"]["filter"]

    api.batch(
        {
            "updateFilterView": {
                "filter": {"filterViewId": view["filterViewId"], "title": "Late lots"},
                "fields": "title",
            }
        }
    )
    [copy] = api.batch({"duplicateFilterView": {"filterId": view["filterViewId"]}})

    assert [item["title"] for item in api.sheet()["filterViews"]] == [
        "Late lots",
        "Copy of Late lots",
    ]
    assert api.sheet()["filterViews"][0]["range"] == view["range"]
    api.batch(
        {"deleteFilterView": {"filterId": copy["duplicateFilterView"]["filter"]["filterViewId"]}}
    )
    assert len(api.sheet()["filterViews"]) == 1


# Bands and rules


def test_bands_cannot_overlap_and_can_be_changed(api):
    band = {
        "bandedRangeId": 3,
        "range": grid_range(0, 9, 0, 3),
        "rowProperties": {"firstBandColor": {"red": 1}, "secondBandColor": {}},
    }
    [reply] = api.batch({"addBanding": {"bandedRange": band}})
    assert reply["addBanding"]["bandedRange"]["rowProperties"]["firstBandColorStyle"] == {
        "rgbColor": {"red": 1}
    }

    again = api.refusal({"addBanding": {"bandedRange": {**band, "bandedRangeId": 4}}})
    assert again.endswith(
        "You cannot add alternating background colors to a range that already has alternating background colors."
    )
    assert "already exists" in api.refusal(
        {"addBanding": {"bandedRange": {**band, "range": grid_range(20, 30)}}}
    )

    api.batch(
        {
            "updateBanding": {
                "bandedRange": {"bandedRangeId": 3, "range": grid_range(0, 5, 0, 3)},
                "fields": "range",
            }
        }
    )
    assert api.sheet()["bandedRanges"][0]["range"]["endRowIndex"] == 5
    api.batch({"deleteBanding": {"bandedRangeId": 3}})
    assert "bandedRanges" not in api.sheet()


def rule(text):
    condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": text}]}
    return {
        "ranges": [grid_range(0, 9, 0, 1)],
        "booleanRule": {"condition": condition, "format": {"backgroundColor": {"red": 1}}},
    }


def texts(api):
    rules = api.sheet().get("conditionalFormats", [])
    return [item["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for item in rules]


def test_rules_stack_in_order_and_a_second_add_is_a_second_rule(api):
    api.batch(*({"addConditionalFormatRule": {"rule": rule(text), "index": 0}} for text in "aab"))

    assert texts(api) == ["b", "a", "a"]


def test_a_rule_is_replaced_moved_and_deleted_by_its_place(api):
    api.batch(
        *(
            {"addConditionalFormatRule": {"rule": rule(text), "index": number}}
            for number, text in enumerate("abc")
        )
    )

    [changed] = api.batch(
        {"updateConditionalFormatRule": {"index": 1, "sheetId": 0, "rule": rule("B")}}
    )
    [moved] = api.batch({"updateConditionalFormatRule": {"index": 2, "newIndex": 0, "sheetId": 0}})
    [deleted] = api.batch({"deleteConditionalFormatRule": {"index": 1, "sheetId": 0}})

    assert changed["updateConditionalFormatRule"]["newRule"]["booleanRule"]["condition"][
        "values"
    ] == [{"userEnteredValue": "B"}]
    assert (
        moved["updateConditionalFormatRule"]["oldIndex"],
        moved["updateConditionalFormatRule"]["newIndex"],
    ) == (2, 0)
    assert deleted["deleteConditionalFormatRule"]["rule"]["booleanRule"]["condition"]["values"] == [
        {"userEnteredValue": "a"}
    ]
    assert texts(api) == ["c", "B"]


# Charts


def chart(**more):
    series = [
        {
            "series": {"sourceRange": {"sources": [grid_range(0, 9, 1, 2)]}},
            "targetAxis": "LEFT_AXIS",
        }
    ]
    domains = [{"domain": {"sourceRange": {"sources": [grid_range(0, 9, 0, 1)]}}}]
    basic = {"chartType": "LINE", "domains": domains, "series": series, "headerCount": 1}
    return {
        "spec": {"title": "Fractions", "basicChart": basic},
        "position": {"overlayPosition": {"anchorCell": {"rowIndex": 1, "columnIndex": 4}}},
        **more,
    }


def test_a_chart_has_its_id_place_and_size(api):
    [reply] = api.batch({"addChart": {"chart": chart(chartId=11)}})

    made = reply["addChart"]["chart"]
    assert made["chartId"] == 11
    place = {
        "anchorCell": {"rowIndex": 1, "columnIndex": 4},
        "widthPixels": 600,
        "heightPixels": 371,
    }
    assert made["position"] == {"overlayPosition": place}
    assert "already exists" in api.refusal({"addChart": {"chart": chart(chartId=11)}})


def test_a_second_chart_without_an_id_stacks(api):
    api.batch({"addChart": {"chart": chart()}}, {"addChart": {"chart": chart()}})

    assert len({item["chartId"] for item in api.sheet()["charts"]}) == 2


def test_a_chart_spec_is_replaced_whole(api):
    api.batch({"addChart": {"chart": chart(chartId=11)}})

    new = {**chart()["spec"], "title": "Rates"}
    api.batch({"updateChartSpec": {"chartId": 11, "spec": new}})
    assert api.sheet()["charts"][0]["spec"]["title"] == "Rates"

    message = api.refusal({"updateChartSpec": {"chartId": 11, "spec": {"title": "only"}}})
    assert message.endswith(
        "One of basicChart, pieChart, bubbleChart, candelstickChart, histogramChart, or orgChart must be set on chartSpec"
    )


def test_a_basic_chart_without_domains_and_series_is_an_internal_error_as_at_google(api):
    error = api.error(
        "POST",
        ":batchUpdate",
        {"requests": [{"addChart": {"chart": {"spec": {"basicChart": {"chartType": "LINE"}}}}}]},
    )

    assert (error["code"], error["message"]) == (500, "Internal error encountered.")


def test_a_series_of_a_chart_is_one_row_or_one_column(api):
    """As a user of Google's Java client reported the answer."""
    block = {"sourceRange": {"sources": [grid_range(0, 4, 1, 3)]}}
    basic = {"chartType": "LINE", "series": [{"series": block}]}

    refusal = api.refusal({"addChart": {"chart": {"spec": {"basicChart": basic}}}})

    assert refusal == (
        "Invalid requests[0].addChart: "
        "ChartSourceRange ranges require all rows or all columns to have length of 1"
    )


def test_a_chart_moves_and_goes(api):
    api.batch({"addChart": {"chart": chart(chartId=11)}})

    move = {"overlayPosition": {"anchorCell": {"rowIndex": 9}}}
    api.batch(
        {
            "updateEmbeddedObjectPosition": {
                "objectId": 11,
                "newPosition": move,
                "fields": "anchorCell.rowIndex",
            }
        }
    )
    assert api.sheet()["charts"][0]["position"]["overlayPosition"]["anchorCell"] == {
        "rowIndex": 9,
        "columnIndex": 4,
    }

    api.batch({"deleteEmbeddedObject": {"objectId": 11}})
    assert "charts" not in api.sheet()
    assert api.refusal({"deleteEmbeddedObject": {"objectId": 11}}).endswith(
        "No embedded object with id: 11"
    )


def test_a_chart_on_a_tab_of_its_own_has_no_grid(api):
    api.batch({"addChart": {"chart": {**chart(), "position": {"newSheet": True}}}})

    properties = api.sheet(1)["properties"]
    assert (properties["title"], properties["sheetType"], "gridProperties" in properties) == (
        "Chart1",
        "OBJECT",
        False,
    )


def test_a_chart_whose_column_was_deleted_stays_without_its_series(api):
    api.batch(
        {"addChart": {"chart": chart(chartId=11)}},
        {"deleteDimension": {"range": span(1, 2, "COLUMNS")}},
    )

    basic = api.sheet()["charts"][0]["spec"]["basicChart"]
    assert (len(basic["domains"]), basic["series"]) == (1, [])


# Tables and slicers


def test_a_table_takes_its_header_names_and_takes_rules_along_when_deleted(api):
    api.put("Sheet1!A1", [["Lot", "Units"], ["L1", 3]])

    [reply] = api.batch({"addTable": {"table": {"name": "Lots", "range": grid_range(0, 5, 0, 2)}}})
    table = reply["addTable"]["table"]
    assert [column["columnName"] for column in table["columnProperties"]] == ["Lot", "Units"]
    assert "overlaps" in api.refusal(
        {"addTable": {"table": {"name": "Other", "range": grid_range(2, 8, 0, 2)}}}
    )

    api.batch(
        {"addConditionalFormatRule": {"rule": rule("x"), "index": 0}},
        {"deleteTable": {"tableId": table["tableId"]}},
    )
    assert {"tables", "conditionalFormats"} & set(api.sheet()) == set()
    assert api.values("Sheet1") == []


def test_a_slicer_is_kept(api):
    spec = {"dataRange": grid_range(0, 9, 0, 2), "columnIndex": 0, "title": "Supplier"}

    [reply] = api.batch(
        {
            "addSlicer": {
                "slicer": {
                    "spec": spec,
                    "position": {"overlayPosition": {"anchorCell": {"rowIndex": 0}}},
                }
            }
        }
    )

    number = reply["addSlicer"]["slicer"]["slicerId"]
    api.batch(
        {"updateSlicerSpec": {"slicerId": number, "spec": {"title": "Maker"}, "fields": "title"}}
    )
    assert api.sheet()["slicers"][0]["spec"]["title"] == "Maker"


# Developer metadata


def metadata(key, location, **more):
    return {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataKey": key,
                "location": location,
                "visibility": "DOCUMENT",
                **more,
            }
        }
    }


def search(api, **lookup):
    answer = api(
        "POST", "/developerMetadata:search", {"dataFilters": [{"developerMetadataLookup": lookup}]}
    )
    return sorted(
        found["developerMetadata"]["metadataKey"]
        for found in answer.get("matchedDeveloperMetadata", [])
    )


@pytest.fixture
def marked(api):
    api.batch(
        metadata("file", {"spreadsheet": True}),
        metadata("tab", {"sheetId": 0}, metadataValue="v1", metadataId=5),
        metadata("row", {"dimensionRange": span(3, 4)}),
        metadata("row", {"dimensionRange": span(7, 8)}),
    )
    return api


@pytest.mark.parametrize(
    ("lookup", "found"),
    [
        ({}, ["file", "row", "row", "tab"]),
        ({"metadataKey": "row"}, ["row", "row"]),
        ({"metadataKey": "tab", "metadataValue": "v1"}, ["tab"]),
        ({"metadataId": 5}, ["tab"]),
        ({"locationType": "ROW"}, ["row", "row"]),
        ({"locationType": "SPREADSHEET"}, ["file"]),
        ({"metadataLocation": {"sheetId": 0}}, ["row", "row", "tab"]),
        (
            {"metadataLocation": {"sheetId": 0}, "locationMatchingStrategy": "EXACT_LOCATION"},
            ["tab"],
        ),
        (
            {
                "metadataLocation": {"dimensionRange": span(3, 4)},
                "locationMatchingStrategy": "EXACT_LOCATION",
            },
            ["row"],
        ),
        (
            {
                "metadataLocation": {"dimensionRange": span(4, 5)},
                "locationMatchingStrategy": "EXACT_LOCATION",
            },
            [],
        ),
        ({"metadataLocation": {"spreadsheet": True}}, ["file"]),
    ],
)
def test_a_search_finds_metadata_by_every_part_of_a_lookup(marked, lookup, found):
    assert search(marked, **lookup) == found


def test_metadata_comes_with_the_file_the_tab_and_the_rows_it_hangs_on(marked):
    book = marked.spreadsheet(includeGridData=True)

    assert [item["metadataKey"] for item in book["developerMetadata"]] == ["file"]
    [sheet] = book["sheets"]
    assert [(item["metadataKey"], item["location"]) for item in sheet["developerMetadata"]] == [
        ("tab", {"locationType": "SHEET", "sheetId": 0})
    ]
    rows = [
        number
        for number, row in enumerate(sheet["data"][0]["rowMetadata"])
        if row.get("developerMetadata")
    ]
    assert rows == [3, 7]


def test_metadata_can_be_read_changed_and_deleted(marked):
    assert marked("GET", "/developerMetadata/5")["metadataValue"] == "v1"

    by_key = {"developerMetadataLookup": {"metadataKey": "tab"}}
    [changed] = marked.batch(
        {
            "updateDeveloperMetadata": {
                "dataFilters": [by_key],
                "developerMetadata": {"metadataValue": "v2"},
                "fields": "metadataValue",
            }
        }
    )
    assert changed["updateDeveloperMetadata"]["developerMetadata"][0]["metadataValue"] == "v2"

    [deleted] = marked.batch(
        {
            "deleteDeveloperMetadata": {
                "dataFilter": {"developerMetadataLookup": {"metadataKey": "row"}}
            }
        }
    )
    assert len(deleted["deleteDeveloperMetadata"]["deletedDeveloperMetadata"]) == 2
    assert search(marked) == ["file", "tab"]


def test_metadata_survives_a_rename_and_goes_with_its_tab(marked):
    marked.batch(
        {"updateSheetProperties": {"properties": {"title": "New"}, "fields": "title"}},
        {"addSheet": {"properties": {"title": "Other"}}},
    )
    assert "tab" in search(marked)

    marked.batch({"deleteSheet": {"sheetId": 0}})
    assert search(marked) == ["file"]


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            metadata("x", {"dimensionRange": span(0, 2)}),
            "DimensionRange must represent a single row or column",
        ),
        (
            metadata("x", {"dimensionRange": {"dimension": "ROWS"}}),
            "DimensionRange must specify both a startIndex and an endIndex",
        ),
        (metadata("x", {"sheetId": 9}), "No grid with id: 9"),
    ],
)
def test_metadata_needs_a_place(api, request_, message):
    assert api.refusal(request_) == f"Invalid requests[0].createDeveloperMetadata: {message}"


def test_an_intersecting_lookup_of_the_whole_file_is_refused(marked):
    lookup = {
        "metadataLocation": {"spreadsheet": True},
        "locationMatchingStrategy": "INTERSECTING_LOCATION",
    }

    error = marked.error(
        "POST", "/developerMetadata:search", {"dataFilters": [{"developerMetadataLookup": lookup}]}
    )

    assert (
        error["message"]
        == "DeveloperMetadataLookup.spreadsheet is true, but locationMatchingStrategy was specified as INTERSECTING"
    )


# Seen in the answers that another project recorded


def test_a_colour_scale_needs_typed_points_with_values(api):
    def scale(**points):
        return {
            "addConditionalFormatRule": {
                "rule": {"ranges": [grid_range(0, 9)], "gradientRule": points}
            }
        }

    red = {"colorStyle": {"rgbColor": {"red": 1}}}
    missing = api.refusal(scale(minpoint={"type": "MIN", **red}))
    valueless = api.refusal(
        scale(minpoint={"type": "NUMBER", **red}, maxpoint={"type": "MAX", **red})
    )
    both = rule("x") | {"gradientRule": {}}
    twice = api.refusal({"addConditionalFormatRule": {"rule": both}})

    assert (
        missing
        == "Invalid requests[0].addConditionalFormatRule: No interpolationPointType specified."
    )
    assert (
        valueless
        == "Invalid requests[0].addConditionalFormatRule: InterpolationPoint.value is required."
    )
    assert twice == (
        "Invalid value at 'requests[0].add_conditional_format_rule.rule' (oneof), oneof field 'rule' is already set."
        " Cannot set 'gradientRule'"
    )
    api.batch(scale(minpoint={"type": "MIN", "value": "2", **red}, maxpoint={"type": "MAX", **red}))
    assert "value" not in api.sheet()["conditionalFormats"][0]["gradientRule"]["minpoint"]


def test_a_metadata_id_cannot_be_taken_twice(marked):
    message = marked.refusal(metadata("tab", {"sheetId": 0}, metadataId=5))

    assert message == (
        "Invalid requests[0].createDeveloperMetadata: Cannot add developer metadata with ID [5] because developer metadata"
        " with that ID already exists."
    )


def test_the_columns_of_a_table_are_named_by_its_header(api):
    api.put("Sheet1!A1", [["Lot", "Kind"], ["L1", "a"]])
    choice = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "a"}]}}

    dropdown = {"columnIndex": 1, "columnType": "DROPDOWN"}
    table = {"name": "Lots", "tableId": "t", "range": grid_range(0, 5, 0, 2)}
    refused = api.refusal({"addTable": {"table": {**table, "columnProperties": [dropdown]}}})
    api.batch(
        {
            "addTable": {
                "table": {**table, "columnProperties": [{**dropdown, "dataValidationRule": choice}]}
            }
        }
    )

    assert (
        refused == "Invalid requests[0].addTable: Condition must be set for dropdown column type."
    )
    columns = api.sheet()["tables"][0]["columnProperties"]
    assert columns == [
        {"columnName": "Lot"},
        {
            "columnIndex": 1,
            "columnName": "Column 1",
            "columnType": "DROPDOWN",
            "dataValidationRule": choice,
        },
    ]
    api.put("Sheet1!B1", [["Type"]])
    assert api.sheet()["tables"][0]["columnProperties"][1]["columnName"] == "Type"


def test_a_read_of_ranges_tells_only_the_merges_that_touch_them(api):
    api.batch(
        {"mergeCells": {"range": grid_range(0, 2, 0, 2)}},
        {"mergeCells": {"range": grid_range(5, 7, 5, 7)}},
    )

    assert len(api.sheet(ranges="Sheet1!A1:C3")["merges"]) == 1
    assert len(api.sheet()["merges"]) == 2
