"""A real server with a guard, and a browser that follows nothing by itself."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from inboxd.web.access import Access
from inboxd.web.server import WebServer

TOKEN = "a-token-that-nobody-guesses-0123456789"
PATHS = ("/", "/healthz", "/readyz", "/metrics", "/page.css")


@dataclass(frozen=True)
class Answer:
    code: int
    headers: dict[str, str]
    text: str

    @property
    def cookie(self) -> str:
        """What the browser would send back."""
        return self.headers["set-cookie"].partition(";")[0]


@dataclass(frozen=True)
class Browser:
    port: int

    async def ask(self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Header names are written with _ for -."""
        return await asyncio.to_thread(self._ask, path, method, body, headers)

    def _ask(self, path: str, method: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, given)
            answer = connection.getresponse()
            shown = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, shown, answer.read().decode())
        finally:
            connection.close()

    async def log_in(self, token: str = TOKEN, **headers: str) -> Answer:
        """Send the form as our own page does."""
        headers = {"Sec_Fetch_Site": "same-origin", "Content_Type": "application/x-www-form-urlencoded", **headers}
        return await self.ask("/login", method="POST", body=f"token={token}".encode(), **headers)


def pages() -> Starlette:
    """Pages that hold a secret, behind the guard."""

    async def secret(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("customers")

    async def alive(request: Request) -> JSONResponse:
        return JSONResponse({"facts": request.state.may_read})

    routes = [Route(path, alive if path == "/healthz" else secret) for path in PATHS]
    return Starlette(routes=routes)


@contextlib.asynccontextmanager
async def serving(access: Access | None = None, listen: str = "127.0.0.1:0") -> AsyncIterator[Browser]:
    """The server, until the end of the block."""
    stop = asyncio.Event()
    server = WebServer(pages(), listen, access)
    running = asyncio.create_task(server.run(stop))
    try:
        yield Browser(int(server.address.rpartition(":")[2]))
    finally:
        stop.set()
        await running
