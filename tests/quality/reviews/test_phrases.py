"""The notation in which phrases are written, and how a book finds them."""

import pytest

from quality.reviews.phrases import PhraseBook, PhraseError, Wording

WORDING = Wording(
    sets={"colour": ("đen", "xanh lá"), "number": ("#", "hai")},
    negators=frozenset({"không", "not"}),
    fillers=frozenset({"bị", "hề"}),
)


def found(phrase, text):
    """Return the words that a phrase finds in a text, or None."""
    book = PhraseBook([phrase], wording=WORDING)
    return next((each.words for each in book.find(f" {text} ")), None)


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("vỡ", "hàng vỡ rồi", "vỡ"),
        ("vỡ", "hàng vỡi", None),
        ("bị vỡ", "hàng bị vỡ", "bị vỡ"),
        ("bị (vỡ|nứt toác)", "bị nứt toác ra", "bị nứt toác"),
        ("(đã)? hỏng luôn", "hỏng luôn", "hỏng luôn"),
        ("(đã)? hỏng luôn", "đã hỏng luôn", "đã hỏng luôn"),
        ("giao .. chậm", "giao chậm", "giao chậm"),
        ("giao .. chậm", "giao a b c d chậm", "giao a b c d chậm"),
        ("giao .. chậm", "giao a b c d e chậm", None),
        ("giao ... chậm", "giao a b c d e f g h i chậm", "giao a b c d e f g h i chậm"),
        ("giao ... chậm", "giao a b c d e f g h i k chậm", None),
        ("giao .. chậm", "giao rồi | chậm", None),
        ("giao .. chậm", "giao rồi , chậm", None),
        ("giao ... chậm", "giao rồi , chậm", "giao rồi , chậm"),
        ("giao ... chậm", "giao không chậm", None),
        ("giao ... chậm", "giao rồi | chậm", None),
        ("giao .. chậm", "giao không chậm", None),
        ("giao .. chậm", "giao a chậm b chậm", "giao a chậm"),
        ("màu <colour>", "màu xanh lá", "màu xanh lá"),
        ("màu <colour>", "màu đỏ", None),
        ("(cái|<colour>) xấu", "đen xấu", "đen xấu"),
        ("giao #", "giao 37", "giao 37"),
        ("giao #", "giao 1m6", "giao 1m6"),
        ("giao #", "giao ba", None),
        ("giao <number>", "giao hai", "giao hai"),
        ("crack*", "it is cracking", "cracking"),
        ("crack*", "it is crooked", None),
        ("c.t", "cat", None),
    ],
)
def test_a_phrase_finds_what_its_notation_says(phrase, text, words):
    assert found(phrase, text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("không vỡ", None),
        ("không bị vỡ", None),
        ("không hề bị vỡ", None),
        ("không biết sao vỡ", "vỡ"),
        ("không hề bị hề vỡ", "vỡ"),
        ("không vỡ mà sau đó vỡ", "vỡ"),
        ("vỡ", "vỡ"),
    ],
)
def test_a_denied_phrase_does_not_count(text, words):
    assert found("vỡ", text) == words


def test_a_phrase_that_begins_with_a_negator_means_itself():
    assert found("không lên nguồn", "không lên nguồn") == "không lên nguồn"
    assert found("(không|hay) lên nguồn", "không hề không lên nguồn") == "không lên nguồn"


def test_places_and_numbers_of_phrases_are_told():
    book = PhraseBook(["chậm", "vỡ", "hàng .. vỡ"], wording=WORDING)

    hits = sorted((each.index, each.start, each.end) for each in book.find(" hàng bị vỡ "))

    assert hits == [(1, 8, 11), (2, 0, 11)]


def test_words_may_take_another_form():
    book = PhraseBook(["VỠ <colour>"], wording=WORDING, form=str.lower)

    assert [each.words for each in book.find(" vỡ đen ")] == ["vỡ đen"]


def test_a_gap_does_not_run_over_a_negator_in_the_same_form():
    book = PhraseBook(["giao .. chậm"], wording=WORDING, form=lambda word: word.replace("ô", "o"))

    assert list(book.find(" giao khong chậm ")) == []


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("(vỡ", "has a bracket that does not close"),
        ("(a (b|c)) vỡ", "has a bracket that does not close"),
        ("", "needs at least one word that must be there"),
        ("..", "needs at least one word that must be there"),
        ("(vỡ)?", "needs at least one word that must be there"),
        ("#", "needs at least one word that must be there"),
        ("<shape> xấu", "there is no list named shape"),
        ("cra* xấu", "cra* needs at least 4 letters before *"),
    ],
)
def test_a_phrase_that_cannot_be_read_says_why(phrase, reason):
    with pytest.raises(PhraseError, match="phrase") as caught:
        PhraseBook([phrase], wording=WORDING)

    assert (caught.value.phrase, caught.value.reason) == (phrase, reason)
    assert str(caught.value) == f"phrase {phrase!r}: {reason}"


def test_a_long_text_without_any_of_the_words_is_not_searched():
    book = PhraseBook([f"w{at} x" for at in range(1000)], wording=WORDING)

    assert list(book.find(" " + "đẹp " * 500)) == []
