"""Promises over all languages: the same words, the same slots, nothing left in English."""

import re
from importlib.resources import files

import pytest

from briefs.words import load_words, slots
from quality.codes import AskId, DecisionReason, Missing
from quality.reorders import Decision
from quality.vocabulary import DEFECT_TYPES, Group

TEAM, SUPPLIER = ("en", "vi"), ("en", "vi", "zh")
OURS = (
    *("label", "ask", "brief", "supplier", "letter", "evidence", "chart", "mail", "preview"),
    *("defect_count", "defect_type", "unit_words", "defect_list_separator"),
    *("format", "count", "money", "money_spoken", "weekday"),
)
SAME_IN_EVERY_LANGUAGE = re.compile(r"^(format\.|label\.qc$|preview\.file\.pdf$)")
NOT_ENGLISH_IN_VIETNAMESE = {"QC", "PDF", "mail", "chat", "file", "File", "video", "Mail"}


def ours(language):
    return {
        key: text
        for key, text in load_words(language).texts.items()
        if key.partition(".")[0] in OURS
    }


def test_the_languages_of_the_team_have_the_same_words():
    assert ours("en").keys() == ours("vi").keys()


def test_every_word_for_suppliers_is_there_in_the_languages_of_the_team():
    assert ours("zh").keys() <= ours("en").keys()


@pytest.mark.parametrize("language", ["vi", "zh"])
def test_a_sentence_has_the_same_slots_in_every_language(language):
    """Prices may be written with or without their currency: those slots are one."""
    one = {"before": "price_before", "spoken_after": "price_after"}

    def used(text):
        return {one.get(slot, slot) for slot in slots(text)}

    english = ours("en")
    different = {
        key: (text, english[key])
        for key, text in ours(language).items()
        if used(text) != used(english[key])
    }

    assert different == {}


def test_nothing_is_left_in_english_in_vietnamese():
    english = ours("en")
    same = {
        key
        for key, text in ours("vi").items()
        if text == english[key]
        and re.search("[A-Za-z]{2}", re.sub(r"\{\w+\}", "", text))
        and not SAME_IN_EVERY_LANGUAGE.match(key)
    }

    assert same == set()


def test_no_letters_of_another_script_are_left_in_chinese():
    """Slots, an address of a locale and patterns of dates aside."""
    latin = {
        key: text
        for key, text in ours("zh").items()
        if not key.startswith("format.") and re.search("[A-Za-z]", re.sub(r"\{\w+\}", "", text))
    }

    assert latin == {}


def test_every_code_has_its_words():
    for language in TEAM:
        words = load_words(language)
        assert words.section("brief.badge").keys() == {str(one) for one in Decision}
        assert words.section("brief.short").keys() == {str(one) for one in Decision}
        assert words.section("brief.do").keys() == {str(one) for one in Decision}
        assert words.section("brief.reason").keys() == {str(one) for one in DecisionReason}
        assert {str(one) for one in Missing} <= words.section("brief.missing").keys()
        for ask in AskId:
            assert {f"{ask}.name", f"{ask}.team"} <= words.section("ask").keys()
    for language in SUPPLIER:
        words = load_words(language)
        assert words.section("defect_type").keys() == DEFECT_TYPES.keys()
        assert words.section("defect_count").keys() == {*DEFECT_TYPES, "named"}
        for ask in AskId:
            assert {f"{ask}.supplier", f"{ask}.chat"} <= words.section("ask").keys()
        groups = {str(one) for one in Group} - {"shortage"}
        assert words.section("letter.check").keys() == groups


def test_every_word_is_used():
    """By its full key, or by a key put together from a prefix that the code or a template has."""
    sources = [
        *files("briefs").iterdir(),
        *(
            entry
            for name in (*SUPPLIER, "layouts")
            for entry in (files("templates") / name).iterdir()
        ),
    ]
    said = "\n".join(
        source.read_text(encoding="utf-8")
        for source in sources
        if source.name.endswith((".py", ".j2"))
    )
    put_together = {
        match[1].rstrip(".")
        for match in re.finditer(r"""["']([a-z_]+(?:\.[a-z_]+)*\.)(?:\{|["'] ~)""", said)
    }
    sections = set(re.findall(r"""section\(["']([a-z_.]+)["']""", said))
    part_ids = set(re.findall(r"""call section\("([a-z_]+)\"""", said))

    def used(key):
        parents = {key.rsplit(".", depth)[0] for depth in (1, 2, 3)}
        return (
            f'"{key}"' in said
            or f"'{key}'" in said
            or bool(parents & (put_together | sections))
            or (key.startswith("label.") and key.removeprefix("label.") in part_ids)
            or key.startswith(("format.", "weekday.", "defect_"))
        )

    assert [key for key in ours("en") if not used(key)] == []
