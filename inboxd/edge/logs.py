"""Structured logs on standard error. The only importer of structlog's set-up.

A line is a fixed verb phrase ("mail.routed") with fields. Customers appear as a short digest unless `log.customer_text`
is on, so that lines about one person can be found together without naming them. Secrets never appear.
"""

from __future__ import annotations

import copy
import hashlib
import json
import logging
import os
import re
import sys
from collections.abc import Iterable, Mapping, MutableMapping
from contextlib import suppress
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

from inboxd.config.settings import LogSettings
from inboxd.edge.secretforms import all_forms, cut_out
from inboxd.edge.tracebacks import format_without_values
from inboxd.errors import in_words

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
_CONTROLS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\U000e0000-\U000e007f]"
)
_SEVERAL_LINES = frozenset({"exception", "stack"})


class Redaction:
    """A structlog processor that takes customers and secrets out of every value of a line.

    Args:
        customer_text: leave addresses and subjects readable.
        secrets: texts that must not appear anywhere, whatever the field is called.
        key: makes digests of this installation unguessable; empty: a new one for each process.
    """

    def __init__(self, *, customer_text: bool, secrets: Iterable[str] = (), key: bytes = b"") -> None:
        self._customer_text = customer_text
        self._secrets = all_forms(secrets)
        self._key = hashlib.blake2b(key or os.urandom(32), digest_size=32).digest()

    def __call__(self, _logger: object, _method: str, line: EventDict) -> EventDict:
        """The line with every value cleaned."""
        return {name: self._clean(name, value) for name, value in line.items()}

    def digest(self, text: str) -> str:
        """The short stand-in for a customer's word; the same text gives the same one, whatever its case."""
        return "~" + hashlib.blake2b(text.strip().lower().encode(), digest_size=5, key=self._key).hexdigest()

    def clean_argument(self, value: object) -> object:
        """What a library puts into its line: numbers as they are, the rest shortened, for nobody knows what it is."""
        if self._customer_text or value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, BaseException):
            return in_words(value)
        return self.digest(value) if isinstance(value, str) else f"<{type(value).__name__}>"

    def _clean(self, name: str, value: object) -> object:
        if name.startswith("_"):
            return value
        if name in _SECRET_FIELDS and value:
            return "[secret]"
        if isinstance(value, Mapping):
            return {self._clean_text("", str(key)): self._clean(str(key), each) for key, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean(name, each) for each in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, BaseException) and not self._customer_text:
            value = in_words(value)
        return self._clean_text(name, str(value))

    def _clean_text(self, name: str, text: str) -> str:
        text = cut_out(self._secrets, text)
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
        _exceptions(settings.customer_text),
        _render_hint,
        redaction,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(as_console, target)],
    )
    _route_everything(settings.level, _Handler(target, formatter, redaction))
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


class _Handler(logging.StreamHandler[TextIO]):
    """Writes lines; what libraries put into theirs is cleaned before it becomes part of the text."""

    def __init__(self, target: TextIO, formatter: logging.Formatter, redaction: Redaction) -> None:
        super().__init__(target)
        self.setFormatter(formatter)
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        if isinstance(record.msg, str) and record.args:
            record = copy.copy(record)
            # `%d` and the like need what they were given; text, the usual case, does not.
            if isinstance(record.args, tuple):
                record.args = tuple(map(self._redaction.clean_argument, record.args))
            elif isinstance(record.args, Mapping):
                record.args = {name: self._redaction.clean_argument(each) for name, each in record.args.items()}
        elif isinstance(record.msg, BaseException):
            record = copy.copy(record)
            record.msg = self._redaction.clean_argument(record.msg)
        return super().format(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """A line that could not be made is told without its words: Python would print them all."""
        kind = getattr(sys.exc_info()[0], "__name__", "")
        lost = {"event": "log.line_lost", "level": "error", "logger": record.name, "kind": kind}
        with suppress(OSError, ValueError):
            self.stream.write(json.dumps(lost) + "\n")


def _exceptions(customer_text: bool) -> Processor:
    if customer_text:
        return structlog.processors.format_exc_info
    return structlog.processors.ExceptionRenderer(format_without_values)


def _route_everything(level: str, handler: logging.Handler) -> None:
    root = logging.getLogger()
    root.handlers[:] = [handler]
    ours = logging.getLevelNamesMapping()[level.upper()]
    root.setLevel(max(ours, logging.WARNING))
    logging.getLogger("inboxd").setLevel(ours)
    # It tells of every mail that it fails to read, which is no mistake: such a mail is no bounce.
    logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)
