"""What stands before every page: who asks, how, and from where. Nothing behind it has to think of that."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inboxd.edge.clock import SystemClock
from inboxd.ports import Clock
from inboxd.web.access import SESSION, Access, Guesses
from inboxd.web.doors import login_page

COOKIE = "inboxd_session"
LARGEST_BODY = 4096
"""Octets. Only the login form has a body."""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With no-referrer a browser hides from us that a form is our own (Origin: null).
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    # A connection has one request and a limited life, so nobody can sit on all of them.
    "Connection": "close",
}
_OPEN = frozenset({"/healthz", "/page.css"})
_ANYBODYS = "token"


class Guard:
    """ASGI application in front of the pages.

    Args:
        app: gets a request only when its sender may read; `/healthz` and the style sheet are for everybody, with
            `request.state.may_read` and `by_session` telling which.
        access: what opens the page.
        clock: for sessions.
        tick: seconds that only go forward, for counting wrong guesses.
    """

    def __init__(
        self,
        app: ASGIApp,
        access: Access,
        *,
        clock: Clock | None = None,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._access = app, access
        self._clock, self._tick = clock or SystemClock(), tick
        self._guesses = Guesses()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        answer = await self._answer(request)
        await (answer or self._app)(scope, receive, send_safely)

    async def _answer(self, request: Request) -> Response | None:
        """What is said here; None when the pages behind may speak."""
        refused = _refuse_form(request)
        if refused is not None:
            return refused
        # What the routes see; request.url is made with the visitor's Host header.
        path = request.scope["path"]
        if self._access.is_needed and path in {"/login", "/logout"}:
            return await self._door(request, path)
        if request.method == "POST":
            return _say(405, "Nothing can be changed here.", Allow="GET, HEAD")
        return self._admit(request, path)

    def _admit(self, request: Request, path: str) -> Response | None:
        if not self._access.is_needed:
            may_read = _is_address_of_ours(request)
            refusal = _say(
                421,
                "This page shows customers, so it answers only to an IP address or localhost as host name.\n"
                "A proxy in front should log people in; see `proxy_header` in the settings.",
            )
        else:
            named = bool(self._person(request))
            # Proxies hand on the bearer with which the person logged in to them: it is no guess at our token.
            guess = "" if named else _bearer(request)
            if guess and self._guesses.are_too_many(self._peer(request), self._tick()):
                return _too_many()
            may_read = named or self._may_read(request, guess)
            refusal = self._refuse_stranger(request)
        by_session = may_read and self._access.is_session(request.cookies.get(COOKIE, ""), self._clock.now())
        request.scope.setdefault("state", {}).update(may_read=may_read, by_session=by_session)
        return None if may_read or path in _OPEN else refusal

    def _may_read(self, request: Request, guess: str) -> bool:
        if guess:
            return self._is_token(request, guess)
        return self._access.is_session(request.cookies.get(COOKIE, ""), self._clock.now())

    def _person(self, request: Request) -> str:
        """Whom the proxy has logged in; "" for nobody, and when the header came twice: one of them is a lie."""
        if not self._access.proxy_header or not self._is_from_proxy(request):
            return ""
        named = request.headers.getlist(self._access.proxy_header)
        return named[0].strip() if len(named) == 1 else ""

    def _is_from_proxy(self, request: Request) -> bool:
        # A browser on the proxy's machine has the proxy's address, and lets a site whose name was pointed at us send
        # the proxy's headers. What it cannot send is another Host than that site's name.
        return self._access.trusts(_client(request)) and self._access.is_shown_as(_host(request))

    def _refuse_stranger(self, request: Request) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "")
        if self._access.token and wants_page and request.method == "GET":
            return RedirectResponse("login", 303)
        if not self._access.token and not self._access.is_shown_as(_host(request)):
            return _say(403, "Under this host name no proxy is believed; see `proxy_hosts` in the settings.")
        if not self._access.token:
            return _say(403, "Only people whom the proxy has logged in may read this.")
        return PlainTextResponse("The token is missing.\n", 401, {"WWW-Authenticate": 'Bearer realm="inboxd"'})

    # ── coming and going ──

    async def _door(self, request: Request, path: str) -> Response:
        if request.method != "POST":
            return HTMLResponse(login_page()) if path == "/login" else _say(405, "Log out by the button.", Allow="POST")
        if not _is_our_form(request):
            return _say(403, "This form was not sent from inboxd's own page.")
        if path == "/logout":
            leaving = RedirectResponse("login", 303)
            leaving.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=self._is_https(request))
            return leaving
        return await self._log_in(request)

    async def _log_in(self, request: Request) -> Response:
        if self._guesses.are_too_many(self._peer(request), self._tick()):
            return _too_many()
        body = await _read_body(request)
        if body is None:
            return _say(413, "The form is too large.")
        try:
            given = parse_qs(body.decode("utf-8", "replace"), max_num_fields=4).get(_ANYBODYS, [""])[0].strip()
        except ValueError:
            return _say(400, "This is not our form.")
        if not self._is_token(request, given):
            return HTMLResponse(login_page("This is not the token."), 401)
        entering = RedirectResponse("./", 303)
        entering.set_cookie(
            COOKIE,
            self._access.make_session(self._clock.now()),
            max_age=int(SESSION.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=self._is_https(request),
        )
        return entering

    def _is_token(self, request: Request, guess: str) -> bool:
        known = self._access.knows(guess)
        if known:
            self._guesses.welcome(self._peer(request), self._tick())
        else:
            self._guesses.note(self._peer(request), self._tick())
        return known

    def _peer(self, request: Request) -> str:
        """Who asks: the connection's other end, or whom a trusted proxy names last."""
        peer = _client(request)
        forwarded = request.headers.getlist("x-forwarded-for")
        if forwarded and self._is_from_proxy(request):
            return forwarded[-1].rpartition(",")[2].strip()[:64]
        return peer

    def _is_https(self, request: Request) -> bool:
        through = request.headers.get("x-forwarded-proto", "").lower() == "https"
        return request.scope["scheme"] == "https" or (through and self._is_from_proxy(request))


def _refuse_form(request: Request) -> Response | None:
    """What no page takes, whoever sends it."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return _say(405, "Nothing can be changed here.", Allow="GET, HEAD")
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > LARGEST_BODY:
        return _say(413, "The request is too large.")
    return None


async def _read_body(request: Request) -> bytes | None:
    """The body; None when it is too large, however long it said to be."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            return None
    return body


def _is_our_form(request: Request) -> bool:
    """Whether our own page sent it (browsers say so), and no other site in the visitor's name."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()


def _is_address_of_ours(request: Request) -> bool:
    """Whether no stranger's DNS can point the Host header's name at us: a page elsewhere must not read this one."""
    host = _host(request)
    try:
        return host == "localhost" or bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def _host(request: Request) -> str:
    """What the visitor calls us, lower case and without the port; "" when that is not one name."""
    # The header itself: request.url falls back to our own address when it finds the name strange (`a_b.example`).
    named = request.headers.getlist("host")
    try:
        return urlsplit(f"//{named[0]}").hostname or "" if len(named) == 1 else ""
    except ValueError:
        return ""


def _bearer(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _client(request: Request) -> str:
    return request.client.host if request.client else ""


def _say(code: int, text: str, **headers: str) -> Response:
    return PlainTextResponse(f"{text}\n", code, headers)


def _too_many() -> Response:
    return PlainTextResponse("Too many wrong tokens; wait a minute.\n", 429, {"Retry-After": "60"})
