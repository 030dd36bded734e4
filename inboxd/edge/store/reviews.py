"""Replies of our people whose tone a colleague should look at."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from inboxd.core.values.tone import Review, ToneFinding, ToneKind
from inboxd.edge.store.columns import clean_key, write_json
from inboxd.edge.store.rows import AnyRow, Values, insert_new
from inboxd.edge.store.tables import reviews


def add_reviews(connection: Connection, found: Iterable[Review]) -> None:
    """Write new reviews, one for each reply."""
    rows = {clean_key(review.message_key): _review_row(review) for review in found}
    if rows:
        ordered = [row for _, row in sorted(rows.items())]
        connection.execute(insert_new(reviews, connection.dialect.name), ordered)


def reviews_between(connection: Connection, since: datetime, until: datetime, limit: int) -> tuple[Review, ...]:
    """Reviews of replies that were sent in the period, oldest first."""
    query = select(reviews).where(reviews.c.at >= since, reviews.c.at < until)
    rows = connection.execute(query.order_by(reviews.c.at, reviews.c.message_key).limit(limit))
    return tuple(_review_from(row) for row in rows)


def _review_row(review: Review) -> Values:
    findings = [[each.kind.value, each.quote, each.say, each.file, each.line] for each in review.findings]
    return {
        "message_key": review.message_key,
        "case_id": review.case_id,
        "agent": review.agent,
        "at": review.at,
        "findings": write_json(findings),
    }


def _review_from(row: AnyRow) -> Review:
    findings = tuple(ToneFinding(ToneKind(kind), *rest) for kind, *rest in json.loads(row.findings))
    return Review(row.case_id, row.message_key, row.agent, row.at, findings)
