"""Column types that mean the same on SQLite and PostgreSQL.

They hand their conversions to SQLAlchemy as plain functions: a batch of messages binds thousands of values.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Dialect, Text, TypeDecorator
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

T = TypeVar("T")
Convert = Callable[[T], object]

KEY_BYTES = 1200
"""An index entry of PostgreSQL holds 2,704 bytes at most, and some of ours hold two names."""
_SHORT = KEY_BYTES // 4
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def clean_text(text: str) -> str:
    """Text that both databases can hold: NUL and halves of surrogate pairs become U+FFFD, whole pairs one character."""
    if text.isascii():
        return text.replace("\0", "\ufffd") if "\0" in text else text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "\ufffd")


def clean_key(text: str) -> str:
    """Clean text that fits into an index: what is too long ends in a digest of the whole instead."""
    key = clean_text(text)
    if len(key) <= _SHORT or len(key.encode()) <= KEY_BYTES:
        return key
    return f"{key[: KEY_BYTES // 6]}…{hashlib.sha256(key.encode()).hexdigest()}"


def write_json(tree: object) -> str:
    """One line of JSON; characters stand for themselves, so that `clean_text` sees what is wrong with them."""
    return _ENCODER.encode(tree)


def _unless_none(convert: Convert[Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else convert(value)


class Words(TypeDecorator[str]):
    """Any text."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:  # noqa: ARG002
        """Clean it on the way in, also in conditions."""
        return _unless_none(clean_text)


class Key(TypeDecorator[str]):
    """Text by which rows are found: of limited size, and compared byte by byte on both databases."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """PostgreSQL would else sort by its own language."""
        return dialect.type_descriptor(Text(collation="C") if dialect.name == "postgresql" else Text())

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:  # noqa: ARG002
        """Clean and shorten it on the way in, also in conditions."""
        return _unless_none(clean_key)


class Moment(TypeDecorator[datetime]):
    """A moment, aware UTC: `timestamptz` on PostgreSQL, text of fixed width (`2030-01-31T09:30:00.000000Z`) on SQLite.

    Text of fixed width sorts as time does and stays readable for whoever opens the database by hand.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        """The database's own kind."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(Text())

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], datetime | str | None]:
        """Refuse a naive time, which would silently mean another moment elsewhere."""
        return _unless_none(_aware_utc if dialect.name == "postgresql" else _fixed_width)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002
        """Always aware UTC."""
        return _unless_none(_aware_utc if dialect.name == "postgresql" else datetime.fromisoformat)


def _aware_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without zone was to be stored")
    return moment.astimezone(UTC)


def _fixed_width(moment: datetime) -> str:
    return f"{_aware_utc(moment).isoformat(timespec='microseconds')[:26]}Z"


class Listing(TypeDecorator[tuple[str, ...]]):
    """Several texts in order, as a JSON array."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[tuple[str, ...] | None], str | None]:  # noqa: ARG002
        """One JSON array."""
        return _unless_none(lambda texts: clean_text(write_json(texts)) if texts else "[]")

    def result_processor(
        self,
        dialect: Dialect,  # noqa: ARG002
        coltype: object,  # noqa: ARG002
    ) -> Callable[[str | None], tuple[str, ...] | None]:
        """A tuple again."""
        return _unless_none(lambda text: tuple(json.loads(text)))
