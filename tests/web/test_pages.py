"""The web server as a browser, a probe and Prometheus see it: real sockets, a real store."""

import asyncio
import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from inboxd.config.store import StoreSettings
from inboxd.core.values.arrival import Identity, Place
from inboxd.core.values.case import Case, CaseState
from inboxd.core.values.effect import Effect, EffectState, Letter
from inboxd.core.values.lease import DUTIES
from inboxd.core.values.operator import Told, note_of, write_told
from inboxd.core.values.outcome import Held
from inboxd.core.values.plan import Direction, JournalEntry, Plan
from inboxd.core.values.trend import Trend, TrendState
from inboxd.edge.clock import SystemClock
from inboxd.edge.metrics import Metrics
from inboxd.edge.rulefiles import compile_folder, starter_rules
from inboxd.edge.store.store import SqlStore
from inboxd.errors import Misconfigured, Transient
from inboxd.web import figures, health
from inboxd.web.access import Access
from inboxd.web.guard import COOKIE
from inboxd.web.pages import Pages
from inboxd.web.server import WebServer
from inboxd.web.status import MailboxHealth, RulesHealth, Status, TaskHealth

NOW = datetime(2025, 3, 4, 12, 0, tzinfo=UTC)
FINE = MailboxHealth("support", connected=True)
RULES = compile_folder(starter_rules())


class _Noon:
    def now(self):
        return NOW


class _Unreachable(SqlStore):
    """The real store, with the database behind it gone."""

    async def ping(self):
        raise Transient("the database cannot be reached")

    async def cases(self, **_):
        raise Transient("the database cannot be reached")

    async def counts(self):
        raise Transient("the database cannot be reached")


class _Silent(SqlStore):
    async def ping(self):
        await asyncio.Event().wait()


@dataclass
class _Facts:
    """What the status callables answer; tests change it."""

    tasks: tuple = (TaskHealth("watch support", alive=True),)
    mailboxes: tuple = (FINE,)
    rules: RulesHealth = field(default_factory=lambda: RulesHealth("f00dcafe0123", NOW))


@pytest.fixture
def facts():
    return _Facts()


@pytest.fixture
async def store(tmp_path):
    opened = SqlStore(StoreSettings(url=f"sqlite:///{tmp_path / 'inboxd.db'}"))
    await opened.migrate()
    await opened.open()
    yield opened
    await opened.close()


@dataclass(frozen=True)
class _Answer:
    code: int
    headers: dict
    text: str


