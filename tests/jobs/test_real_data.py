"""Series and tables that nobody here made, run as they are by column mapping alone.

Orange juice, circuit boards and computers: inspection series of D. C. Montgomery, Introduction to
Statistical Quality Control, as numbered in the R package qcc. The e-bike tables: a part of the
purchasing set of the AWS sample "predictive supply chain orchestrator" (MIT-0).
"""

from datetime import date

import pytest

from tests.jobs.terminal import DAY, book, call, config, told

# Nonconforming cans of 50, 54 samples: 30 before and 24 after the machine was adjusted.
BEFORE = [
    *(12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22),
    *(8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6),
]
AFTER = [9, 6, 12, 5, 6, 4, 6, 3, 7, 6, 2, 4, 3, 6, 5, 4, 8, 5, 6, 7, 5, 6, 3, 5]
# Nonconformities on 5 computers each, 20 samples: more defects than units.
COMPUTERS = [10, 12, 8, 14, 10, 16, 11, 7, 10, 15, 9, 5, 7, 11, 12, 6, 8, 10, 7, 5]
# Nonconformities on 100 boards each, the first 26 of 46 samples.
BOARDS = [
    *(21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16),
    *(19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15),
]
AS_ONE_TAB = "tabs: {{receiving: {title}}}\ncolumns: {{receiving: {columns}}}\n"


def ran(folder, tabs, more, *, day=DAY):
    book(folder / "quality.xlsx", tabs)
    done = call("run", "nightly", "--as-of", day, config=config(folder, more))
    assert done.exit_code == 0, done.output
    return done


def by_key(folder, title, key):
    return {row[key]: row for row in told(folder / "quality.xlsx", title)}


def test_the_orange_juice_series_gives_the_published_rates(tmp_path):
    """0.2313 before the adjustment and 0.1108 after it; the column `trial` tells which."""
    numbered = enumerate([*BEFORE, *AFTER], start=1)
    rows = [[sample, found, 50, sample <= len(BEFORE)] for sample, found in numbered]
    columns = "{sku: trial, lot_id: sample, units: size, qc_defective: D}"

    ran(
        tmp_path,
        {"orangejuice": [["sample", "D", "size", "trial"], *rows]},
        AS_ONE_TAB.format(title="orangejuice", columns=columns),
    )

    skus = by_key(tmp_path, "SKU summary", "SKU")
    assert skus["TRUE"]["Rate 180d"] == pytest.approx(0.2313333, abs=5e-8)
    assert skus["FALSE"]["Rate 180d"] == pytest.approx(0.1108333, abs=5e-8)
    assert (skus["TRUE"]["Defective 180d"], skus["TRUE"]["Received 180d"]) == (347, 1500)
    assert len(by_key(tmp_path, "Batches", "Batch")) == 54


def test_more_defects_than_units_are_never_a_rate(tmp_path):
    rows = [[sample, found, 5] for sample, found in enumerate(COMPUTERS, start=1)]
    columns = "{lot_id: sample, units: size, qc_defective: x}"

    ran(
        tmp_path,
        {"pcmanufact": [["sample", "x", "size"], *rows]},
        AS_ONE_TAB.format(title="pcmanufact", columns=columns)
        + "constants: {receiving: {sku: PC}}\n",
    )

    lots = by_key(tmp_path, "Batches", "Batch")
    beyond = [lot for lot in lots.values() if lot["Defective"] > lot["Qty"]]
    assert len(beyond) == 18
    assert {lot["Rate"] for lot in beyond} == {None}
    assert all("check" in lot["Mature?"] for lot in beyond)
    [sku] = told(tmp_path / "quality.xlsx", "SKU summary")
    assert (sku["Defective 180d"], sku["Received 180d"]) == (193, 10)


def test_the_circuit_board_series_is_read_as_it_is(tmp_path):
    """Counts of defects that happen to stay below the number of boards: 516 on 2,600."""
    rows = [[sample, found, 100] for sample, found in enumerate(BOARDS, start=1)]
    columns = "{lot_id: sample, units: size, qc_defective: x}"

    ran(
        tmp_path,
        {"circuit": [["sample", "x", "size"], *rows]},
        AS_ONE_TAB.format(title="circuit", columns=columns)
        + "constants: {receiving: {sku: BOARD}}\n",
    )

    [sku] = told(tmp_path / "quality.xlsx", "SKU summary")
    assert (sku["Defective 180d"], sku["Received 180d"]) == (516, 2600)


