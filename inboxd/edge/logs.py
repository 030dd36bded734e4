"""Structured logs on standard error. The only importer of structlog's set-up.

A line is a fixed verb phrase ("mail.routed") with fields. Customers appear as a short digest unless `log.customer_text`
is on, so that lines about one person can be found together without naming them. Secrets never appear.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import sys
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

from inboxd.config.settings import LogSettings

_ADDRESS = re.compile(r"[^\s@<>\"',;:()\[\]]{1,64}@[^\s@<>\"',;:()\[\]]{1,255}")
_CUSTOMER_FIELDS = frozenset(
    {
        "address",
        "customer",
        "customer_name",
        "display_name",
        "recipient",
        "recipients",
        "reply_to",
        "sender",
        "subject",
        "text",
        "to",
    }
)
_SECRET_FIELDS = frozenset(
    {"password", "secret", "oauth2_token", "access_token", "authorization", "credentials", "cookie"}
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SEVERAL_LINES = frozenset({"exception", "stack"})
_SHORTEST_SECRET = 4


class Redaction:
    """A structlog processor that takes customers and secrets out of every value of a line.

    Args:
        customer_text: leave addresses and subjects readable.
        secrets: texts that must not appear anywhere, whatever the field is called.
        key: makes digests of this installation unguessable; empty: a new one for each process.
    """

    def __init__(self, *, customer_text: bool, secrets: Iterable[str] = (), key: bytes = b"") -> None:
        self._customer_text = customer_text
        self._secrets = sorted({each for each in secrets if len(each) >= _SHORTEST_SECRET}, key=len, reverse=True)
        self._key = hashlib.blake2b(key or os.urandom(32), digest_size=32).digest()

    def __call__(self, _logger: object, _method: str, line: EventDict) -> EventDict:
        """The line with every value cleaned."""
        return {name: self._clean(name, value) for name, value in line.items()}

    def digest(self, text: str) -> str:
        """The short stand-in for a customer's word; the same text gives the same one, whatever its case."""
        return "~" + hashlib.blake2b(text.strip().lower().encode(), digest_size=5, key=self._key).hexdigest()

    def _clean(self, name: str, value: object) -> object:
        if name.startswith("_"):
            return value
        if name in _SECRET_FIELDS and value:
            return "[secret]"
        if isinstance(value, Mapping):
            return {str(key): self._clean(str(key), each) for key, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean(name, each) for each in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return self._clean_text(name, str(value))

    def _clean_text(self, name: str, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        if not self._customer_text:
            if name in _CUSTOMER_FIELDS and text:
                return self.digest(text)
            text = _ADDRESS.sub(lambda found: self.digest(found[0]), text)
        # A subject could otherwise forge lines or steer the terminal.
        kept = "\n\t" if name in _SEVERAL_LINES else ""
        return _CONTROLS.sub(lambda found: found[0] if found[0] in kept else f"\\x{ord(found[0]):02x}", text)


def configure_logs(
    settings: LogSettings, *, secrets: Iterable[str] = (), key: bytes = b"", stream: TextIO | None = None
) -> Redaction:
    """Send our own and the libraries' lines to standard error; console on a terminal, else one JSON object a line.

    May be called again. Libraries are heard from "warning" up, or from our level if that is higher.
    """
    target = stream or sys.stderr
    as_console = settings.format == "console" or (settings.format == "auto" and target.isatty())
    redaction = Redaction(customer_text=settings.customer_text, secrets=secrets, key=key)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _render_hint,
        redaction,
    ]
    _route_everything(settings.level, shared, _renderer(as_console, target), target)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return redaction


def _render_hint(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Errors that know what the operator can do say it in a field of their own."""
    hint = getattr(line.get("error"), "hint", "")
    if hint and "hint" not in line:
        line["hint"] = hint
    return line


def _renderer(as_console: bool, target: TextIO) -> Processor:
    if as_console:
        return structlog.dev.ConsoleRenderer(
            colors=target.isatty() and "NO_COLOR" not in os.environ, exception_formatter=structlog.dev.plain_traceback
        )
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _route_everything(level: str, shared: list[Processor], renderer: Processor, target: TextIO) -> None:
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    ours = logging.getLevelNamesMapping()[level.upper()]
    root.setLevel(max(ours, logging.WARNING))
    logging.getLogger("inboxd").setLevel(ours)
