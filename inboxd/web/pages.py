"""The routes: health, readiness, metrics, and one read-only page for people."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from inboxd.core.decide.digest import PRAISE_AIM
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.case import CaseState
from inboxd.core.values.effect import Effect, EffectState
from inboxd.core.values.record import StoreCounts
from inboxd.edge.metrics import Metrics
from inboxd.errors import InboxdError
from inboxd.ports import Clock
from inboxd.web.figures import MOOD_DAYS, Archive, Figures
from inboxd.web.health import STORE_ANSWERS_WITHIN, Health, check_alive, check_ready
from inboxd.web.showing import show_steering
from inboxd.web.status import Status
from inboxd.web.views import alarm_rows, effect_rows, trend_rows, waiting_rows

_SHOWN = 200
_FAILED_FOR = timedelta(days=7)


class Pages:
    """What each address answers; `guard.Guard` stands in front and says who may read.

    Args:
        status: facts about the running daemon.
        store: for cases, effects and figures.
        metrics: rendered at /metrics.
        clock: "now" on the page.
        rules: gives the live rules.
    """

    def __init__(
        self, status: Status, store: Archive, metrics: Metrics, clock: Clock, rules: Callable[[], RuleSet]
    ) -> None:
        self._status = status
        self._store = store
        self._metrics = metrics
        self._clock = clock
        self._figures = Figures(store, rules, clock)
        loader = PackageLoader("inboxd.web")
        self._templates = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, finalize=show_steering
        )
        self._style = files("inboxd.web").joinpath("static/page.css").read_text(encoding="utf-8")

    def build_app(self) -> Starlette:
        """The ASGI application; only GET and HEAD are answered."""
        return Starlette(
            routes=[
                Route("/", self.show_waiting),
                Route("/page.css", self.show_style),
                Route("/healthz", self.show_alive),
                Route("/readyz", self.show_ready),
                Route("/metrics", self.show_metrics),
            ],
        )

    async def show_alive(self, request: Request) -> Response:
        """200 while all tasks live, else 503; for restarts. Whoever may not read gets the code and no facts."""
        health = check_alive(self._status)
        return _answer(health if request.state.may_read else health.without_facts())

    async def show_ready(self, _request: Request) -> Response:
        """200 while work can be done, else 503; for alarms and start-up order."""
        return _answer(await check_ready(self._status, self._store))

    async def show_metrics(self, _request: Request) -> Response:
        """Prometheus' text format; complete but for the store's figures when it cannot be read."""
        content, media_type = self._metrics.render(await self._counts(), self._clock.now())
        return Response(content, media_type=media_type)

    async def show_style(self, _request: Request) -> Response:
        """The page's style sheet."""
        return Response(self._style, media_type="text/css")

    async def show_waiting(self, request: Request) -> Response:
        """What is wrong with inboxd, who waits and for how long, what many complain about, and what needs a person."""
        now = self._clock.now()
        try:
            async with asyncio.timeout(STORE_ANSWERS_WITHIN):
                cases = await self._store.cases(states=frozenset({CaseState.WAITING}), limit=_SHOWN)
                troubled = await self._troubled(now)
                trends = await self._figures.open_trends()
                alarms = await self._figures.alarms([each.name for each in self._status.mailboxes()])
        except (InboxdError, TimeoutError) as error:
            return self._render(request, "unavailable.html", 503, reason=str(error) or "it does not answer in time")
        return self._render(
            request,
            "waiting.html",
            200,
            alarms=alarm_rows(alarms, now),
            rows=waiting_rows(cases, now),
            effects=effect_rows(troubled, now),
            trends=trend_rows(trends, self._figures.title_of, now),
            mood=await self._figures.mood(),
            mood_days=MOOD_DAYS,
            aim=PRAISE_AIM,
            shown=_SHOWN,
        )

    async def _troubled(self, now: datetime) -> tuple[Effect, ...]:
        """What waits for a person, and then what failed in the last days: nobody must put that away."""
        states = frozenset({EffectState.HELD, EffectState.FAILED})
        return await self._store.effects(states=states, limit=_SHOWN, failed_since=now - _FAILED_FOR)

    def _render(self, request: Request, template: str, code: int, **values: object) -> HTMLResponse:
        text = self._templates.get_template(template).render(
            can_log_out=request.state.by_session,
            now=self._clock.now(),
            version=self._status.version,
            shadow=self._status.shadow,
            rules=self._status.rules(),
            mailboxes=self._status.mailboxes(),
            **values,
        )
        return HTMLResponse(text, status_code=code)

    async def _counts(self) -> StoreCounts | None:
        try:
            async with asyncio.timeout(STORE_ANSWERS_WITHIN):
                return await self._store.counts()
        except (InboxdError, TimeoutError):
            return None


def _answer(health: Health) -> Response:
    return JSONResponse(health.as_json(), status_code=200 if health.is_fine else 503)
