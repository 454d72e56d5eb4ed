"""Nothing that only the team may see reaches a supplier, in any language and any format."""

import shutil
import subprocess
from dataclasses import fields, replace
from decimal import Decimal

import pytest

from briefs.charts import Artist
from briefs.claims import claim_letter, evidence_sheet, letter_version
from briefs.content import supplier_brief
from briefs.documents import Typesetter
from briefs.example import AS_OF, FOR_TEAM, WORKED, full
from briefs.fonts import font_shelf
from briefs.render import Writer
from briefs.supplier import agent_text, chat_text, message_text
from quality.reorders import Ask, Decision, Factor, Leverage, TeamFacts
from tests.briefs.facts import reorder

LANGUAGES = ("zh", "vi", "en")
# Every figure here has no digits in common with what a supplier may read.
NUMBER, MONEY, TEXT = 86_420_861, Decimal("97531.97"), "MARKERMARK"
MARKS = ("86420861", "86,420,861", "86.420.861", "97531", "97,531", "97.531", "98,000", TEXT)


def marked_team():
    """Facts for the team with a marker in every field."""
    ask = Ask(
        id="discount",
        fraction=0.8642,
        price_before=MONEY,
        price_after=MONEY,
        value=MONEY,
        units=NUMBER,
        text=TEXT,
        text_zh=TEXT,
        nonconforming=NUMBER,
        received=NUMBER,
    )
    marked = {
        "fallback": ask,
        "floor": ask,
        "leverage": Leverage(factors=(Factor(id="slack", points=2, value=float(NUMBER)),)),
        "psi": TEXT,
        "standing": TEXT,
        "decision_reason": TEXT,
        "forecast": (float(NUMBER),) * 3,
        "loss_estimated": True,
        "lead_time_assumed": True,
        "psi_fee_default": True,
        "supplier_under_review": True,
        "last_attempt": True,
        "break_even": 0.8642,
        "caught": 0.8642,
        "runs_out_on": AS_OF.replace(year=2086),
        "latest_order_on": AS_OF.replace(year=2086),
        "claim_until": AS_OF.replace(year=2086),
    }
    for one in fields(TeamFacts):
        if one.name not in marked:
            marked[one.name] = _mark(one.type)
    return TeamFacts(**marked)


def _mark(kind):
    text = str(kind)
    if "tuple" in text:
        return (TEXT,)
    if "Decimal" in text:
        return MONEY
    return float(NUMBER) if "float" in text else NUMBER


def marked_reorders():
    """One for every decision; the supplier facts are those of the worked example."""
    for decision in Decision:
        yield replace(
            full(),
            key=TEXT,
            row=NUMBER,
            decision=decision,
            status=TEXT,
            for_team=marked_team(),
        )
        yield replace(WORKED, key=TEXT, row=NUMBER, decision=decision, for_team=marked_team())


def texts_for_suppliers(writer, message):
    yield message_text(writer, message, as_of=AS_OF)
    yield chat_text(writer, message, as_of=AS_OF)
    yield agent_text(writer, message, as_of=AS_OF)
    version = letter_version(writer, message, as_of=AS_OF)
    yield from (version.title, version.opening, version.closing)
    yield from (line for part in version.sections for line in part.lines)


def leaks(text):
    return [mark for mark in (*MARKS, "2086", "86.4", "86,4") if mark in text]


def test_the_markers_would_be_seen():
    """The test can fail: every field of the team's facts carries a marker."""
    team = marked_team()

    unmarked = [
        one.name
        for one in fields(TeamFacts)
        if not any(
            mark in repr(getattr(team, one.name)) for mark in (*MARKS, "2086", "0.8642", "True")
        )
    ]

    assert unmarked == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_for_a_supplier_says_what_only_the_team_may_know(language):
    writer = Writer(language)
    for one in marked_reorders():
        message = supplier_brief([one])
        for text in texts_for_suppliers(writer, message):
            assert leaks(text) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_for_a_supplier_says_what_only_the_team_may_know(language, monkeypatch):
    """Read in the source that is set: what is not in it cannot be on the page."""
    sources, shelf = [], font_shelf()
    setter, writer = Typesetter(shelf), Writer(language)
    monkeypatch.setattr(setter, "pdf", _recording(setter.pdf, sources))
    message = supplier_brief([next(marked_reorders())])

    claim_letter(setter, writer, Writer("vi"), message, as_of=AS_OF)
    evidence_sheet(setter, Artist(writer, shelf), writer, message, as_of=AS_OF)

    assert len(sources) >= 2
    assert [leaks(source) for source in sources] == [[] for _ in sources]


@pytest.mark.full
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_in_a_pdf_for_a_supplier_says_what_only_the_team_may_know(language, tmp_path):
    assert shutil.which("pdftotext"), "poppler-utils is needed"
    shelf = font_shelf()
    setter, writer = Typesetter(shelf), Writer(language)
    message = supplier_brief([next(marked_reorders())])
    letter = claim_letter(setter, writer, Writer("vi"), message, as_of=AS_OF)
    sheet = evidence_sheet(setter, Artist(writer, shelf), writer, message, as_of=AS_OF)

    for name, content in (("letter", letter.content), ("sheet", sheet.pdf.content)):
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(content)
        text = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True).stdout
        assert "B-MUG" in text.decode()
        assert leaks(text.decode()) == []


def test_an_ask_past_the_limit_of_the_message_stays_inside():
    inside = replace(FOR_TEAM, expects_other=("usetest",))

    text = message_text(
        Writer("en"), supplier_brief([replace(WORKED, for_team=inside)]), as_of=AS_OF
    )

    assert "test" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("secret", ["277", "82,000", "₫", "Dehua", "380", "leverage", "7/10"])
def test_the_worked_example_keeps_its_secrets(language, secret):
    """Fallback, costs, other sources and stock of the example."""
    message = supplier_brief([reorder()])

    assert secret not in "".join(texts_for_suppliers(Writer(language), message))


def _recording(pdf, sources):
    def recorded(source, **options):
        sources.append(source)
        return pdf(source, **options)

    return recorded
