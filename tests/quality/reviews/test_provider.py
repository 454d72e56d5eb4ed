"""The optional second opinion: off unless given, asked only where the lexicon is silent."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.request import Request, urlopen

import pytest

from quality.codes import Bucket
from quality.reviews.provider import Suggestion, with_second_opinion
from quality.reviews.sorting import sort_reviews
from quality.reviews.triage import SILENT, Triage
from tests.quality.reviews.desk import RULES, review, reviews, words

P, D = Bucket.PRODUCT_DEFECT, Bucket.DELIVERY_FAILURE


class Listener:
    """Answers every text alike and remembers what it was asked."""

    def __init__(self, answer=None, *, drop=0):
        self.asked = []
        self.answer = answer
        self.drop = drop

    def suggest(self, texts):
        self.asked.append(list(texts))
        return [self.answer] * (len(texts) - self.drop)


def test_without_a_provider_nothing_changes():
    triages = {"a": SILENT, "b": Triage(bucket=P)}

    assert with_second_opinion(triages, provider=None) == triages


def test_only_silent_texts_are_asked_about_and_the_answer_is_marked():
    provider = Listener(Suggestion(bucket=D, kind="late", confidence=0.4))
    spoken = Triage(bucket=P)

    said = with_second_opinion({"a": SILENT, "b": spoken, " ": SILENT}, provider=provider)

    assert provider.asked == [["a"]]
    assert said["a"] == Triage(bucket=D, kind="late", confidence=0.4, source="provider")
    assert (said["b"], said[" "]) == (spoken, SILENT)


def test_a_provider_is_not_called_when_nothing_is_silent():
    provider = Listener()

    with_second_opinion({"b": Triage(bucket=P)}, provider=provider)

    assert provider.asked == []


def test_a_provider_may_be_silent_too():
    assert with_second_opinion({"a": SILENT}, provider=Listener(None)) == {"a": SILENT}


def test_an_answer_of_another_length_is_not_used():
    provider = Listener(Suggestion(bucket=D), drop=1)

    assert with_second_opinion({"a": SILENT, "c": SILENT}, provider=provider) == {
        "a": SILENT,
        "c": SILENT,
    }


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("gọi 0912 345 678 nhé", "gọi  nhé"),
        ("gọi +84912345678", "gọi "),
        ("mail lan.anh@example.com nhé", "mail  nhé"),
        ("đơn 2410123456", "đơn "),
        ("mua 2 cái size 38", "mua 2 cái size 38"),
    ],
)
def test_addresses_and_long_numbers_are_taken_out_of_what_is_sent(text, sent):
    provider = Listener()

    with_second_opinion({text: SILENT}, provider=provider)

    assert provider.asked == [[sent]]


def test_a_whole_tab_asks_once_for_each_distinct_silent_text():
    provider = Listener(Suggestion(bucket=D))
    frame = reviews(
        review(2, text="Tạm"),
        review(3, text="Tạm"),
        review(4, text="Hàng bị vỡ"),
        review(5, text="Chán", rating=None),
        review(6, text="Tạm", rating=5.0),
        review(7, text=None),
    )

    said = sort_reviews(frame, lexicon=words().lexicon, rules=RULES, provider=provider)

    assert provider.asked == [["Tạm"], ["Chán"]]
    assert {row: each.bucket for row, each in said.items()} == {2: D, 3: D, 4: P, 5: D}


def test_three_stars_are_low():
    frame = reviews(review(2, text="Hàng bị vỡ", rating=3.0))

    assert sort_reviews(frame, lexicon=words().lexicon, rules=RULES)[2].bucket is P


def test_rows_on_which_everyone_is_silent_are_left_out():
    assert sort_reviews(reviews(review(2, text="Tạm")), lexicon=words().lexicon, rules=RULES) == {}


class _Service(BaseHTTPRequestHandler):
    def do_POST(self):
        texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = [{"bucket": "delivery_failure"} if "kho" in text else None for text in texts]
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class _HttpProvider:
    """The example of docs/reviews.md."""

    def __init__(self, url):
        self._url = url

    def suggest(self, texts):
        request = Request(self._url, json.dumps(texts).encode())  # noqa: S310 - our own loopback
        with urlopen(request, timeout=5) as answer:  # noqa: S310 - our own loopback
            told = json.load(answer)
        return [each and Suggestion(bucket=Bucket(each["bucket"])) for each in told]


def test_a_service_over_http_can_stand_behind_the_seam():
    server = HTTPServer(("127.0.0.1", 0), _Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        provider = _HttpProvider(f"http://127.0.0.1:{server.server_port}")
        said = with_second_opinion({"ở kho hoài": SILENT, "tạm": SILENT}, provider=provider)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

    assert {text: each.bucket for text, each in said.items()} == {"ở kho hoài": D, "tạm": None}
