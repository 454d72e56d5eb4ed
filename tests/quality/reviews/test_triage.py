"""Explainable sorting: what is said, what is held back, and by which words."""

import pytest

from quality.reviews.lexicon import (
    Bucket,
    Language,
    Lexicon,
    LexiconError,
    LexiconSource,
    Term,
    with_terms,
)
from quality.reviews.phrases import Wording
from quality.reviews.text import Spelling
from quality.reviews.triage import SILENT, triage
from tests.quality.reviews.desk import words

P, E, D = Bucket.PRODUCT_DEFECT, Bucket.EXPECTATION_MISMATCH, Bucket.DELIVERY_FAILURE


def told(text, rating=1.0, **options):
    return triage(text, rating=rating, lexicon=words().lexicon, **options)


def source(*terms, **changes):
    made = {
        "terms": terms,
        "spelling": Spelling(teencode={}, kept_after={}),
        "wording": Wording(sets={}, negators=frozenset({"không"}), fillers=frozenset()),
        "small_words": {},
        "speak_from": 2.0,
        "also_from": 1.5,
        "doubt_from": 3.0,
    }
    return LexiconSource(**{**made, **changes})


def term(phrase, bucket=P, kind="broken", weight=2.0, language=Language.VIETNAMESE):
    return Term(phrase=phrase, language=language, bucket=bucket, kind=kind, weight=weight)


def by(text, *terms, rating=1.0, **changes):
    return triage(text, rating=rating, lexicon=Lexicon(source(*terms, **changes)))


@pytest.mark.parametrize(
    ("text", "bucket", "kind"),
    [
        ("Hàng nhận về bị vỡ", P, "broken"),
        ("hang nhan ve bi vo", P, "broken"),
        ("k lên nguồn", P, "not_working"),
        ("Đặt màu đen, giao màu trắng", P, "wrong_colour"),
        ("Giao sai mẫu", P, "wrong_item"),
        ("shop giao thiếu hàng", P, "short_count"),
        ("hàng ko giống hình", E, "pictured"),
        ("vải mỏng lét", E, "material"),
        ("Giao hàng chậm quá", D, "late"),
        ("Đóng gói sơ sài", D, "packaging"),
        ("Giao nhầm địa chỉ", D, "wrong_address"),
        ("The mug arrived broken", P, "broken"),
        ("It stopped working", P, "not_working"),
        ("Looks nothing like the picture", E, "pictured"),
        ("Never received my order", D, "not_received"),
        ("barangnya rusak dan pecah", P, "broken"),
        ("pengiriman lama sekali", D, "late"),
        ("杯子破了", P, "broken"),
        ("物流太慢", D, "late"),
        ("和图片不一样", E, "pictured"),
        ("แก้วแตก", P, "broken"),
        ("ส่งช้ามาก", D, "late"),
        ("ไม่ตรงปก", E, "pictured"),
    ],
)
def test_the_six_languages_of_the_lexicon_speak(text, bucket, kind):
    said = told(text)

    assert (said.bucket, said.kind) == (bucket, kind)
    assert said.matches


@pytest.mark.parametrize(
    "text",
    ["", None, "Tệ", "Tạm được", "Shop không trả lời tin nhắn", "Terrible", "thất vọng", "😍"],
)
def test_nothing_concrete_stays_silent(text):
    assert told(text) == SILENT


@pytest.mark.parametrize(
    "text",
    [
        "không bị vỡ",
        "hàng không bị móp méo gì",
        "đóng gói cẩn thận",
        "đóng gói rất kỹ",
        "giao hàng nhanh",
        "chưa dùng",
        "không phai màu",
        "没有破损",
        "no scratches or dents",
        "đóng gói cẩn thận, không trầy xước, giao nhanh",
        "Chất liệu:tốt\nĐúng với mô tả:đúng\nMàu sắc:đẹp",
        "bền và lâu dài, chống rỉ sét",
    ],
)
def test_denied_faults_and_praise_are_no_complaints(text):
    assert told(text, rating=3) == SILENT


def test_a_form_field_that_says_unlike_its_description_is_a_mismatch():
    assert told("Đúng với mô tả:không").bucket is E


@pytest.mark.parametrize(("rating", "speaks"), [(1, True), (3, True), (3.5, False), (5, False)])
def test_reviews_with_more_than_three_stars_stay_silent(rating, speaks):
    assert bool(told("Hàng bị vỡ", rating=rating).bucket) is speaks