class _Browser:
    def __init__(self, address):
        self.address = address

    async def get(self, path, *, method="GET", host=None):
        return await asyncio.to_thread(self._get, path, method, host)

    def _get(self, path, method, host):
        request = urllib.request.Request(self.address + path, method=method, headers={"Host": host} if host else {})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=10) as answer:
                return _Answer(answer.status, dict(answer.headers), answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return _Answer(error.code, dict(error.headers), error.read().decode())


@pytest.fixture
async def served(facts):
    """Start a server on a store; returns a browser. Everything stops at the end of the test."""
    stop, running = asyncio.Event(), []

    def start(store, metrics=None, *, shadow=False):
        status = Status(
            tasks=lambda: facts.tasks,
            mailboxes=lambda: facts.mailboxes,
            rules=lambda: facts.rules,
            version="1.2.3",
            shadow=shadow,
        )
        pages = Pages(status, store, metrics or Metrics(), _Noon(), lambda: RULES)
        server = WebServer(pages.build_app(), "127.0.0.1:0")
        running.append(asyncio.create_task(server.run(stop)))
        return _Browser(server.address)

    yield start
    stop.set()
    await asyncio.gather(*running)


def _case(number, **changes):
    case = Case(
        case_id=f"case-{number}",
        token=f"K7QX-000{number}",
        mailbox="support",
        customer=f"mira{number}@bluehill.example",
        customer_name="Mira Holm",
        subject=f"Subject {number}",
        language="en",
        route="priority",
        state=CaseState.WAITING,
        opened_at=NOW - timedelta(hours=2),
        waiting_since=NOW - timedelta(hours=2),
        reply_due_at=NOW + timedelta(hours=1),
    )
    return replace(case, **changes)


async def _record(store, *cases, effects=()):
    plans = []
    for number, case in enumerate(cases):
        identity = Identity(f"{case.case_id}@bluehill.example", f"digest-{case.case_id}")
        entry = JournalEntry(
            message_key=f"message-{case.case_id}",
            identity=identity,
            place=Place("support", "INBOX", 1, 101 + number),
            direction=Direction.INCOMING,
            received_at=case.opened_at,
            size=100,
            sender=case.customer,
            subject=case.subject,
            outcome="routed",
            route=case.route,
            case_id=case.case_id,
        )
        plans.append(Plan(entry, case, effects=effects if number == 0 else ()))
    await store.record(plans, None, now=NOW, owner="test")


def _letter(case):
    return Effect(
        effect_id=f"acknowledgment:{case.case_id}:1",
        mailbox="support",
        deed=Letter("acknowledgment", "urgent", "en", case.customer, "", "support", "s@harbourlight.example", "S", "T"),
        state=EffectState.QUEUED,
        due_at=NOW,
        case_id=case.case_id,
        message_id="letter-1@harbourlight.example",
    )


# ── probes ──


async def test_health_is_fine_while_all_tasks_live(served, store):
    answer = await served(store).get("/healthz")
    assert answer.code == 200
    assert json.loads(answer.text) == {
        "status": "ok",
        "reasons": [],
        "version": "1.2.3",
        "tasks": {"watch support": True},
    }


async def test_health_fails_and_names_the_task_that_ended(served, store, facts):
    browser = served(store)
    facts.tasks = (*facts.tasks, TaskHealth("post office", alive=False, reason="Bug: it cannot happen"))
    answer = await browser.get("/healthz")
    assert answer.code == 503
    assert json.loads(answer.text)["reasons"] == ["task 'post office' has ended: Bug: it cannot happen"]


async def test_readiness_looks_at_store_rules_and_every_mailbox(served, store):
    answer = await served(store).get("/readyz")
    assert answer.code == 200
    facts = json.loads(answer.text)
    assert facts["store"] is True
    assert facts["rules"] == "f00dcafe0123"
    assert facts["mailboxes"] == {"support": True}


async def test_readiness_names_every_reason_at_once(served, tmp_path, facts):
    facts.mailboxes = (FINE, MailboxHealth("billing", connected=False, reason="the password was refused"))
    facts.rules = RulesHealth("")
    answer = await served(_Unreachable(StoreSettings(url=f"sqlite:///{tmp_path}/x.db"))).get("/readyz")
    assert answer.code == 503
    assert json.loads(answer.text)["reasons"] == [
        "store: the database cannot be reached",
        "rules: no rule set is loaded",
        "mailbox 'billing' is not connected: the password was refused",
    ]


async def test_readiness_answers_although_the_store_does_not(served, tmp_path, monkeypatch):
    monkeypatch.setattr(health, "STORE_ANSWERS_WITHIN", 0.2)
    answer = await served(_Silent(StoreSettings(url=f"sqlite:///{tmp_path}/x.db"))).get("/readyz")
    assert answer.code == 503
    assert json.loads(answer.text)["reasons"] == ["store: did not answer within 0.2 s"]


async def test_refused_rules_do_not_make_it_unready_because_the_last_good_ones_are_live(served, store, facts):
    facts.rules = RulesHealth("f00dcafe0123", NOW, ("routes.yaml:3: unknown key",))
    answer = await served(store).get("/readyz")
    assert answer.code == 200
    assert json.loads(answer.text)["rules_refused"] == ["routes.yaml:3: unknown key"]


# ── metrics ──


async def test_metrics_show_the_store_s_figures_of_this_moment(served, store):
    browser = served(store)
    assert "inboxd_cases{" not in (await browser.get("/metrics")).text
    await _record(store, _case(1))
    answer = await browser.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'inboxd_cases{state="waiting"} 1.0' in answer.text
    assert "inboxd_store_readable 1.0" in answer.text


async def test_metrics_are_served_without_a_store(served, tmp_path):
    metrics = Metrics()
    metrics.mailbox_connected("support", connected=True)
    answer = await served(_Unreachable(StoreSettings(url=f"sqlite:///{tmp_path}/x.db")), metrics).get("/metrics")
    assert answer.code == 200
    assert "inboxd_store_readable 0.0" in answer.text
    assert 'inboxd_mailbox_connected{mailbox="support"} 1.0' in answer.text


# ── the page ──


async def test_the_page_shows_who_waits_with_the_latest_on_top(served, store):
    await _record(
        store,
        _case(1, reply_due_at=NOW + timedelta(minutes=20)),
        _case(2, reply_due_at=NOW - timedelta(minutes=5)),
        _case(3, reply_due_at=None),
        _case(4, reply_due_at=NOW - timedelta(hours=3)),
        _case(5, state=CaseState.REPLIED, waiting_since=None, reply_due_at=None, replied_at=NOW),
    )
    text = (await served(store).get("/")).text
    order = [text.find(f"Subject {number}") for number in (4, 2, 1, 3)]
    assert -1 not in order
    assert order == sorted(order)
    assert "Subject 5" not in text
    assert "3h late" in text
    assert "in 20m" in text
    assert "2 late" in text
    assert '<time datetime="2025-03-04T12:00:00+00:00">' in text


def _row(text, subject):
    return next(row for row in text.split("<tr")[1:] if subject in row)


async def test_the_page_shows_steps_of_escalation_what_came_back_and_bad_ratings(served, store):
    await _record(store, _case(1, escalation=2, reopened=1, rating=2), _case(2, reopened=3), _case(3))
    text = (await served(store).get("/")).text
    assert all(each in _row(text, "Subject 1") for each in ("<td>2</td>", "reopened", "rated 2 of 5"))
    assert "reopened 3 times" in _row(text, "Subject 2")
    assert not any(each in _row(text, "Subject 3") for each in ("reopened", "rated", "people only"))


async def test_the_page_marks_cases_in_which_only_people_may_write(served, store):
    await _record(store, _case(1, hands_off="grief"), _case(2))
    text = (await served(store).get("/")).text
    assert "people only: grief" in _row(text, "Subject 1")
    assert text.count("people only") == 1


def _trend(name, **changes):
    trend = Trend(
        trend_id=f"{name}0123456789", subject=f"group:{name}", topic="", words=("<b>boiler</b>", "leak"),
        state=TrendState.OPEN, since=NOW - timedelta(hours=3), alerted_at=NOW, window=timedelta(hours=6),
        expected=1.24, seen=9, customers=9, domains=8,
    )  # fmt: skip
    return replace(trend, **changes)


async def test_the_page_shows_what_many_complain_about_until_it_is_over(served, store):
    topic = RULES.topics[0]
    for trend in (
        _trend("a"),
        _trend("b", subject=f"topic:{topic.name}", topic=topic.name, customers=40, state=TrendState.DECLARED),
        _trend("c", words=("solved",), state=TrendState.RESOLVED),
    ):
        assert await store.save_trend(trend, None)
    text = (await served(store).get("/")).text
    assert "What many complain about" in text
    assert text.find(topic.title) < text.find("&lt;b&gt;boiler&lt;/b&gt;, leak")
    assert "inboxd trends show a0123456" in text
    assert "<td>1.2</td>" in text
    assert "c0123456" not in text


async def test_without_trends_nothing_is_said_of_them(served, store):
    assert "What many complain about" not in (await served(store).get("/")).text


async def _receive(store, route, number, *, days_ago=1):
    praise = json.dumps({"signals": {"praise": {"score": 5.0, "evidence": [["thank you", "new", 3.0]]}}})
    entry = JournalEntry(
        message_key=f"{route}-{number}",
        identity=Identity(f"{route}-{number}@bluehill.example", f"digest-{route}-{number}"),
        place=Place("support", "INBOX", 1, 1000 + number),
        direction=Direction.INCOMING,
        received_at=NOW - timedelta(days=days_ago),
        size=100,
        sender=f"{route}{number}@bluehill.example",
        subject="S",
        outcome="routed",
        route=route,
        verdict_json=praise if route == "hugs" else "",
    )
    await store.record([Plan(entry)], None, now=NOW, owner="test")


async def test_the_page_weighs_praise_against_complaints_of_thirty_days(served, store):
    for number in range(4):
        await _receive(store, "hugs", number)
    await _receive(store, "priority", 5)
    await _receive(store, "priority", 6, days_ago=29)
    await _receive(store, "priority", 7, days_ago=31)
    text = (await served(store).get("/")).text
    assert "4 praise, 2 complaints" in text
    assert "2.0 for each complaint" in text


async def test_a_month_that_takes_too_long_to_read_does_not_keep_the_page_and_is_not_asked_again(
    served, tmp_path, monkeypatch
):
    class Slow(SqlStore):
        asked = 0

        async def report(self, *_args, **_names):
            self.asked += 1
            await asyncio.Event().wait()

    monkeypatch.setattr(figures, "READ_WITHIN", 0.05)
    slow = Slow(StoreSettings(url=f"sqlite:///{tmp_path / 'slow.db'}"))
    await slow.migrate()
    await slow.open()
    browser = served(slow)
    for _ in range(2):
        assert "Nobody waits" in (await browser.get("/")).text
    assert slow.asked == 1
    await slow.close()


async def test_the_page_says_when_nobody_waits(served, store):
    assert "Nobody waits" in (await served(store).get("/")).text


async def test_a_customer_s_words_are_text_and_never_markup(served, store):
    await _record(store, _case(1, subject="<script>alert(1)</script>", customer_name='"><img src=x onerror=y>'))
    text = (await served(store).get("/")).text
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


async def test_a_customer_s_words_cannot_turn_round_what_stands_beside_them(served, store):
    await _record(store, _case(1, subject="invoice\u202egpj.exe\x1b[2J\u2066", customer_name="Mira\u202e Holm"))
    text = (await served(store).get("/")).text
    assert "invoice\ufffdgpj.exe\ufffd[2J\ufffd" in text
    assert not set("\u202e\u2066\x1b") & set(text)


async def test_who_came_in_by_the_form_can_leave_by_a_button_and_who_came_otherwise_sees_none(store):
    stop, token = asyncio.Event(), "a-token-that-nobody-guesses"
    status = Status(tasks=lambda: (), mailboxes=lambda: (), rules=lambda: RulesHealth("x"))
    access = Access(token)
    pages = Pages(status, store, Metrics(), _Noon(), lambda: RULES)
    server = WebServer(pages.build_app(), "127.0.0.1:0", access)
    running = asyncio.create_task(server.run(stop))
    session = access.make_session(SystemClock().now())
    for headers, shown in (({"Cookie": f"{COOKIE}={session}"}, True), ({"Authorization": f"Bearer {token}"}, False)):
        request = urllib.request.Request(f"{server.address}/", headers=headers)
        text = await asyncio.to_thread(lambda given=request: urllib.request.urlopen(given, timeout=10).read().decode())
        assert ('action="logout"' in text) is shown
    assert json.loads((await _Browser(server.address).get("/healthz")).text) == {"status": "ok", "reasons": []}
    stop.set()
    await running


async def test_held_effects_are_shown_with_what_a_person_can_decide(served, store):
    case = _case(1)
    await _record(store, case, effects=(_letter(case),))
    await store.mark_sending(_letter(case).effect_id, now=NOW, owner="test")
    await store.finish([Held(_letter(case).effect_id, NOW, "cut off after the final dot")], now=NOW)
    text = (await served(store).get("/")).text
    assert "Needs a person" in text
    assert "cut off after the final dot" in text
    assert "inboxd outbox send acknowledgment:case-1:1" in text


async def test_alarms_that_people_were_told_stand_on_top_with_what_to_do_until_they_are_over(served, store):
    told = {
        "imap-refused:support": Told(1, NOW - timedelta(hours=2), NOW),
        "smtp-refused:support": Told(2),
    }
    await store.note(note_of("support"), write_told(told))
    await store.note(note_of("nobody's any more"), write_told({"behind:nobody's any more": Told(1, NOW, NOW)}))
    await store.note(note_of(DUTIES), write_told({"outbox-stuck": Told(1, NOW - timedelta(minutes=20), NOW)}))
    page = (await served(store).get("/")).text
    rows = [page.index(words) for words in ("the IMAP server refuses inboxd", "the outbox is stuck", "Nobody waits")]
    assert rows == sorted(rows)
    assert "<td>2h</td>" in page
    assert "inboxd doctor` tries it" in page
    assert "SMTP" not in page
    assert "nobody&#39;s" not in page
    await store.note(note_of("support"), write_told({}))
    await store.note(note_of(DUTIES), write_told({}))
    assert "wrong with inboxd" not in (await served(store).get("/")).text


async def test_mistakes_in_the_rules_and_lost_mailboxes_stand_in_banners(served, store, facts):
    facts.rules = RulesHealth("f00dcafe0123", NOW, ("routes.yaml:3: unknown key 'wehn' (did you mean 'when'?)",))
    facts.mailboxes = (MailboxHealth("support", connected=False, reason="The password was refused."),)
    text = (await served(store, shadow=True).get("/")).text
    assert "routes.yaml:3: unknown key &#39;wehn&#39;" in text
    assert "The password was refused." in text
    assert "Shadow mode" in text


async def test_without_a_store_the_page_says_that_nothing_is_lost(served, tmp_path):
    answer = await served(_Unreachable(StoreSettings(url=f"sqlite:///{tmp_path}/x.db"))).get("/")
    assert answer.code == 503
    assert "Nothing is lost" in answer.text


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/metrics", "/page.css", "/nowhere"])
async def test_every_answer_forbids_scripts_frames_and_caching(served, store, path):
    headers = {name.lower(): value for name, value in (await served(store).get(path)).headers.items()}
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


async def test_the_page_needs_nothing_that_the_policy_forbids(served, store):
    browser = served(store)
    text = (await browser.get("/")).text
    assert "<script" not in text
    assert " style=" not in text
    assert 'href="page.css"' in text
    assert (await browser.get("/page.css")).headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_nothing_can_be_changed(served, store, method):
    assert (await served(store).get("/", method=method)).code == 405


async def test_a_page_elsewhere_cannot_read_customers_through_its_own_host_name(served, store):
    browser = served(store)
    assert (await browser.get("/", host="evil.example:8025")).code == 421
    assert (await browser.get("/healthz", host="evil.example:8025")).code == 200
    for host in ("localhost:8025", "127.0.0.1:8025", "[::1]:8025"):
        assert (await browser.get("/", host=host)).code == 200


# ── the server ──


async def test_stopping_ends_the_server_and_frees_the_address(store):
    stop = asyncio.Event()
    status = Status(tasks=lambda: (), mailboxes=lambda: (), rules=lambda: RulesHealth("x"))
    server = WebServer(Pages(status, store, Metrics(), _Noon(), lambda: RULES).build_app(), "127.0.0.1:0")
    running = asyncio.create_task(server.run(stop))
    assert (await _Browser(server.address).get("/healthz")).code == 200
    stop.set()
    async with asyncio.timeout(5):
        await running
    again = WebServer(None, server.address.removeprefix("http://"))
    again.close()


async def test_an_address_that_is_taken_is_a_mistake_of_the_configuration():
    first = WebServer(None, "127.0.0.1:0")
    with pytest.raises(Misconfigured, match="in use by another program") as caught:
        WebServer(None, first.address.removeprefix("http://"))
    assert "Choose another port" in caught.value.hint
    first.close()


@pytest.mark.parametrize("listen", ["8025", "localhost", "127.0.0.1:", "127.0.0.1:99999", ":8025"])
def test_what_is_not_an_address_is_refused(listen):
    with pytest.raises(Misconfigured, match="is not an address"):
        WebServer(None, listen)
