"""What reaches standard error, and above all what does not."""

import io
import json
import logging

import pytest
import structlog

from inboxd.config.settings import LogSettings
from inboxd.edge.logs import Redaction, configure_logs
from inboxd.errors import Misconfigured

CUSTOMER = "mira@bluehill.example"


@pytest.fixture(autouse=True)
def _restored_logging():
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.getLogger("inboxd").level
    yield
    root.handlers[:], level, ours = before
    root.setLevel(level)
    logging.getLogger("inboxd").setLevel(ours)
    structlog.reset_defaults()


@pytest.fixture
def written():
    return io.StringIO()


def _logger():
    return structlog.get_logger("inboxd.run.watch")


def _lines(written):
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_off_a_terminal_every_line_is_one_json_object_with_time_level_and_fields(written):
    configure_logs(LogSettings(), stream=written)
    _logger().info("mail.routed", mailbox="support", route="priority", heat=7.5, moved=True)
    (line,) = _lines(written)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "mail.routed",
        "level": "info",
        "mailbox": "support",
        "route": "priority",
        "heat": 7.5,
        "moved": True,
    }


@pytest.mark.parametrize("layout", ["json", "console"])
def test_customers_and_their_subjects_appear_only_as_digests(written, layout):
    configure_logs(LogSettings(format=layout), stream=written)
    _logger().warning(
        "send.failed",
        sender=f"Mira Holm <{CUSTOMER}>",
        subject="My insulin pump is dead",
        error=f"550 no such user {CUSTOMER.upper()}, see <{CUSTOMER}>",
        details={"to": [CUSTOMER]},
    )
    text = written.getvalue().lower()
    assert "send.failed" in text
    assert "550 no such user" in text
    for hidden in ("mira", "bluehill", "insulin"):
        assert hidden not in text


def test_lines_about_one_customer_can_be_found_together():
    redaction = Redaction(customer_text=False, key=b"installation")
    again = Redaction(customer_text=False, key=b"installation")
    other = Redaction(customer_text=False, key=b"another installation")
    line = redaction(None, "info", {"event": f"answered {CUSTOMER}", "customer": CUSTOMER.upper()})
    assert line["event"] == f"answered {line['customer']}"
    assert again.digest(CUSTOMER) == line["customer"]
    assert other.digest(CUSTOMER) != line["customer"]


def test_an_exception_and_a_library_s_line_are_redacted_too(written):
    configure_logs(LogSettings(), stream=written)
    try:
        int(f"cannot answer {CUSTOMER}")
    except ValueError:
        _logger().exception("task.failed")
    logging.getLogger("some.library").warning("refused %s", CUSTOMER)
    ours, theirs = _lines(written)
    assert "ValueError" in ours["exception"]
    assert theirs["event"].startswith("refused ~")
    assert CUSTOMER not in written.getvalue()


def test_customer_text_may_be_shown_on_purpose_and_secrets_never(written):
    configure_logs(LogSettings(customer_text=True), secrets=["s3cret-words"], stream=written)
    _logger().info("login.failed", customer=CUSTOMER, password="abc", error="LOGIN support s3cret-words rejected")
    (line,) = _lines(written)
    assert line["customer"] == CUSTOMER
    assert line["password"] == "[secret]"
    assert line["error"] == "LOGIN support [secret] rejected"


def test_a_value_cannot_forge_a_line_or_steer_the_terminal(written):
    configure_logs(LogSettings(format="console"), stream=written)
    _logger().info("folder.created", folder="a\nERROR all is lost\x1b[2J\u202egnp")
    assert len(written.getvalue().splitlines()) == 1
    assert "\x1b[2J" not in written.getvalue()
    assert "\u202e" not in written.getvalue()


def test_what_the_operator_can_do_stands_in_a_field_of_its_own(written):
    configure_logs(LogSettings(), stream=written)
    _logger().error("mailbox.refused", error=Misconfigured("login refused", hint="Check the password."))
    (line,) = _lines(written)
    assert line["error"] == "login refused"
    assert line["hint"] == "Check the password."


def test_less_important_lines_and_chatty_libraries_stay_silent(written):
    configure_logs(LogSettings(level="info"), stream=written)
    _logger().debug("idle.renewed")
    logging.getLogger("uvicorn.error").info("Started server process")
    assert written.getvalue() == ""


def test_setting_up_twice_writes_each_line_once(written):
    configure_logs(LogSettings(), stream=io.StringIO())
    configure_logs(LogSettings(), stream=written)
    _logger().info("rules.loaded")
    assert len(_lines(written)) == 1
