"""Drafts of public replies: the specific problem, and only what the sheet says was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import product

from quality.codes import Bucket

CONTACTED = "contacted_buyer"
_RUN = 4  # words; similarity is the share of runs in common
_FIRST_TRIED, _SECOND_TRIED = 10, 8
_LONGEST_PRODUCT = 8  # words of a product's name


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyPhrases:
    """The sentences of one language that drafts are made of.

    Attributes:
        product: What to call a product without a name.
        acknowledgements: First sentences, with `{product}` and `{problem}`.
        problems: What happened, by defect type, kind or bucket; several ways to say each.
        actions: What was done, by kind of action; several ways to say each.
        frames: Second sentences, with `{actions}`.
        joiner: Between two actions.
        blank: Second sentence while nothing is recorded.
        chats: Private messages for serious failures, with `{product}` and `{problem}`.
    """

    product: str
    acknowledgements: tuple[str, ...]
    problems: Mapping[str, tuple[str, ...]]
    actions: Mapping[str, tuple[str, ...]]
    frames: tuple[str, ...]
    joiner: str
    blank: str
    chats: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFacts:
    """What a draft may speak of.

    Attributes:
        key: The review's id; it settles the choice of words.
        bucket: Kind of review.
        kind: Defect type, or what went wrong; None when only the bucket is known.
        product: The product's name in the language of the draft.
        actions: Kinds of action that the sheet records, in its order.
        serious: Whether the buyer must be contacted in chat.
    """

    key: str
    bucket: Bucket
    kind: str | None
    product: str | None
    actions: tuple[str, ...]
    serious: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A reply to look over and post.

    Attributes:
        text: Two sentences; the second is a blank to fill in while `needs_action` is true.
        needs_action: Whether the sheet records nothing that the reply could name (for a serious
            failure: no contact with the buyer).
        chat: Private message that offers an exchange or a refund; None unless it is serious.
    """

    text: str
    needs_action: bool
    chat: str | None


def draft_reply(facts: DraftFacts, *, phrases: ReplyPhrases, history: Sequence[str] = ()) -> Draft:
    """Draft a reply that is unlike the shop's last ones; the same input gives the same text.

    Args:
        facts: What it may speak of.
        phrases: The sentences of one language.
        history: The shop's latest replies, drafts of this run among them.
    """
    spoken = [code for code in facts.actions if code in phrases.actions]
    contacted = CONTACTED in spoken or not facts.serious
    second = _second_sentences(facts, spoken, phrases) if spoken and contacted else [phrases.blank]
    first = _first_sentences(facts, phrases)
    return Draft(
        text=_least_alike(first, second, history),
        needs_action=second == [phrases.blank],
        chat=_filled(_stable(facts.key, phrases.chats)[0], facts, phrases)
        if facts.serious
        else None,
    )


def runs(text: str) -> frozenset[tuple[str, ...]]:
    """All runs of four words of a text; of a shorter text, the text itself."""
    words = text.casefold().split()
    count = max(len(words) - _RUN + 1, 1)
    return frozenset(tuple(words[start : start + _RUN]) for start in range(count))


def overlap(first: frozenset[tuple[str, ...]], second: frozenset[tuple[str, ...]]) -> float:
    """Share of runs that two texts have in common (Jaccard), 0 to 1."""
    return len(first & second) / len(first | second)


def _first_sentences(facts: DraftFacts, phrases: ReplyPhrases) -> list[str]:
    pairs = product(phrases.acknowledgements, _problems(facts, phrases))
    sentences = [_say(opening, facts, phrases, problem=problem) for opening, problem in pairs]
    return _stable(facts.key, sentences)


def _second_sentences(facts: DraftFacts, spoken: Sequence[str], phrases: ReplyPhrases) -> list[str]:
    """Every way to say the one or two most telling actions."""
    told = sorted(spoken, key=lambda code: code != CONTACTED)[:2]
    ways = product(*(phrases.actions[code] for code in told))
    said = [phrases.joiner.join(way) for way in ways]
    sentences = [frame.format(actions=way) for frame, way in product(phrases.frames, said)]
    return _stable(facts.key, sentences)


def _problems(facts: DraftFacts, phrases: ReplyPhrases) -> tuple[str, ...]:
    return phrases.problems.get(facts.kind or "", phrases.problems[facts.bucket])


def _filled(sentence: str, facts: DraftFacts, phrases: ReplyPhrases) -> str:
    return _say(sentence, facts, phrases, problem=_stable(facts.key, _problems(facts, phrases))[0])


def _say(sentence: str, facts: DraftFacts, phrases: ReplyPhrases, *, problem: str) -> str:
    name = facts.product or phrases.product
    shortened = " ".join(name.split()[:_LONGEST_PRODUCT])
    text = sentence.format(product=shortened, problem=problem)
    return text[0].upper() + text[1:]


def _least_alike(first: Sequence[str], second: Sequence[str], history: Sequence[str]) -> str:
    """The pair that repeats a first sentence least, then shares least with any earlier reply."""
    earlier = [runs(text) for text in history]
    used = [sum(text.startswith(sentence) for text in history) for sentence in first]
    fresh = [index for index, count in enumerate(used) if count == min(used)][:_FIRST_TRIED]
    tried = [f"{first[index]} {then}" for index in fresh for then in second[:_SECOND_TRIED]]
    return min(tried, key=lambda text: _most_alike(text, earlier))


def _most_alike(text: str, earlier: Sequence[frozenset[tuple[str, ...]]]) -> float:
    own = runs(text)
    return max((overlap(own, other) for other in earlier), default=0.0)


def _stable(key: str, options: Sequence[str]) -> list[str]:
    """Options in an order that only the review decides."""
    return sorted(options, key=lambda option: sha256(f"{key}|{option}".encode()).digest())
