"""The word lists on disk become typed values; what is wrong in them is named."""

import json
import re
from pathlib import Path

import pytest
import yaml

from jobs.lexicon import TEMPLATES, load_lexicon, load_reply_phrases, load_reply_rules
from quality.codes import Bucket
from quality.reviews.lexicon import Language, LexiconError
from quality.reviews.phrases import PhraseError
from quality.reviews.triage import triage
from quality.rules import ReviewTerm
from quality.vocabulary import DEFECT_TYPES


def changed(tmp_path, **changes):
    """Write the built-in lexicon with other parts and return its file."""
    data = json.loads((TEMPLATES / "lexicon.json").read_text(encoding="utf-8"))
    file = tmp_path / "lexicon.json"
    file.write_text(json.dumps({**data, **changes}), encoding="utf-8")
    return file


def test_the_lexicon_has_six_languages_and_two_ways_to_write_vietnamese():
    languages = {term.language for term in load_lexicon().source.terms}

    assert languages == set(Language)


def test_every_product_defect_kind_is_a_code_of_the_defect_vocabulary():
    kinds = {
        term.kind for term in load_lexicon().source.terms if term.bucket is Bucket.PRODUCT_DEFECT
    }

    assert kinds <= set(DEFECT_TYPES)


def test_no_phrase_stands_twice_in_a_word_list():
    terms = [
        (term.language, term.bucket, term.kind, term.phrase) for term in load_lexicon().source.terms
    ]

    assert len(terms) == len(set(terms))


def test_praise_has_no_bucket_and_no_weight():
    praise = [term for term in load_lexicon().source.terms if term.bucket is None]

    assert praise
    assert {term.weight for term in praise} == {0.0}


def test_a_teams_own_term_speaks():
    own = ReviewTerm(phrase="bay nắp", says="product_defect/loosening")

    silent = triage("nồi bay nắp", rating=1, lexicon=load_lexicon())
    said = triage("nồi bay nắp", rating=1, lexicon=load_lexicon([own]))

    assert silent.bucket is None
    assert (said.bucket, said.kind) == (Bucket.PRODUCT_DEFECT, "loosening")


def test_the_terms_of_the_documentation_load():
    page = Path(__file__).parents[2] / "docs" / "reviews.md"
    example = re.search(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)[1]

    own = [ReviewTerm(**told) for told in yaml.safe_load(example)["reviews"]["terms"]]

    assert triage("It does not click", rating=1, lexicon=load_lexicon(own)).bucket


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"says": "nonsense/broken"}, "vi, nonsense/broken: 'nonsense' is not a valid Bucket"),
        ({"language": "fr"}, "fr, product_defect/broken: 'fr' is not a valid Language"),
    ],
)
def test_a_term_of_an_unknown_bucket_or_language_is_refused(changes, message):
    own = ReviewTerm(**{"phrase": "bay nắp", "says": "product_defect/broken", **changes})

    with pytest.raises(LexiconError, match=message):
        load_lexicon([own])


def test_a_term_that_cannot_be_read_is_refused():
    with pytest.raises(PhraseError, match="bracket"):
        load_lexicon([ReviewTerm(phrase="(bay", says="product_defect/broken")])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"terms": []}, "lexicon.json: AttributeError"),
        ({"speak_from": None}, "lexicon.json: TypeError"),
        ({"praise": {"vi": None}}, "lexicon.json: TypeError"),
    ],
)
def test_a_lexicon_of_another_form_is_refused(tmp_path, changes, message):
    with pytest.raises(LexiconError, match=message):
        load_lexicon(path=changed(tmp_path, **changes))


def test_a_lexicon_that_lacks_a_part_or_is_no_json_is_refused(tmp_path):
    file = tmp_path / "lexicon.json"
    for text, message in (("{}", "KeyError: 'praise'"), ("{", "JSONDecodeError")):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(LexiconError, match=message):
            load_lexicon(path=file)


def test_reply_rules_and_phrases_load_in_every_language():
    assert load_reply_rules().recorded
    assert load_reply_phrases("vi").product == "sản phẩm"
    assert load_reply_phrases("en").product == "item"


@pytest.mark.parametrize("text", ["[]", "{}", "negators: 3", "a: [", "recorded: []"])
def test_reply_rules_of_another_form_are_refused(tmp_path, text):
    file = tmp_path / "reply_rules.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(LexiconError, match=r"reply_rules\.yaml"):
        load_reply_rules(file)


@pytest.mark.parametrize("text", ["", "product: x", "a: [", "problems: []\nproduct: x"])
def test_reply_phrases_of_another_form_are_refused(tmp_path, text):
    file = tmp_path / "replies.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(LexiconError, match=r"replies\.yaml"):
        load_reply_phrases("vi", path=file)
