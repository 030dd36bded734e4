"""Trends as JSON to other programs: one POST for each event, over the standard library's client."""

from __future__ import annotations

import asyncio
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from string import Template

from inboxd.config.trends import WebhookSettings
from inboxd.core.values.trend import Trend
from inboxd.errors import Misconfigured, Permanent, Transient

Fields = Mapping[str, str | int | float | list[str]]


class _Refusing(urllib.request.HTTPRedirectHandler):
    """Goes nowhere but to the address that was written: a redirect drops what was to be told and may leave TLS."""

    def redirect_request(self, *_: object) -> None:
        """None makes the redirect an error with its own code."""


class Webhook:
    """One address."""

    def __init__(self, settings: WebhookSettings) -> None:
        self._settings = settings

    async def tell(self, event: str, title: str, trend: Trend) -> None:
        """Report it.

        Args:
            event: "alert", "declared" or "resolved".

        Raises:
            Transient: it was not reached, or is busy (429, 5xx).
            Permanent: it refused, or sent us elsewhere.
            Misconfigured: a file cannot be read, or the body's template is no JSON.
        """
        body = write_body(self._template(), fields_of(event, title, trend))
        await asyncio.to_thread(self._post, body)

    def _template(self) -> str:
        path = self._settings.body
        if path is None:
            return ""
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Misconfigured(
                f"{path} cannot be read: {error}", hint="It is named under [[trends.webhook]]."
            ) from error

    def _post(self, body: bytes) -> None:
        request = urllib.request.Request(  # noqa: S310 - the setting takes http and https only
            self._settings.address(), body, {"Content-Type": "application/json", "User-Agent": "inboxd"}, method="POST"
        )
        secret = self._settings.secret()
        if secret:
            request.add_unredirected_header("Authorization", secret)
        # http is for this machine alone: a proxy of the environment would read along. https goes through it by CONNECT.
        proxies: dict[str, str] | None = {} if request.type == "http" else None
        opener = urllib.request.build_opener(urllib.request.ProxyHandler(proxies), _Refusing)
        try:
            with opener.open(request, timeout=self._settings.timeout.total_seconds()):
                return
        except urllib.error.HTTPError as error:
            busy = error.code == 429 or error.code >= 500
            raise (Transient if busy else Permanent)(f"the webhook answered {error.code}") from None
        except (OSError, ValueError, http.client.HTTPException) as error:
            # What the library raises may quote the address, which may hold a secret.
            raise Transient(f"the webhook was not reached ({type(error).__name__})") from None


def fields_of(event: str, title: str, trend: Trend) -> Fields:
    """What is reported; no customer's address and no sentence of theirs."""
    return {
        "event": event,
        "title": title,
        "id": trend.trend_id,
        "topic": trend.topic,
        "words": list(trend.words),
        "state": trend.state.value,
        "since": trend.since.isoformat(),
        "customers": trend.customers,
        "domains": trend.domains,
        "seen": trend.seen,
        "expected": round(trend.expected, 2),
        "hours": trend.window.total_seconds() / 3600,
        "cases": list(trend.cases),
        "url": trend.url,
    }


def write_body(template: str, fields: Fields) -> bytes:
    """The JSON to send: all fields, or the template with `$name` replaced inside its strings.

    Raises:
        Misconfigured: the template is no JSON, or names what there is not.
    """
    if not template:
        return json.dumps(fields, ensure_ascii=False).encode()
    words = {name: ", ".join(value) if isinstance(value, list) else str(value) for name, value in fields.items()}
    try:
        return json.dumps(_filled(json.loads(template), words), ensure_ascii=False).encode()
    except (ValueError, KeyError) as error:
        known = ", ".join(f"${name}" for name in words)
        raise Misconfigured(
            f"the webhook's body cannot be used: {error}", hint=f"Write JSON; its strings may hold {known}."
        ) from error


def _filled(tree: object, words: Mapping[str, str]) -> object:
    match tree:
        case str():
            return Template(tree).substitute(words)
        case list():
            return [_filled(each, words) for each in tree]
        case dict():
            return {name: _filled(each, words) for name, each in tree.items()}
        case _:
            return tree
