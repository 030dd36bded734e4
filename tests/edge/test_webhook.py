"""Reports to other programs: what is posted, and what a failure means."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pydantic import ValidationError

from inboxd.config.trends import WebhookSettings
from inboxd.core.values.trend import Trend, TrendState
from inboxd.edge.webhook import Webhook
from inboxd.errors import Misconfigured, Permanent, Transient

NOW = datetime(2030, 4, 22, 9, tzinfo=UTC)
TREND = Trend(
    "0a1b2c3d4e5f", "topic:outage", "outage", ("down", "ล่ม"), TrendState.OPEN, NOW, NOW, timedelta(hours=6), 1.234, 7,
    9, 4, ("case-1", "case-2"),
)  # fmt: skip


@pytest.fixture
def tracker():
    """A server that keeps what it is sent and answers with `status`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.got.append((self.path, dict(self.headers), json.loads(body)))
            if server.garbage:
                self.wfile.write(b"no such thing as a status line\r\n\r\n")
                return
            self.send_response(server.status)
            if server.elsewhere:
                self.send_header("Location", server.elsewhere)
            self.end_headers()

        def do_GET(self):
            server.got.append((self.path, dict(self.headers), None))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.status, server.elsewhere, server.garbage = [], 201, "", False
    server.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


async def test_all_fields_are_posted_and_nobodys_address(tracker):
    await Webhook(WebhookSettings(url=tracker.url)).tell("alert", "9 customers", TREND)
    ((path, headers, body),) = tracker.got
    assert path == "/hook"
    assert headers["Content-Type"] == "application/json"
    assert "Authorization" not in headers
    assert body == {
        "event": "alert", "title": "9 customers", "id": "0a1b2c3d4e5f", "topic": "outage", "words": ["down", "ล่ม"],
        "state": "open", "since": "2030-04-22T09:00:00+00:00", "customers": 9, "domains": 4, "seen": 7,
        "expected": 1.23, "hours": 6.0, "cases": ["case-1", "case-2"], "url": "",
    }  # fmt: skip


async def test_a_proxy_of_the_environment_hears_nothing_of_what_stays_on_this_machine(tracker, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    await Webhook(WebhookSettings(url=tracker.url)).tell("alert", "9 customers", TREND)
    assert len(tracker.got) == 1


async def test_a_template_makes_the_body_that_a_tracker_wants(tracker, tmp_path):
    body = tmp_path / "issue.json"
    body.write_text('{"fields": {"summary": "$title", "labels": ["inboxd", "$topic"], "n": 1}}', encoding="utf-8")
    token = tmp_path / "token"
    token.write_text("Bearer s3cret\n", encoding="utf-8")
    token.chmod(0o600)
    settings = WebhookSettings(url=tracker.url, body=body, authorization_file=token)
    await Webhook(settings).tell("declared", 'a "quoted" title', TREND)
    ((_, headers, sent),) = tracker.got
    assert headers["Authorization"] == "Bearer s3cret"
    assert sent == {"fields": {"summary": 'a "quoted" title', "labels": ["inboxd", "outage"], "n": 1}}


@pytest.mark.parametrize("template", ["{", '{"a": "$nothing"}', '{"a": "$"}'])
async def test_a_template_with_a_mistake_says_what_may_stand_in_it(tmp_path, template):
    body = tmp_path / "issue.json"
    body.write_text(template, encoding="utf-8")
    with pytest.raises(Misconfigured) as caught:
        await Webhook(WebhookSettings(url="http://127.0.0.1:9/", body=body)).tell("alert", "x", TREND)
    assert "$title" in caught.value.hint


@pytest.mark.parametrize(("status", "error"), [(503, Transient), (429, Transient), (404, Permanent)])
async def test_a_refusal_says_whether_to_try_again(tracker, status, error):
    tracker.status = status
    with pytest.raises(error, match=str(status)):
        await Webhook(WebhookSettings(url=tracker.url)).tell("alert", "x", TREND)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed_since_it_would_tell_nothing_or_somebody_else(tracker, status):
    tracker.status, tracker.elsewhere = status, f"{tracker.url}/elsewhere"
    with pytest.raises(Permanent, match=str(status)):
        await Webhook(WebhookSettings(url=tracker.url)).tell("alert", "x", TREND)
    assert [path for path, _, _ in tracker.got] == ["/hook"]


async def test_what_speaks_no_http_is_for_now_and_quotes_nothing(tracker):
    tracker.garbage = True
    with pytest.raises(Transient) as caught:
        await Webhook(WebhookSettings(url=tracker.url)).tell("alert", "x", TREND)
    assert "status line" not in str(caught.value)


async def test_nobody_there_is_for_now_and_the_address_stays_out_of_the_error(tracker):
    url = tracker.url
    tracker.server_close()
    with pytest.raises(Transient) as caught:
        await Webhook(WebhookSettings(url=f"{url}?token=s3cret", timeout="2s")).tell("alert", "x", TREND)
    assert "s3cret" not in str(caught.value)


async def test_a_missing_template_is_a_mistake_of_the_configuration(tmp_path):
    with pytest.raises(Misconfigured, match="issue"):
        await Webhook(WebhookSettings(url="http://127.0.0.1:9/", body=tmp_path / "issue.json")).tell("a", "x", TREND)


def test_only_web_addresses_are_taken():
    with pytest.raises(ValidationError):
        WebhookSettings(url="file:///etc/passwd")
