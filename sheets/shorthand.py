"""What people shorten when they type, written out, so that a word has one spelling."""

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from types import MappingProxyType

from quality.folding import unmarked
from sheets.cells import plain

WORDS = re.compile(r"[^\W_]+%?")
_MARK = re.compile(r"[^\W\da-z一-鿿]")
_SHARE = re.compile(r"(?<!\d)(?!100\s*%)\d{1,2}\s*%")
_LATE_TONE = re.compile(r"(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")
_TONES = "\u0300\u0301\u0309\u0303\u0323"  # grave, acute, hook, tilde, dot below
_NO = re.compile(r"n['’]t\b")
_WRITTEN_OUT = MappingProxyType(
    {
        **dict.fromkeys(
            ("ko", "k", "kô", "kg", "khg", "khong", "hok", "hem", "hông", "chẳng", "chả"),
            "không",
        ),
        **dict.fromkeys(("r", "rùi", "ròi", "roài", "gòi", "oài"), "rồi"),
        **dict.fromkeys(("dc", "đc", "đươc"), "được"),
        **dict.fromkeys(("oke", "oki", "okie", "okay", "okela"), "ok"),
        **dict.fromkeys(("ngưng", "ngừng"), "dừng"),
        **dict.fromkeys(("bt", "bth"), "bình thường"),
        **dict.fromkeys(("rep", "reply"), "trả lời"),
        **dict.fromkeys(("sz", "siz", "zise"), "size"),
        "sp": "sản phẩm",
        "sl": "số lượng",
        "pk": "phụ kiện",
        "xài": "dùng",
        "xai": "dùng",
        "nv": "nhân viên",
        "tq": "trung quốc",
        "vc": "vận chuyển",
        "đh": "đơn hàng",
        "đg": "đang",
        "trc": "trước",
        "hdsd": "hướng dẫn sử dụng",
        "ck": "chuyển khoản",
        "vô": "vào",
        "xướt": "xước",
    }
)

bare = lru_cache(maxsize=4_096)(unmarked)


def has_marks(text: str) -> bool:
    """Tell whether a text has a letter that only Vietnamese marks make."""
    return _MARK.search(text) is not None


@lru_cache(maxsize=4_096)
def written_out(text: str) -> str:
    """Return the words of a typed text with single spaces, shortened ones written out."""
    spelled = _SHARE.sub(" n%", _NO.sub(" not", _LATE_TONE.sub(_early_tone, plain(text))))
    return " ".join(_WRITTEN_OUT.get(word, word) for word in WORDS.findall(spelled))


def _early_tone(vowels: re.Match[str]) -> str:
    """`hoá` is written `hóa`: the tone moves to the first vowel."""
    letters = unicodedata.normalize("NFD", vowels[0])
    tone = next(mark for mark in letters if mark in _TONES)
    return unicodedata.normalize("NFC", letters[0] + tone + letters[1:].replace(tone, ""))


def contradicts(typed: str, name: str) -> bool:
    """Tell whether a text has marks that a name of the same letters has not: `dừng` and `dùng`.

    Marks may be missing, or stand on the next vowel; a name without any is typed with any.
    """
    known = _marks(name)
    return bool(known) and not _marks(typed) <= known


def _marks(text: str) -> Counter[str]:
    parts = unicodedata.normalize("NFD", text)
    return Counter(part for part in parts if part == "đ" or unicodedata.combining(part))


@cache
def _any_marks(letter: str) -> str:
    """Return the letter as an expression that it may be typed with fewer marks than it has."""
    fewer = dict.fromkeys((letter, _without_tone(letter), bare(letter)))
    return f"[{''.join(fewer)}]" if len(fewer) > 1 else letter


def _without_tone(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))


def lenient(expression: str) -> str:
    """Return an expression that also matches what is typed with fewer marks, never with others."""
    return "".join(map(_any_marks, expression))
