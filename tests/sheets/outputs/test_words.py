"""The words of the tabs: there for every code, the same in every language, none untranslated."""

import re

import pytest

from briefs.words import load_words, slots
from quality import codes
from quality.inspection import InspectionWord
from quality.issues import Severity
from quality.maturity import LotStatus
from quality.receiving import ChecklistLine, QcVerdict
from quality.reorders import Decision
from quality.reviews.replies import Fault
from quality.reviews.signals import LISTING_PARTS
from quality.reviews.waiting import REPLY_OVERDUE, Group
from quality.signals import SignalLevel
from quality.talks import SignStrength
from quality.trends import TrendWord
from quality.vocabulary import DEFECT_TYPES, Visible
from sheets.labels import BUCKET, CLAIM, ORIGIN, PLATFORM
from sheets.outputs.catalogue import OUTPUTS
from tests.sheets.outputs.sample import LANGUAGES

OURS = {"stamp", "cell", "rate", *OUTPUTS}
FIVE = ("count", "colour", "broken", "accessory", "packaging")
SECTIONS = {
    "cell.level": [*codes.SkuStatus, *(level for level in SignalLevel if level != "none")],
    "cell.why_sku": codes.SkuReason,
    "cell.data": codes.DataQuality,
    "cell.standing": codes.Standing,
    "cell.why_supplier": codes.StandingReason,
    "cell.reverses": codes.Reverses,
    "cell.kind": codes.SignalKind,
    "cell.next_step": codes.NextStep,
    "qc_plan.reason": codes.QcReason,
    "reorder_briefs.ask": codes.AskId,
    "stamp.next": codes.NextToFill,
    "cell.decision": Decision,
    "cell.lot_status": LotStatus,
    "cell.qc_verdict": QcVerdict,
    "cell.visible": Visible,
    "cell.trend": TrendWord,
    "cell.sign": SignStrength,
    "cell.severity": Severity,
    "qc_plan.psi": InspectionWord,
    "qc_plan.check": [line for line in ChecklistLine if line in FIVE],
    "cell.platform": PLATFORM.codes,
    "cell.bucket": BUCKET.codes,
    "cell.claim": CLAIM.codes,
    "cell.origin": ["transit", "factory_packing", "factory_material", "unknown", *ORIGIN.codes],
    "review_queue.problem": [*Fault, REPLY_OVERDUE],
    "cell.group": Group,
    "cell.task": codes.Task,
    "cell.listing_part": set(LISTING_PARTS.values()),
    "cell.leverage": ["strong", "medium", "weak"],
    "cell.job": ["nightly", "weekly", "restore"],
    "cell.result": [
        *("ok", "issues", "refused", "waiting", "stopped"),
        *("failed", "skipped", "interrupted", "crashed"),
    ],
    "stamp.result": ["ok", "issues", "refused"],
    "defect_type": DEFECT_TYPES,
}
# Words that are the same in every language: codes, brands, units of trade.
SAME = "SKU QC PSI OK NCC AQL VI Shopee TikTok Shop Lazada A B C n d _trend chat video"
ENGLISH = """
the of and is are not no yet one with for from batch batches received defective units rate likely
found none far about complaints usually by now check numbers sample supplier watch signal urgent
early open closed overdue done keep press prepare switch hold stop issue negotiate ask price cut
pieces worth packing before shipping nightly weekly failed strong weak medium rising falling trend
exact counts only never we yours note owner
"""


def ours(language):
    texts = load_words(language).texts
    return {key: text for key, text in texts.items() if key.split(".")[0] in OURS}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", SECTIONS)
def test_every_code_has_words(section, language):
    words = load_words(language)

    missing = [code for code in SECTIONS[section] if words.get(f"{section}.{code}") is None]

    assert missing == []


@pytest.mark.parametrize("section", [s for s in SECTIONS if s != "defect_type"])
def test_no_words_are_left_for_codes_that_are_gone(section):
    known = {str(code) for code in SECTIONS[section]}
    spoken = load_words("en").section(section)

    twins = re.compile(r"_(count|short|found)$")

    assert {code for code in spoken if not {code, twins.sub("", code)} & known} == set()


def test_both_languages_have_the_same_keys():
    assert ours("en").keys() == ours("vi").keys()


def test_both_languages_have_the_same_slots():
    english, vietnamese = ours("en"), ours("vi")

    assert {k: slots(t) for k, t in english.items()} == {k: slots(t) for k, t in vietnamese.items()}


def test_no_english_word_is_left_in_the_vietnamese_tabs():
    left = {
        key: found
        for key, text in ours("vi").items()
        if (
            found := (set(re.findall(r"[A-Za-z_]+", _spoken(text))) - set(SAME.split()))
            & set(ENGLISH.split())
        )
    }

    assert left == {}


def test_a_vietnamese_text_equals_the_english_one_only_where_it_has_no_words_of_its_own():
    english = ours("en")
    same = {key for key, text in ours("vi").items() if text == english[key]}

    words_in = {key: set(re.findall(r"[^\W\d_]+", _spoken(english[key]))) for key in same}

    assert {
        key for key, words in words_in.items() if words - set(SAME.split()) - {"trend"}
    } == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_defect_that_looking_does_not_show_has_its_test(language):
    steps, uses = (
        load_words(language).section(section) for section in ("qc_plan.step", "qc_plan.use_test_of")
    )

    for code, kind in DEFECT_TYPES.items():
        assert code in steps or kind.visible != Visible.TEST
        assert code in uses or kind.visible not in {Visible.USE, Visible.SAMPLE}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_is_one_sentence(language):
    notes = {key: text for key, text in ours(language).items() if key.endswith(".note")}

    for key, note in notes.items():
        assert note.endswith("."), key
        assert ". " not in note, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_percentage_stands_beside_its_count(language):
    """A rate without its base says nothing; shares, chances and limits are no rates of units."""
    rates = {key: t for key, t in ours(language).items() if "{percent}" in t}

    for key, text in rates.items():
        if key.startswith("reorder_briefs.ask."):
            continue
        assert {"found", "units"} <= slots(text), key


def _spoken(text):
    return re.sub(r"\{\w+\}", " ", text)
