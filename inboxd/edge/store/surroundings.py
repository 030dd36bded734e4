"""What is known around a case: the customer's other cases, and similar ones of other customers."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from inboxd.core.decide.ending import how_ended
from inboxd.core.values.case import Case
from inboxd.core.values.surroundings import EndedCase, Surroundings
from inboxd.edge.store.marks import earlier_cases, ending_events, linked_cases, similar_cases


def read_surroundings(connection: Connection, case: Case, addresses: Iterable[str]) -> Surroundings:
    """A bounded number of rows, however many cases there are.

    Args:
        addresses: further addresses of the customer.
    """
    others = tuple(addresses)
    earlier = earlier_cases(connection, case, others)
    similar = similar_cases(connection, case, others)
    linked = linked_cases(connection, case)
    ends = ending_events(connection, {each.case_id for each in (*earlier, *similar, *linked)})

    def with_end(cases: Iterable[Case]) -> tuple[EndedCase, ...]:
        return tuple(EndedCase(each, how_ended(each, ends.get(each.case_id, ()))) for each in cases)

    return Surroundings(with_end(earlier), with_end(similar), with_end(linked))
