"""Faults, hooks, quota and the log: the server's behaviour when things go wrong on purpose."""

import time

import pytest
import requests

from tests.fakes.conftest import BOOK, Api
from tests.fakes.sheets_server import ManualClock, SheetsServer

PUT = ("PUT", f"/v4/spreadsheets/{BOOK}/values/Sheet1!A1", {"values": [["new"]]})


def write(api):
    return api.raw(*PUT, valueInputOption="RAW")


@pytest.mark.parametrize(
    ("kind", "status", "body_has"),
    [
        ("429", 429, "RATE_LIMIT_EXCEEDED"),
        ("429_html", 429, "automated queries"),
        ("500", 500, "INTERNAL"),
        ("502", 502, "<html"),
        ("503", 503, "UNAVAILABLE"),
        ("403", 403, "PERMISSION_DENIED"),
        ("401", 401, "UNAUTHENTICATED"),
        ("404", 404, "NOT_FOUND"),
    ],
)
@pytest.mark.parametrize(("when", "effect"), [("before", []), ("after", [["new"]])])
def test_an_answer_can_be_an_error_without_or_with_the_effect(
    api, kind, status, body_has, when, effect
):
    api.server.faults.add(kind, when=when)

    answer = write(api)

    assert answer.status_code == status
    assert body_has in answer.text
    assert "Retry-After" not in answer.headers
    assert api.server.grid(BOOK, "Sheet1") == effect
    assert write(api).status_code == 200


@pytest.mark.parametrize(("when", "effect"), [("before", []), ("after", [["new"]])])
@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("reset", requests.ConnectionError),
        ("long_content_length", requests.exceptions.ChunkedEncodingError),
        ("cut_json", requests.JSONDecodeError),
        ("empty_200", requests.JSONDecodeError),
    ],
)
def test_an_answer_can_be_broken_without_or_with_the_effect(api, kind, error, when, effect):
    api.server.faults.add(kind, when=when)

    with pytest.raises(error):
        write(api).json()

    assert api.server.grid(BOOK, "Sheet1") == effect
    assert write(api).json()["updatedCells"] == 1


@pytest.mark.parametrize("kind", ["slow_headers", "slow_body"])
def test_an_answer_can_be_slow(api, kind):
    api.server.faults.add(kind, seconds=0.3)

    start = time.monotonic()
    with pytest.raises(requests.RequestException):
        requests.get(
            f"{api.server.base_url}/v4/spreadsheets/{BOOK}",
            headers={"Authorization": "Bearer x"},
            timeout=0.1,
        )
    assert time.monotonic() - start < 0.3


def test_retry_after_is_sent_only_when_asked_for(api):
    api.server.faults.add("429_retry_after", retry_after=3)

    assert write(api).headers["Retry-After"] == "3"


def test_a_429_names_the_quota_as_googles_newer_answers_do(api):
    api.server.faults.add("429")

    error = write(api).json()["error"]

    assert error["message"].startswith(
        "Quota exceeded for quota metric 'Write requests' and limit 'Write requests per minute per user'"
    )
    metadata = error["details"][0]["metadata"]
    assert (metadata["quota_limit"], metadata["quota_limit_value"]) == (
        "WriteRequestsPerMinutePerUser",
        "60",
    )


def test_a_fault_waits_for_its_request_and_strikes_as_often_as_told(api):
    api.server.faults.add("503", match="values.update", nth=2, times=2)

    statuses = [
        api.raw("GET", f"/v4/spreadsheets/{BOOK}").status_code,
        *(write(api).status_code for _ in range(4)),
    ]

    assert statuses == [200, 200, 503, 503, 200]


def test_a_fault_can_look_for_a_request_kind_or_ask_a_function(api):
    api.server.faults.add("503", match="addSheet")
    api.server.faults.add(
        "500",
        match=lambda exchange: (
            exchange.endpoint == "spreadsheets.get" and "ranges" in exchange.query
        ),
    )

    add = {"requests": [{"addSheet": {}}]}
    assert (
        api.raw(
            "POST", f"/v4/spreadsheets/{BOOK}:batchUpdate", {"requests": [{"clearBasicFilter": {}}]}
        ).status_code
        == 200
    )
    assert api.raw("POST", f"/v4/spreadsheets/{BOOK}:batchUpdate", add).status_code == 503
    assert api.raw("GET", f"/v4/spreadsheets/{BOOK}").status_code == 200
    assert api.raw("GET", f"/v4/spreadsheets/{BOOK}", ranges="Sheet1").status_code == 500


def test_sharing_can_be_lost_from_the_nth_request_on(api):
    api.server.faults.add("403", nth=2, times=None)

    assert [write(api).status_code for _ in range(4)] == [200, 403, 403, 403]


def test_faults_can_be_disarmed(api):
    api.server.faults.add("503", times=None)
    api.server.faults.clear()

    assert write(api).status_code == 200


@pytest.mark.parametrize(
    ("kind", "status", "error"),
    [("invalid_grant", 400, "invalid_grant"), ("token_500", 500, "internal_failure")],
)
def test_the_token_endpoint_can_fail(api, kind, status, error):
    api.server.faults.add(kind)

    answer = requests.post(
        api.server.token_url,
        data={"grant_type": "refresh_token", "refresh_token": "ann@shop"},
        timeout=10,
    )

    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_an_unknown_fault_is_refused(api):
    with pytest.raises(ValueError, match="no fault named"):
        api.server.faults.add("meteor")


# Hooks


