"""What reaches a log holds no secret and no whole address."""

import io
import json
import logging

import pytest

from jobs.logs import LOGGER, Redaction, set_up


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("password hunter22 refused", "password **** refused"),
        ("Authorization: Bearer abc.def-123", "Authorization: ****"),
        ("token ya29.a0Af_x-9", "token ****"),
        ("postgresql://shop:s3cret@db/x", "postgresql://****@db/x"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nrest", "****\nrest"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE cut", "****"),
        ("mail to buyer@example.com", "mail to b…@example.com"),
        ("share with bot@shop-1.iam.gserviceaccount.com",
         "share with bot@shop-1.iam.gserviceaccount.com"),
    ],
)  # fmt: skip
def test_secrets_and_names_are_taken_out(text, shown):
    assert Redaction(["hunter22", ""])(text) == shown


def test_a_secret_learned_later_is_taken_out_too():
    redact = Redaction()
    redact.add("s3cret")

    assert redact("it was s3cret") == "it was ****"


def lines(form: str, verbosity: int = 1) -> list[str]:
    stream = io.StringIO()
    set_up(verbosity=verbosity, redact=Redaction(["hunter22"]), form=form, stream=stream)
    LOGGER.info("step %s", "hunter22", extra={"facts": {"rows": 3}})
    try:
        raise ValueError("hunter22")
    except ValueError:
        LOGGER.exception("failed")
    return stream.getvalue().splitlines()


def test_json_lines_carry_facts_and_a_clean_traceback():
    first, second = (json.loads(line) for line in lines("json"))

    assert (first["level"], first["event"], first["rows"]) == ("info", "step ****", 3)
    assert "ValueError: ****" in second["traceback"]


def test_text_lines_hide_secrets_in_tracebacks():
    shown = "\n".join(lines("text"))

    assert "INFO step ****" in shown
    assert "hunter22" not in shown


def test_a_quiet_log_tells_errors_only():
    assert not any("step" in line for line in lines("text", verbosity=-1))


def test_off_a_terminal_lines_are_json(capsys):
    set_up(verbosity=2, redact=Redaction())
    LOGGER.debug("seen")

    assert json.loads(capsys.readouterr().err)["event"] == "seen"
    assert LOGGER.level == logging.DEBUG
