"""What happened before, read once for a batch of messages and extended by each plan of the batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from inboxd.core.values.arrival import Identity
from inboxd.core.values.case import Case


@dataclass(frozen=True, slots=True)
class Answer:
    """An automatic mail that was planned for somebody: the basis of all caps.

    Attributes:
        answer_key: unique; the same message can be answered once only, also when it reached several of our mailboxes.
        at: when it was planned, aware UTC.
        address: lower-case recipient.
        domain: the recipient's domain.
        mailbox: the account that answers.
        case_id: the case it belongs to.
        body_hash: hex digest of the first 200 folded characters of the answered message; "" when empty.
        kind: "acknowledgment" or "follow_up"; a reminder counts as the latter.
    """

    answer_key: str
    at: datetime
    address: str
    domain: str
    mailbox: str
    case_id: str
    body_hash: str
    kind: str = "acknowledgment"


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that gets no automatic mail.

    Attributes:
        reason: "undeliverable" or "asked".
        until: aware UTC; None means until lifted.
    """

    address: str
    reason: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Question:
    """What must be known about a batch before it can be decided.

    Attributes:
        message_ids: own and referenced Message-IDs of the messages.
        addresses: lower-case reply addresses.
        domains: their domains.
        body_hashes: see `Answer.body_hash`.
        tokens: case tokens found in the subjects.
        identities: to recognise messages that are known already.
        marks: what the messages' matters are known by, see `decide.linking`.
        asked_of: addresses of which must be known when we asked them whether something is solved.
        rating_keys: keys of ratings by link that may have been used before.
    """

    mailbox: str
    message_ids: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    body_hashes: frozenset[str] = frozenset()
    tokens: frozenset[str] = frozenset()
    identities: frozenset[Identity] = frozenset()
    marks: frozenset[str] = frozenset()
    asked_of: frozenset[str] = frozenset()
    rating_keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class History:
    """The answer to a `Question`, as of one moment.

    Attributes:
        known: messages of this mailbox that are in the journal, by identity → message key.
        seen_message_ids: Message-IDs in the journal of any mailbox (the same mail through a second address).
        case_of_message: Message-ID (theirs or ours) → case id.
        own_message_ids: Message-IDs of mails that inboxd itself sent → effect id.
        cases: case id → case, for all cases named here.
        case_of_token: token → case id.
        open_case_of: customer address → id of their newest case that waits for us.
        answers: automatic mails of the last seven days to these addresses, threads or bodies, and of the last hour to
            these domains (a week of a large provider's would be thousands, and no cap asks for them).
        answers_last_hour: all automatic mails of the last hour, over all mailboxes.
        suppressions: address → suppression.
        messages_from: address → how many messages of that customer the journal holds of the last 90 days.
        human_answered: Message-IDs of customer messages that one of our people has answered already → to whom, lower
            case; to nobody when that was not written down.
        open_by_mark: mark → id of a case of the last seven days that is not resolved.
        cases_of: customer address → how many cases of the last 90 days there are.
        writer_of: Message-ID of a customer's message → lower-case address of who wrote it.
        asked: when these customers were asked whether something is solved, newest first, of the last 90 days.
        used_ratings: keys of ratings that were given already.
        last_words: case id → when the customer's last message was received, for cases of several messages.
        others_wait: ids of cases whose customer has an answer, and in which somebody else has written since.
    """

    known: Mapping[Identity, str] = field(default_factory=dict)
    seen_message_ids: frozenset[str] = frozenset()
    case_of_message: Mapping[str, str] = field(default_factory=dict)
    own_message_ids: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, Case] = field(default_factory=dict)
    case_of_token: Mapping[str, str] = field(default_factory=dict)
    open_case_of: Mapping[str, str] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    answers_last_hour: int = 0
    suppressions: Mapping[str, Suppression] = field(default_factory=dict)
    messages_from: Mapping[str, int] = field(default_factory=dict)
    human_answered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    last_words: Mapping[str, datetime] = field(default_factory=dict)
    open_by_mark: Mapping[str, str] = field(default_factory=dict)
    cases_of: Mapping[str, int] = field(default_factory=dict)
    writer_of: Mapping[str, str] = field(default_factory=dict)
    asked: tuple[Answer, ...] = ()
    used_ratings: frozenset[str] = frozenset()
    others_wait: frozenset[str] = frozenset()

    def with_message(
        self,
        identity: Identity,
        message_key: str,
        address: str,
        case: Case | None,
        answers: tuple[Answer, ...],
        marks: tuple[str, ...] = (),
    ) -> History:
        """This history as it is after one more message was decided.

        Args:
            address: of the customer who wrote it; "" when none did.
            marks: what its matter is known by.
        """
        message_id = identity.message_id
        known = self if case is None else self._with_case(message_id, case, marks)
        return replace(
            known,
            known={**self.known, identity: message_key},
            seen_message_ids=self.seen_message_ids | {message_id} if message_id else self.seen_message_ids,
            answers=(*self.answers, *answers),
            answers_last_hour=self.answers_last_hour + len(answers),
            messages_from={**self.messages_from, address: self.messages_from.get(address, 0) + 1},
            writer_of={**self.writer_of, message_id: address} if message_id and address else self.writer_of,
        )

    def with_ratings(self, keys: tuple[str, ...]) -> History:
        """This history as it is after these links for rating were used."""
        return replace(self, used_ratings=self.used_ratings | frozenset(keys)) if keys else self

    def _with_case(self, message_id: str, case: Case, marks: tuple[str, ...]) -> History:
        of_message = {**self.case_of_message, message_id: case.case_id} if message_id else self.case_of_message
        waits = case.waiting_since is not None
        is_new = case.case_id not in self.cases
        return replace(
            self,
            cases={**self.cases, case.case_id: case},
            case_of_token={**self.case_of_token, case.token: case.case_id},
            case_of_message=of_message,
            open_case_of={**self.open_case_of, case.customer: case.case_id} if waits else self.open_case_of,
            open_by_mark={**self.open_by_mark, **dict.fromkeys(marks, case.case_id)},
            cases_of={**self.cases_of, case.customer: self.cases_of.get(case.customer, 0) + is_new},
        )