def test_how_many_stars_are_low_is_a_rule():
    assert told("Hàng bị vỡ", rating=4, low_stars=4).bucket is P


def test_a_dented_box_is_no_dented_product():
    said = told("Hộp bị móp")

    assert (said.bucket, said.also) == (D, None)


def test_item_damage_goes_before_late_delivery_and_both_are_told():
    said = told("Giao chậm 10 ngày, mở ra cốc bị vỡ")

    assert (said.bucket, said.also) == (P, D)
    assert said.matches[0].term.bucket is P


def test_accents_tell_broken_from_small():
    assert told("Cốc bị bể").bucket is P
    assert told("Cốc bé quá").bucket is E


def test_no_colour_is_broken_by_folding():
    """Folded, hồng (pink), hông (hip) and hỏng (broken) are one word."""
    assert told("ao mau hong dep") == SILENT
    assert told("Áo màu hồng xinh") == SILENT


def test_working_well_is_found_in_one_piece():
    """Rewriting tones inside words once broke "hoạt động"."""
    assert told("Máy không hoạt động").kind == "not_working"


def test_english_small_words_keep_vietnamese_phrases_out():
    """Folded, "to bể" reads "to be"."""
    assert told("It was supposed to be a gift") == SILENT


def test_what_was_found_shows_its_words_and_term():
    [match] = by("cái cốc vỡ tan", term("vỡ tan", weight=3)).matches

    assert match.words == "vỡ tan"
    assert (match.term.phrase, match.term.weight) == ("vỡ tan", 3)
    assert (match.start, match.end) == (8, 15)


def test_one_light_word_is_not_enough_and_two_are():
    light = (term("vỡ", weight=1.5), term("nứt", weight=1.0))

    assert by("vỡ", *light) == SILENT
    assert by("vỡ nứt", *light).bucket is P


def test_a_further_word_of_one_kind_counts_half_of_another_kind_fully():
    same = (term("vỡ", weight=1.5), term("nứt", weight=0.8))
    other = (term("vỡ", weight=1.5), term("hôi", weight=0.8, kind="smell"))

    assert by("vỡ nứt", *same) == SILENT
    assert by("vỡ hôi", *other).bucket is P


def test_a_second_bucket_is_named_from_its_own_weight():
    late = [term("chậm", D, "late", weight) for weight in (1.4, 1.5)]

    assert by("vỡ chậm", term("vỡ"), late[0]).also is None
    assert by("vỡ chậm", term("vỡ"), late[1]).also is D


def test_without_a_product_defect_the_heavier_bucket_goes_first():
    said = by("chậm xấu", term("chậm", D, "late", 2.0), term("xấu", E, "look", 2.5))

    assert (said.bucket, said.also) == (E, D)


def test_a_product_defect_with_just_enough_weight_goes_first():
    said = by("vỡ chậm", term("vỡ", weight=2.0), term("chậm", D, "late", 9.0))

    assert (said.bucket, said.also) == (P, D)


def test_places_stay_true_after_praise_was_set_aside():
    praise = term("đẹp lắm", bucket=None, kind="praise", weight=0)

    [match] = by("áo đẹp lắm mà vỡ tan", term("vỡ tan"), praise).matches

    assert (match.start, match.end) == (14, 21)


def test_praise_in_either_way_of_writing_asks_for_more():
    """The text is read with and without accents; the praise has none."""
    praise = Term(
        phrase="dep lam", language=Language.VIETNAMESE_PLAIN, bucket=None, kind="", weight=0
    )

    assert by("áo nay dep lam ma vo tan het roi nha", term("vỡ tan"), praise, rating=None) == SILENT


def test_a_product_defect_below_its_weight_does_not_go_first():
    said = by("vỡ chậm", term("vỡ", weight=1.9), term("chậm", D, "late", 2.0))

    assert (said.bucket, said.also) == (D, P)


def test_equal_buckets_are_named_in_the_order_of_urgency():
    said = by("chậm xấu", term("chậm", D, "late"), term("xấu", E, "look"))

    assert (said.bucket, said.also) == (E, D)


def test_the_kind_is_that_of_the_heaviest_words_of_the_bucket():
    said = by(
        "vỡ hôi chậm", term("vỡ"), term("hôi", kind="smell", weight=3), term("chậm", D, "late", 9)
    )

    assert (said.bucket, said.kind) == (P, "smell")


def test_only_a_product_defect_has_a_defect_type():
    assert by("vỡ", term("vỡ")).defect_type == "broken"
    assert by("chậm", term("chậm", D, "late")).defect_type is None
    assert SILENT.defect_type is None