SUPPLIERS = [
    ["supplier_id", "name", "location", "lead_time_days"],
    ["SUP-001", "Shenzhen LiPower Energy Co.", "Shenzhen China", 30],
    ["SUP-004", "Bafang Electric (Suzhou)", "Munich Germany", 40],
    ["SUP-005", "Shimano Components (Taipei)", "Taipei Taiwan", 28],
]
MATERIALS = [
    ["material_id", "name", "standard_cost"],
    ["MAT-BAT-001", "Lithium-ion Battery Pack 48V 20Ah", 450.0],
    ["MAT-BAT-003", "Charging Port Assembly", 25.0],
    ["MAT-MOT-001", "Mid-Drive Motor 750W", 380.0],
    ["MAT-MOT-004", "Torque Sensor", 65.0],
]
DEFECTS = [
    [
        "defect_id",
        "supplier_id",
        "material_id",
        "defect_date",
        "severity",
        "quantity_affected",
        "batch_id",
        "description",
    ],
    [
        "DEF-001",
        "SUP-001",
        "MAT-BAT-001",
        date(2024, 1, 12),
        "CRITICAL",
        45,
        "BATCH-2024-001",
        "Battery cells failing thermal runaway test under load",
    ],
    [
        "DEF-002",
        "SUP-001",
        "MAT-BAT-001",
        date(2023, 11, 5),
        "MAJOR",
        12,
        "BATCH-2023-042",
        "BMS communication dropout during charge cycle",
    ],
    [
        "DEF-004",
        "SUP-004",
        "MAT-MOT-001",
        date(2023, 12, 15),
        "CRITICAL",
        22,
        "BATCH-2023-038",
        "Motor bearing failure at 500h runtime test",
    ],
    [
        "DEF-017",
        "SUP-005",
        "MAT-MOT-004",
        date(2023, 11, 30),
        "MAJOR",
        14,
        "BATCH-2023-043",
        "Torque sensor signal noise causing pedal assist jitter",
    ],
]
ORDER_LINES = [
    ["po_id", "supplier_id", "material_id", "quantity", "unit_price", "delivery_date"],
    ["PO001", "SUP001", "MAT001", 500, 175.0, date(2024, 3, 14)],
    ["PO004", "SUP004", "MAT004", 1000, 45.0, date(2024, 3, 14)],
    ["PO015", "SUP004", "MAT004", 200, 46.0, date(2024, 3, 14)],
]
EBIKE = """\
tabs: {defect_log: defects, receiving: order lines, suppliers: suppliers, skus: materials}
columns:
  defect_log:
    {sku: material_id, defect_type: description, lot_id: batch_id, found_on: defect_date,
     units: quantity_affected, order_ref: defect_id, severity: severity}
  receiving:
    {lot_id: po_id, sku: material_id, supplier: supplier_id, units: quantity,
     unit_price: unit_price, received_on: delivery_date}
  suppliers: {supplier: supplier_id, lead_time_days: lead_time_days}
  skus: {sku: material_id, name: name}
"""


@pytest.fixture
def ebike(tmp_path):
    tabs = {
        "defects": DEFECTS,
        "order lines": ORDER_LINES,
        "suppliers": SUPPLIERS,
        "materials": MATERIALS,
    }
    ran(tmp_path, tabs, EBIKE, day="2024-03-20")
    return tmp_path


def test_two_styles_of_ids_are_suggested_and_never_joined(ebike):
    problems = [row["How to fix"] for row in told(ebike / "quality.xlsx")]
    lots = by_key(ebike, "Batches", "Batch")
    skus = by_key(ebike, "SKU summary", "SKU")

    assert any("SUP-001" in problem for problem in problems)
    assert any("MAT-MOT-004" in problem for problem in problems)
    assert {lot["SKU"] for lot in lots.values()} == {"MAT001", "MAT004"}
    assert {lot["Supplier"] for lot in lots.values()} == {"SUP001", "SUP004"}
    assert skus["MAT-MOT-004"]["Defective 180d"] == 14
    assert skus["MAT-MOT-004"]["Received 180d"] == 0
    assert skus["MAT004"]["Defective 180d"] == 0


def test_every_unit_of_the_e_bike_log_is_counted(ebike):
    skus = told(ebike / "quality.xlsx", "SKU summary")

    assert sum(row["Defective 180d"] for row in skus) == 45 + 12 + 22 + 14
