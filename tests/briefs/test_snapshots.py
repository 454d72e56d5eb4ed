"""Every document in every language, kept whole: a change of wording is seen in review.

Ordinary spaces stand for fixed ones, so that a difference can be read.
"""

from dataclasses import replace
from datetime import date, datetime

import pytest

from briefs.alarms import notice_letter, urgent_letter
from briefs.charts import Artist
from briefs.claims import claim_letter, evidence_sheet
from briefs.content import briefs_of, due, supplier_brief
from briefs.documents import Typesetter
from briefs.example import AS_OF, WORKED, bare, findings_of, full, good
from briefs.fonts import font_shelf
from briefs.mail_parts import MailContext
from briefs.office import Office
from briefs.preview import write_preview
from briefs.supplier import agent_text, chat_text, message_text
from briefs.weekly import express_letter, weekly_letter
from quality.reorders import Decision
from tests import demo

SHELF = font_shelf(system=False)
OFFICES = {language: Office(language=language, shelf=SHELF) for language in ("en", "vi")}
REORDERS = {"worked": WORKED, "full": full(), "bare": bare(), "good": good()}
CONTEXT = MailContext(
    refreshed_at=datetime(2025, 6, 2, 2, 10),
    issues=4,
    next_mail_on=date(2025, 6, 9),
    sheet_link="https://docs.google.com/spreadsheets/d/x/edit",
)


def plainly(text):
    return text.translate({0xA0: " ", 0x202F: " ", 0x2009: " "})


def made(language, reorders):
    [brief] = briefs_of(reorders)
    return OFFICES[language].documents(brief, as_of=AS_OF, drawn=False)


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("name", REORDERS)
def test_the_internal_brief_as_text(snapshot, language, name):
    assert plainly(made(language, [REORDERS[name]]).text) == snapshot


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_internal_brief_of_several_products_as_text(snapshot, language):
    assert plainly(made(language, [WORKED, good(), full()]).text) == snapshot


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_internal_brief_as_a_page(snapshot, language):
    assert plainly(made(language, [WORKED, good()]).html) == snapshot


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_internal_brief_as_a_page_to_be_set(snapshot, language, monkeypatch):
    office, sources = Office(language=language, shelf=SHELF), []
    monkeypatch.setattr(office.setter, "pdf", _recording(office.setter.pdf, sources))
    [brief] = briefs_of([WORKED, good()])

    office.documents(brief, as_of=AS_OF, drawn=False)

    assert plainly(sources[0]) == snapshot


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
@pytest.mark.parametrize("name", REORDERS)
def test_the_texts_for_suppliers_and_agents(snapshot, language, name):
    writer, message = OFFICES["vi"].writers[language], supplier_brief([REORDERS[name]])

    texts = [said(writer, message, as_of=AS_OF) for said in (message_text, chat_text, agent_text)]

    assert plainly("\n".join(texts)) == snapshot


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
@pytest.mark.parametrize(
    "decision", [Decision.STOP, Decision.HOLD, Decision.CLAIM_CARRIER, Decision.ORDER_WITH_QC]
)
def test_the_tone_of_a_message_follows_the_decision(snapshot, language, decision):
    writer = OFFICES["vi"].writers[language]
    texts = [
        message_text(writer, supplier_brief([replace(one, decision=decision)]), as_of=AS_OF)
        for one in (WORKED, bare())
    ]

    assert plainly("\n".join(texts)) == snapshot


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
def test_a_message_about_several_products(snapshot, language):
    second = replace(full(), for_supplier=replace(full().for_supplier, sku="B-VASE"))
    message = supplier_brief([WORKED, second, good()])

    text = message_text(OFFICES["vi"].writers[language], message, as_of=AS_OF)

    assert plainly(text) == snapshot


@pytest.mark.parametrize(
    ("first", "copy"), [("zh", "vi"), ("zh", "en"), ("vi", None), ("en", "vi")]
)
def test_the_claim_letter_to_be_set(snapshot, first, copy, monkeypatch):
    setter, sources = Typesetter(SHELF), []
    monkeypatch.setattr(setter, "pdf", _recording(setter.pdf, sources))
    writers = OFFICES["vi"].writers

    claim_letter(
        setter,
        writers[first],
        writers[copy] if copy else None,
        supplier_brief([WORKED]),
        as_of=AS_OF,
    )

    assert plainly(sources[0]) == snapshot


@pytest.mark.parametrize("language", ["zh", "vi", "en"])
def test_the_evidence_sheet_to_be_set(snapshot, language, monkeypatch):
    setter, sources = Typesetter(SHELF), []
    monkeypatch.setattr(setter, "pdf", _recording(setter.pdf, sources))
    writer = OFFICES["vi"].writers[language]

    evidence_sheet(setter, Artist(writer, SHELF), writer, supplier_brief([WORKED]), as_of=AS_OF)

    assert plainly(sources[0]) == snapshot


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_weekly_mail(snapshot, language):
    letter = weekly_letter(OFFICES[language].desk(()), demo.findings(), CONTEXT)

    assert letter.subject == snapshot
    assert plainly(letter.text) == snapshot
    assert plainly(letter.html) == snapshot


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_mails_at_night(snapshot, language):
    desk = OFFICES[language].desk(())
    letters = (
        urgent_letter(desk, demo.findings(), CONTEXT),
        express_letter(desk, demo.findings(), CONTEXT, due(demo.findings())[:1]),
        weekly_letter(desk, findings_of(()), CONTEXT),
        notice_letter(
            desk.team,
            job="nightly",
            at=datetime(2025, 6, 2, 2, 10),
            fix="Share the sheet with the service account.",
            details="403",
            repeats=2,
        ),
    )

    for letter in letters:
        assert letter.subject == snapshot
        assert plainly(letter.text) == snapshot


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_index_of_a_preview(snapshot, language, tmp_path):
    office = OFFICES[language]

    index = write_preview(tmp_path, office, [made(language, [WORKED])], {})

    assert index.read_text("utf-8") == snapshot


@pytest.mark.parametrize("language", ["en", "vi", "zh"])
def test_what_the_charts_say(snapshot, language):
    artist = Artist(OFFICES["vi"].writers[language], SHELF)

    alts = [artist.rates(WORKED.for_supplier).alt, artist.types(WORKED.for_supplier).alt]

    assert plainly("\n".join(alts)) == snapshot


def _recording(pdf, sources):
    def recorded(source, **options):
        sources.append(source)
        return pdf(source, **options)

    return recorded