def test_confidence_grows_with_weight_and_falls_with_a_rival():
    alone = by("vỡ", term("vỡ")).confidence
    heavy = by("vỡ", term("vỡ", weight=4)).confidence
    rival = by("vỡ chậm", term("vỡ"), term("chậm", D, "late")).confidence

    assert (alone, heavy, rival) == (0.67, 0.8, 0.4)


def test_without_a_rating_praise_asks_for_more_telling_words():
    praise = term("đẹp lắm", bucket=None, kind="praise", weight=0)
    terms = (term("vỡ", weight=2.9), praise)

    assert by("đẹp lắm vỡ", *terms, rating=None) == SILENT
    assert by("đẹp lắm vỡ", *terms, rating=1.0).bucket is P
    assert by("vỡ", *terms, rating=None).bucket is P
    assert by("đẹp lắm vỡ", term("vỡ", weight=3.0), praise, rating=None).bucket is P


def test_praise_is_set_aside_before_complaints_are_looked_for():
    praise = term("không thiếu gì", bucket=None, kind="praise", weight=0)

    assert by("đủ không thiếu gì vỡ", term("thiếu gì", weight=9), praise) == SILENT


def test_words_inside_a_clearly_heavier_phrase_do_not_count_again():
    inside = term("vỡ", weight=2.0)
    apart = term("vỡ tiếng", kind="not_working", weight=2.5)
    near = term("vỡ tiếng", kind="not_working", weight=2.4)

    assert [m.words for m in by("loa vỡ tiếng", inside, apart).matches] == ["vỡ tiếng"]
    assert len(by("loa vỡ tiếng", inside, near).matches) == 2


def test_words_inside_a_phrase_of_the_same_kind_do_not_count_again():
    assert len(by("bị vỡ", term("vỡ", weight=3), term("bị vỡ", weight=2)).matches) == 1


def test_a_lone_vietnamese_word_is_not_looked_for_without_accents():
    assert by("vo roi", term("vỡ")) == SILENT
    assert by("vo tan", term("vỡ tan")).bucket is P
    assert by("vo tan", term("vỡ tan", language=Language.VIETNAMESE_MARKED)) == SILENT
    assert by("vỡ tan", term("vỡ tan", language=Language.VIETNAMESE_MARKED)).bucket is P
    assert by("vo", term("vo", language=Language.VIETNAMESE_PLAIN)).bucket is P


def test_a_text_with_few_accents_is_read_both_ways_and_counted_once():
    said = by("hang bị vỡ tan het roi nha shop oi nhe", term("bị vỡ tan"))

    assert len(said.matches) == 1


def test_small_words_decide_between_languages_without_accents():
    small = {Language.ENGLISH: frozenset({"the"}), Language.VIETNAMESE_PLAIN: frozenset({"la"})}
    terms = (term("to bể"), term("bent", language=Language.ENGLISH, kind="chipped"))

    assert by("the to be bent", *terms, small_words=small).kind == "chipped"
    assert by("la to be", *terms, small_words=small).kind == "broken"
    assert by("la the to be", *terms, small_words=small).kind == "broken"
    assert by("la the the the to be", *terms, small_words=small) == SILENT
    assert by("to be", *terms, small_words=small).kind == "broken"


def test_the_language_is_that_of_the_most_telling_words():
    said = by(
        "bent vo tan",
        term("vỡ tan", weight=2),
        term("bent", language=Language.ENGLISH, weight=3),
        small_words={Language.ENGLISH: frozenset(), Language.VIETNAMESE_PLAIN: frozenset()},
    )

    assert said.language is Language.ENGLISH


def test_chinese_terms_are_denied_by_the_sign_before_them():
    broken = term("破", language=Language.CHINESE)

    assert by("杯子破了", broken).bucket is P
    assert by("杯子没破", broken) == SILENT


def test_a_teams_own_term_is_added_or_takes_the_place_of_a_built_in_one():
    old, new = term("bay nắp", weight=1.0), term("bay nắp", weight=2.0)

    assert with_terms(source(old), [new]).terms == (new,)
    assert with_terms(source(old), [term("hở")]).terms == (old, term("hở"))
    assert by("bay nắp", *with_terms(source(old), [new]).terms).bucket is P


def test_a_chinese_expression_that_cannot_be_read_names_itself():
    with pytest.raises(LexiconError, match=r"zh product_defect/broken: '\(破'"):
        Lexicon(source(term("(破", language=Language.CHINESE)))