def test_a_person_can_edit_between_a_read_and_a_write(api):
    api.server.seed(BOOK, {"Sheet1": [["old"]], "Raw": [["human"]]})

    def edit(_exchange):
        api.server.write(BOOK, "Raw!A2", [["typed meanwhile"]])
        api.server.batch(
            BOOK,
            {
                "updateSheetProperties": {
                    "properties": {"sheetId": 0, "title": "Renamed"},
                    "fields": "title",
                }
            },
        )

    api.server.on_request(edit, match="values:batchGet", when="after")

    read = api("GET", "/values:batchGet", ranges=["Sheet1", "Raw"])
    assert [one["values"] for one in read["valueRanges"]] == [[["old"]], [["human"]]]
    assert (
        api.error("PUT", "/values/Sheet1!A1", {"values": [["x"]]}, valueInputOption="RAW")[
            "message"
        ]
        == "Unable to parse range: Sheet1!A1"
    )
    assert api.values("Raw") == [["human"], ["typed meanwhile"]]


def test_a_hook_before_a_write_is_seen_by_the_write(api):
    api.server.on_request(
        lambda _: api.server.write(BOOK, "Sheet1!A1", [["first"]]), match="append"
    )

    assert api.append("Sheet1", [["second"]])["tableRange"] == "Sheet1!A1"


def test_a_hook_sees_who_asked_for_what_and_the_answer(api):
    seen = []
    api.server.on_request(
        lambda exchange: seen.append(
            (exchange.endpoint, exchange.user, exchange.body, exchange.answer)
        ),
        when="after",
        times=None,
    )

    write(api)

    [(endpoint, user, body, answer)] = seen
    assert (endpoint, user, body) == (
        "spreadsheets.values.update",
        "anyone@example.com",
        {"values": [["new"]]},
    )
    assert answer["updatedCells"] == 1


# Quota


def limited(quota, **more):
    clock = ManualClock()
    server = SheetsServer(clock=clock, quota=quota, **more)
    server.seed(BOOK)
    return server, clock


def statuses(api, count, method="GET"):
    if method == "GET":
        return [api.raw("GET", f"/v4/spreadsheets/{BOOK}").status_code for _ in range(count)]
    return [write(api).status_code for _ in range(count)]


def test_sixty_reads_and_sixty_writes_a_minute_are_let_through():
    server, clock = limited("bucket")
    with server:
        api = Api(server)
        assert statuses(api, 62) == [200] * 60 + [429] * 2
        assert statuses(api, 61, "PUT") == [200] * 60 + [429]
        assert server.quota.refused == 3

        clock.advance(1)
        assert statuses(api, 2) == [200, 429]
        clock.advance(60)
        assert statuses(api, 61) == [200] * 60 + [429]
        api.session.close()


def test_a_batch_costs_one_request():
    server, _ = limited("bucket")
    with server:
        api = Api(server)
        body = {"requests": [{"clearBasicFilter": {}}] * 500}
        assert [
            api.raw("POST", f"/v4/spreadsheets/{BOOK}:batchUpdate", body).status_code
            for _ in range(2)
        ] == [200, 200]
        assert statuses(api, 58, "PUT") == [200] * 58
        api.session.close()


def test_each_user_has_a_quota_and_the_project_one_for_all():
    server, _ = limited("bucket")
    with server:
        let_through = 0
        for number in range(6):
            server.users.add(f"token-{number}", f"user-{number}@shop")
            api = Api(server)
            api.session.headers["Authorization"] = f"Bearer token-{number}"
            let_through += statuses(api, 60).count(200)
            api.session.close()
        assert let_through == 300


def test_the_quota_as_observed_lets_45_to_85_through_and_recovers_within_a_minute():
    server, clock = limited("observed", seed=3)
    with server:
        api = Api(server)
        first = statuses(api, 90).count(200)
        assert 45 <= first <= 85
        waited = 0
        while statuses(api, 1) != [200]:
            clock.advance(1)
            waited += 1
        assert 1 <= waited <= 60
        api.session.close()


# Log


def test_the_log_tells_method_path_bytes_user_kind_and_status(api):
    start = len(api.server.log)
    api.server.faults.add("reset", match="values.get")
    write(api)
    with pytest.raises(requests.ConnectionError):
        api.raw("GET", f"/v4/spreadsheets/{BOOK}/values/Sheet1!A1")
    api.batch({"clearBasicFilter": {}})

    lines = [
        (entry.method, entry.endpoint, entry.kind, entry.status, entry.fault)
        for entry in api.server.log[start:]
    ]
    assert lines == [
        ("PUT", "spreadsheets.values.update", "W", 200, None),
        ("GET", "spreadsheets.values.get", "R", 0, "reset"),
        ("POST", "spreadsheets.batchUpdate", "W", 200, None),
    ]
    first = api.server.log[start]
    assert (first.path, first.bytes_in, first.body) == (PUT[1], 21, PUT[2])
    assert first.bytes_out > 100
    assert len(api.server.requests("W", since=start)) == 2


# Control over HTTP


def test_the_server_can_be_seeded_and_spoilt_over_http(server):
    api = Api(server)
    made = api.raw(
        "POST",
        "/_fake/seed",
        {"spreadsheetId": BOOK, "tabs": {"Lots": [["L1"]]}, "locale": "vi_VN"},
    ).json()
    api.raw("POST", "/_fake/faults", {"kind": "503"})

    assert made == {"spreadsheetId": BOOK}
    assert api.error("GET", "/values/Lots")["code"] == 503
    assert api.values("Lots") == [["L1"]]
    assert [entry["status"] for entry in api.raw("GET", "/_fake/log").json()] == [503, 200]
    api.session.close()
