"""What reaches standard error, and above all what does not."""

import asyncio
import base64
import io
import json
import logging
import sys
import threading
import warnings
from urllib.parse import quote, quote_plus

import pytest
import structlog

from inboxd.config.settings import LogSettings
from inboxd.core.parse.bounces import read_bounce
from inboxd.edge.logs import Redaction, configure_logs
from inboxd.edge.tracebacks import catch_mistakes
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


@pytest.mark.parametrize("layout", ["json", "console"])
def test_a_value_cannot_forge_a_line_or_steer_the_terminal(written, layout):
    hostile = "a\nERROR all is lost\x1b[2J\x9b2J\u202egnp\u2028b"
    configure_logs(LogSettings(format=layout, customer_text=True), stream=written)
    _logger().info("folder.created", folder=hostile)
    logging.getLogger("some.library").warning("it said %s", hostile)
    lines = written.getvalue().splitlines()
    assert len(lines) == 2
    assert all("ERROR all is lost" in line for line in lines)
    assert [each for each in "\x1b\x9b\u202e" if each in written.getvalue()] == []


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


WORDS = "my insulin pump is dead"


class Wound(Exception):
    def __init__(self):
        super().__init__(WORDS)


def _stumble():
    try:
        {}[WORDS]
    except KeyError as error:
        raise Wound from error


def test_a_traceback_says_where_and_what_kind_and_quotes_no_customer(written):
    configure_logs(LogSettings(), stream=written)
    try:
        _stumble()
    except Wound as error:
        error.add_note(WORDS)
        _logger().exception("mail.unjudged", error=error)
    (line,) = _lines(written)
    assert line["error"] == "Wound"
    assert line["exception"].splitlines()[-1] == "Wound: Wound"
    assert all(
        each in line["exception"] for each in ("KeyError: KeyError", "_stumble", "test_logs.py", "which led to:")
    )
    assert "insulin" not in written.getvalue()


def _stumble_deep_down(levels):
    return _stumble() if not levels else _stumble_deeper(levels)


def _stumble_deeper(levels):
    return _stumble_deep_down(levels - 1)


def test_the_traceback_of_a_recursion_tells_its_beginning_and_its_end_and_is_short(written):
    configure_logs(LogSettings(), stream=written)
    try:
        _stumble_deep_down(300)
    except Wound:
        _logger().exception("mail.unjudged")
    (line,) = _lines(written)
    assert "frames left out" in line["exception"]
    assert line["exception"].count("_stumble_deep_down(300)") == 1
    assert "raise Wound from error" in line["exception"]
    assert len(written.getvalue()) < 10_000


def test_a_bounce_that_cannot_be_read_is_no_mistake_that_fills_the_log(written):
    configure_logs(LogSettings(level="debug"), stream=written)
    assert read_bounce(b"From: <>\r\nX-Failed-Recipients: " + b"(" * 3_000 + b"\r\n\r\nx\r\n") is None
    assert written.getvalue() == ""


def test_a_traceback_of_our_own_errors_keeps_their_words(written):
    configure_logs(LogSettings(), stream=written)
    _logger().error("mailbox.mistake", exc_info=Misconfigured("login refused"))
    assert _lines(written)[0]["exception"].endswith("Misconfigured: login refused")


def test_where_several_things_went_wrong_at_once_none_quotes_a_customer(written):
    configure_logs(LogSettings(), stream=written)
    _logger().error("task.mistake", exc_info=ExceptionGroup(WORDS, [ValueError(WORDS), OSError(28, "No space left")]))
    text = written.getvalue()
    assert "OSError: No space left" in text
    assert "ValueError" in text
    assert "insulin" not in text


def test_with_customer_text_on_a_traceback_is_whole(written):
    configure_logs(LogSettings(customer_text=True), stream=written)
    try:
        _stumble()
    except Wound:
        _logger().exception("mail.unjudged")
    assert WORDS in written.getvalue()


@pytest.mark.parametrize("given", [WORDS, ValueError(WORDS), [WORDS], {"a": WORDS}])
def test_what_a_library_puts_into_its_line_is_shortened(written, given):
    configure_logs(LogSettings(), stream=written)
    logging.getLogger("some.library").warning("saw %s at %d", given, 7)
    assert "insulin" not in written.getvalue()
    assert _lines(written)[0]["event"].endswith(" at 7")


SECRET = "Kestrel/7391+pass word~"


@pytest.mark.parametrize(
    "shown",
    [
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        base64.b64encode(SECRET.encode()).decode(),
        base64.b64encode(f"\0mira\0{SECRET}".encode()).decode(),
        base64.b64encode(f"ab{SECRET}yz".encode()).decode(),
    ],
)
def test_a_secret_is_known_in_every_shape(written, shown):
    configure_logs(LogSettings(customer_text=True), secrets=[SECRET], stream=written)
    _logger().info("login.failed", error=f"refused: {shown} (sorry)")
    (line,) = _lines(written)
    assert "[secret]" in line["error"]
    # At most the edges of a group of base64 remain, which hold less than a character each.
    assert max(map(len, line["error"].replace("[secret]", " ").split())) < 14


def test_the_secret_parts_of_an_address_are_known_by_themselves(written):
    url = "https://bot:Kestrel-password@hooks.bluehill.example/T0001/KestrelToken99?key=KestrelKey88"
    configure_logs(LogSettings(customer_text=True), secrets=[url, "Bearer KestrelBearer77"], stream=written)
    _logger().info("hook.failed", error="KestrelToken99 KestrelKey88 KestrelBearer77 Kestrel-password at /T0001")
    assert _lines(written)[0]["error"] == "[secret] [secret] [secret] [secret] at /T0001"


async def test_whatever_python_would_print_goes_to_the_log_without_values(written, monkeypatch):
    for name in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    configure_logs(LogSettings(), stream=written)
    catch_mistakes(asyncio.get_running_loop())
    error = ValueError(WORDS)
    sys.excepthook(ValueError, error, None)
    warnings.showwarning(UserWarning(WORDS), UserWarning, "mail.py", 7)
    thread = threading.Thread(target=_stumble)
    thread.start()
    await asyncio.to_thread(thread.join)
    asyncio.get_running_loop().call_exception_handler(
        {"message": "never retrieved", "exception": error, "future": error}
    )
    assert {line["event"] for line in _lines(written)} == {
        "inboxd.crashed", "library.warned", "thread.mistake", "loop.mistake",
    }  # fmt: skip
    assert "insulin" not in written.getvalue()


def test_a_library_s_line_that_cannot_be_made_is_told_without_its_words(written, capsys):
    configure_logs(LogSettings(), stream=written)
    logging.getLogger("somelibrary").error("%d for %s", CUSTOMER, CUSTOMER)
    (line,) = _lines(written)
    assert (line["event"], line["logger"], line["kind"]) == ("log.line_lost", "somelibrary", "TypeError")
    assert CUSTOMER not in written.getvalue() + capsys.readouterr().err


def test_an_exception_as_a_library_s_whole_line_and_a_key_of_a_field_quote_no_customer(written):
    configure_logs(LogSettings(), stream=written)
    logging.getLogger("somelibrary").error(ValueError("my cat is ill"))
    _logger().info("mail.counted", by={CUSTOMER: 3})
    assert [line["event"] for line in _lines(written)] == ["ValueError", "mail.counted"]
    assert "cat" not in written.getvalue()
    assert CUSTOMER not in written.getvalue()
