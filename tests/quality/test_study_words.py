"""Every issue that the study can raise has its three sentences in each team language."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from quality.codes import StudyIssue
from tests import make

WORDS = Path(__file__).parent.parent.parent / "templates"
SLOT = re.compile(r"\{(\w+)\}")


def sentences(language):
    path = WORDS / language / "words" / "issues_study.yaml"
    return yaml.safe_load(path.read_text("utf-8"))["issue"]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_issue_says_what_is_wrong_what_was_done_and_what_to_do(language):
    said = sentences(language)

    assert set(said) == set(StudyIssue)
    assert all(set(parts) == {"problem", "did", "fix"} for parts in said.values())


def test_both_languages_fill_in_the_same_facts():
    english, vietnamese = sentences("en"), sentences("vi")

    for code in StudyIssue:
        for part in ("problem", "did", "fix"):
            assert set(SLOT.findall(english[code][part])) == set(
                SLOT.findall(vietnamese[code][part])
            ), (code, part)


def test_every_issue_can_be_raised_and_brings_the_facts_of_its_sentences(raised):
    said = sentences("en")

    assert {issue.code for issue in raised} == set(StudyIssue)
    for issue in raised:
        wanted = {slot for part in said[issue.code].values() for slot in SLOT.findall(part)}
        assert wanted <= {*issue.slots, "rows"}, issue.code
        assert all(issue.slots.get(slot) is not None for slot in wanted - {"rows"})
        assert issue.slots["key"]


@pytest.fixture(scope="module")
def raised():
    march = date(2025, 3, 1)
    lots = [
        make.lot("L1"),
        make.lot("L1"),
        make.lot("L2", received_on=date(2025, 2, 24)),
        make.lot("L3", received_on=date(2024, 6, 1), units=2),
        make.lot("FAN-1", "A-FAN", ordered_on=march, received_on=date(2025, 4, 1)),
    ]
    rows = [
        make.defect(lot_id="FAN-1"),
        make.defect(lot_id="FAN-l"),
        make.defect(lot_id="L3", units=3, order_ref="3"),
        make.defect(lot_id="QQQQ"),
        make.defect(imported_on=date(2025, 2, 23)),
        make.defect(imported_on=date(2024, 2, 23)),
        make.defect(lot_id="L1", found_on=date(2025, 1, 1)),
        make.defect(order_ref="1"),
        make.defect(order_ref="1"),
        make.defect("B-MGU"),
        *[make.defect(f"QQ{n:03d}") for n in range(201)],
    ]
    review = {"sku": "B-MUG", "order_ref": "7", "reviewed_at": datetime(2025, 5, 1), "text": "ok"}
    found = make.studied(
        reviews=[review, review],
        skus=[
            make.product("B-MUG", aliases="OLD"),
            make.product("B-MUG"),
            make.product("A-FAN", supplier="Ruicia", aliases="OLD"),
            make.product("C", supplier="Unheard of"),
        ],
        suppliers=[{"supplier": "Ruicai"}, {"supplier": "ruicai"}],
        lots=lots,
        defects=rows,
        plans=[make.plan(), make.plan(), make.plan("A-FAN", planned_on=march)],
    )
    return found.issues
