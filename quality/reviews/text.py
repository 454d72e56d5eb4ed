"""Review text made comparable: one spelling, teencode written out, sentences marked."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

SENTENCE_END = "|"
_MARKED_FROM = 0.05  # share of accented letters from which accented phrases are tried
_PLAIN_BELOW = 0.12  # share below which phrases without accents are tried as well

_ENDS = re.compile(r"[.!?;\n\r…]+")
_AMOUNT = re.compile(r"(?<!\w)\d+([.,]\d+)?\s?(k|kg|g|gr|gram|ml|đ|vnd|₫)(?!\w)")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_TOKEN = re.compile(r"[\w*]+|[,:|]")
_APOSTROPHE = re.compile(r"['’‘`´]")
_UNSPACED = r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]"  # slow to compile
_LETTER = re.compile(r"[^\W\d_]")
# hoà and hòa are one word; only the end of a word may be rewritten (hoạt must stay)
_LATE_TONE = re.compile(r"(?<!q)([ou])([àáảãạèéẻẽẹỳýỷỹỵ])$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """How people shorten words.

    Attributes:
        teencode: Short form to full form, one word each side or more.
        kept_after: Words that stay as they are after certain others (`sài` after `sơ`).
    """

    teencode: Mapping[str, str]
    kept_after: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewText:
    """One review in the forms that phrases are matched on.

    Attributes:
        marked: Words parted by single blanks, with a blank at both ends; `|` ends a sentence.
        plain: The same without accents.
        share: Accented letters among all letters, 0 to 1.
        unspaced: Text in a script without blanks (Chinese, Thai), else "".
    """

    marked: str
    plain: str
    share: float
    unspaced: str

    @property
    def has_marks(self) -> bool:
        """Whether it is typed with Vietnamese accents, at least in part."""
        return self.share > _MARKED_FROM

    @property
    def lacks_marks(self) -> bool:
        """Whether it may be Vietnamese without accents, or another language."""
        return self.share < _PLAIN_BELOW


def folded(text: str) -> str:
    """Strip accents: đ becomes d, marks go."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def review_text(text: str, *, spelling: Spelling) -> ReviewText:
    """Prepare a review for matching; amounts such as 35k or 5kg are left out."""
    lowered = unicodedata.normalize("NFC", text).lower()
    ended = _ENDS.sub(" | ", _AMOUNT.sub(" ", _APOSTROPHE.sub("", lowered)))
    tokens = _TOKEN.findall(_DRAWN_OUT.sub(r"\1", ended))
    marked = " " + " ".join(_written_out(tokens, spelling)) + " "
    return ReviewText(
        marked=marked,
        plain=folded(marked),
        share=_accented_share(lowered),
        unspaced=lowered if re.search(_UNSPACED, lowered) else "",
    )


def one_spelling(word: str) -> str:
    """Write the tone mark on the first vowel of a final oa, oe or uy (hoà becomes hòa)."""
    return _LATE_TONE.sub(_early_tone, word)


def _early_tone(found: re.Match[str]) -> str:
    letter = unicodedata.normalize("NFD", found[2])
    return unicodedata.normalize("NFC", found[1] + letter[1]) + letter[0]


def _written_out(tokens: list[str], spelling: Spelling) -> list[str]:
    words = []
    before = ""
    for token in tokens:
        kept = before in spelling.kept_after.get(token, ())
        words.append(one_spelling(token if kept else spelling.teencode.get(token, token)))
        before = token
    return words


def _accented_share(text: str) -> float:
    letters = _LETTER.findall(text)
    accented = sum(1 for letter in letters if folded(letter) != letter)
    return accented / len(letters) if letters else 0.0
