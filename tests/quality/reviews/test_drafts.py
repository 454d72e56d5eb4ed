"""Drafts name the problem and what was done, pass every check, and do not repeat themselves."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quality.codes import Bucket
from quality.reviews.drafts import Draft, DraftFacts, ReplyPhrases, draft_reply, overlap, runs
from quality.reviews.replies import check_reply
from quality.vocabulary import DEFECT_TYPES
from tests.quality.reviews.desk import RULES, words

PHRASES = ReplyPhrases(
    product="món hàng",
    acknowledgements=("Xin lỗi vì {product} {problem}.",),
    problems={"product_defect": ("bị lỗi",), "broken": ("bị vỡ",)},
    actions={
        "contacted_buyer": ("đã nhắn bạn",),
        "refunded": ("đã hoàn tiền",),
        "checked": ("đã kiểm",),
    },
    frames=("Shop {actions}.",),
    joiner=" và ",
    blank="[điền]",
    chats=("{product} {problem}, đổi hay hoàn?",),
)
FACTS = DraftFacts(
    key="r1",
    bucket=Bucket.PRODUCT_DEFECT,
    kind="broken",
    product="cốc",
    actions=("refunded",),
    serious=False,
)


def drafted(history=(), phrases=PHRASES, **changes):
    return draft_reply(replace(FACTS, **changes), phrases=phrases, history=history)


def test_a_draft_names_the_problem_and_the_recorded_action():
    assert drafted() == Draft(
        text="Xin lỗi vì cốc bị vỡ. Shop đã hoàn tiền.", needs_action=False, chat=None
    )


def test_without_a_recorded_action_the_draft_carries_a_blank():
    assert drafted(actions=()) == Draft(
        text="Xin lỗi vì cốc bị vỡ. [điền]", needs_action=True, chat=None
    )


def test_an_action_without_a_sentence_is_never_made_up():
    assert drafted(actions=("danced",)).needs_action


def test_a_serious_failure_needs_contact_with_the_buyer_and_carries_a_private_message():
    without = drafted(serious=True)
    contacted = drafted(serious=True, actions=("refunded", "contacted_buyer"))

    assert (without.needs_action, without.chat) == (True, "Cốc bị vỡ, đổi hay hoàn?")
    assert contacted.text == "Xin lỗi vì cốc bị vỡ. Shop đã nhắn bạn và đã hoàn tiền."
    assert contacted.chat == without.chat


def test_two_actions_are_told_contact_first():
    text = drafted(actions=("refunded", "checked", "contacted_buyer")).text

    assert text.endswith("Shop đã nhắn bạn và đã hoàn tiền.")


def test_an_unknown_kind_is_told_as_its_bucket():
    assert drafted(kind=None).text.startswith("Xin lỗi vì cốc bị lỗi.")
    assert drafted(kind="new").text.startswith("Xin lỗi vì cốc bị lỗi.")


def test_a_product_without_a_name_has_a_general_one():
    assert drafted(product=None).text.startswith("Xin lỗi vì món hàng bị vỡ.")


def test_a_long_name_is_cut_to_eight_words():
    assert drafted(product="a b c d e f g h i k").text.startswith(
        "Xin lỗi vì a b c d e f g h bị vỡ."
    )


def test_a_sentence_begins_with_a_capital():
    lower = replace(PHRASES, acknowledgements=("{product} {problem}, xin lỗi.",))

    assert drafted(phrases=lower).text.startswith("Cốc bị vỡ")


def test_the_same_review_and_history_give_the_same_text():
    phrases = words().phrases["vi"]

    assert drafted(phrases=phrases) == drafted(phrases=phrases)


def test_reviews_differ_in_their_choice_of_words():
    phrases = words().phrases["vi"]

    assert len({drafted(phrases=phrases, key=f"r{at}").text for at in range(40)}) > 20


def test_a_first_sentence_of_an_earlier_reply_is_not_used_again():
    two = replace(
        PHRASES, acknowledgements=("Một {product} {problem}.", "Hai {product} {problem}.")
    )
    used = drafted(phrases=two).text

    assert drafted(phrases=two, history=[used]).text[:3] != used[:3]
    assert drafted(phrases=two, history=[used] * 3).text[:3] != used[:3]


def test_of_second_sentences_the_least_alike_is_taken():
    frames = ("Shop {actions} hôm nay nhé bạn.", "Về việc này thì shop {actions}.")
    two = replace(PHRASES, frames=frames)
    used = drafted(phrases=two).text

    assert drafted(phrases=two, history=[used]).text != used


def test_runs_are_four_words_long_and_a_short_text_is_one_run():
    assert runs("A b c d e") == {("a", "b", "c", "d"), ("b", "c", "d", "e")}
    assert runs("a b") == {("a", "b")}
    assert overlap(runs("a b c d e"), runs("a b c d x")) == pytest.approx(1 / 3)


ACTIONS = sorted(words().phrases["vi"].actions)
KINDS = sorted(words().phrases["vi"].problems)


@st.composite
def queues(draw):
    """Reviews of one shop as they come: often the same product, defect and action again."""
    language = draw(st.sampled_from(["vi", "en"]))
    names = {"vi": [None, "Cốc sứ có nắp 350 ml", "quạt mini"], "en": [None, "mug with lid"]}
    same = draw(st.booleans())
    kind, actions = draw(st.sampled_from(KINDS)), draw(_ACTIONS)
    told = [
        DraftFacts(
            key=f"{draw(st.integers(0, 10**6))}-{at}",
            bucket=draw(st.sampled_from(list(Bucket))),
            kind=kind if same else draw(st.sampled_from(KINDS)),
            product=draw(st.sampled_from(names[language])),
            actions=actions if same else draw(_ACTIONS),
            serious=False,
        )
        for at in range(draw(st.integers(1, 8)))
    ]
    return language, told


_ACTIONS = st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=3, unique=True).map(tuple)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(queues())
def test_replies_built_from_the_drafts_pass_every_check(queue):
    language, told = queue
    history = []
    for facts in told:
        draft = draft_reply(facts, phrases=words().phrases[language], history=history[-20:])

        problems = check_reply(draft.text, words=words().replies, rules=RULES)
        assert problems == (), (draft.text, problems)
        assert not draft.needs_action
        assert len(re.findall(r"[.!?](?:\s|$)", draft.text)) == 2
        alike = [overlap(runs(draft.text), runs(earlier)) for earlier in history[-20:]]
        assert max(alike, default=0) < 0.5
        history.append(draft.text)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_twenty_drafts_for_one_problem_and_action_stay_apart(language):
    history = []
    for at in range(40):
        facts = replace(FACTS, key=f"r{at}", product=None, actions=("contacted_buyer",))
        text = draft_reply(facts, phrases=words().phrases[language], history=history[-20:]).text
        first = re.split(r"(?<=[.!?])\s", text)[0]

        assert max((overlap(runs(text), runs(each)) for each in history[-20:]), default=0) < 0.5
        assert sum(each.startswith(first) for each in history[-20:]) < 2
        history.append(text)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_defect_type_and_bucket_has_its_words(language):
    problems = words().phrases[language].problems

    assert set(DEFECT_TYPES) <= set(problems)
    assert {bucket.value for bucket in Bucket} <= set(problems)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_of_the_lexicon_has_its_words(language):
    kinds = {term.kind for term in words().lexicon.source.terms if term.bucket}

    assert kinds - {"vague"} <= set(words().phrases[language].problems)


def test_both_languages_can_tell_the_same_problems_and_actions():
    vi, en = words().phrases["vi"], words().phrases["en"]

    assert set(vi.problems) == set(en.problems)
    assert set(vi.actions) == set(en.actions) == set(words().replies.recorded)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_private_messages_offer_an_exchange_or_a_refund(language):
    chats = words().phrases[language].chats

    offers = {
        "vi": r"đổi.*(hoàn tiền|tiền)",
        "en": r"(new one|exchange|replacement).*(refund|money back)",
    }
    assert all(re.search(offers[language], chat) for chat in chats)
