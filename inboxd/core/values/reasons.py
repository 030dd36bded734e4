"""Why an automatic mail may or may not go out: one stable code for each condition.

The numbers are those of the field study's list of conditions under which a correct responder stays silent; the table in
the documentation is made from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Stable reason codes, used in the journal, in metrics and in `explain`."""

    ALLOWED = "allowed"
    # envelope
    NULL_SENDER = "null-sender"
    NO_USABLE_SENDER = "no-usable-sender"
    NOT_ADDRESSED_TO_US = "not-addressed-to-us"
    # our own loops
    OWN_LOOP_MARK = "own-loop-mark"
    FROM_OURSELVES = "from-ourselves"
    ANSWERS_OUR_NOTICE = "answers-our-notice"
    FOREIGN_LOOP_MARK = "foreign-loop-mark"
    # automation headers
    AUTO_SUBMITTED = "auto-submitted"
    SUPPRESSION_ASKED = "suppression-asked"
    PRECEDENCE_BULK = "precedence-bulk"
    RESPONDER_HEADER = "responder-header"
    TICKET_SYSTEM = "ticket-system"
    INBOX_RULE_REPLY = "inbox-rule-reply"
    MAILING_LIST = "mailing-list"
    UNSUBSCRIBE_ONLY = "unsubscribe-only"
    CAMPAIGN = "campaign"
    SPAM = "spam"
    AUTHENTICATION_FAILED = "authentication-failed"
    # sender
    ROBOT_ADDRESS = "robot-address"
    NO_REPLY_ADDRESS = "no-reply-address"
    NEVER_ANSWER = "never-answer"
    UNDELIVERABLE = "undeliverable"
    INTERNAL_SENDER = "internal-sender"
    SEVERAL_REPLY_ADDRESSES = "several-reply-addresses"
    # kind of message
    REPORT = "report"
    BOUNCE = "bounce"
    CALENDAR = "calendar"
    EMPTY = "empty"
    # weak signs in the text
    AUTOMATIC_SUBJECT = "automatic-subject"
    ABSENCE_TEXT = "absence-text"
    RECEIPT_TEXT = "receipt-text"
    DO_NOT_REPLY_TEXT = "do-not-reply-text"
    # state
    SAME_BODY = "same-body"
    ALREADY_ANSWERED = "already-answered"
    ALREADY_THIS_CUSTOMER = "already-this-customer"
    SAME_MAIL_ELSEWHERE = "same-mail-elsewhere"
    LINKED_CASE = "linked-case"
    OTHER_CASE_WAITS = "other-case-waits"
    HUMAN_ANSWERED = "human-answered"
    TOO_OLD = "too-old"
    ONLY_THANKS = "only-thanks"
    CAP_ADDRESS = "cap-address"
    CAP_DOMAIN = "cap-domain"
    CAP_HOUR = "cap-hour"
    COOLDOWN = "cooldown"
    SAMPLED_OUT = "sampled-out"
    # our side
    ROUTE_NEVER = "route-never"
    HANDS_OFF = "hands-off"
    NEEDS_HUMAN = "needs-human"
    SHADOW = "shadow"


@dataclass(frozen=True, slots=True)
class ReasonInfo:
    """What a reason code means.

    Attributes:
        field: number of the condition in the field study, "" for our own.
        strength: "hard" proves a machine or a loop; "soft" needs a second sign before the message counts as automatic,
            yet alone keeps the automatic answer back; "state" depends on what happened before; "ours" is a setting.
        sentence: for people.
    """

    reason: Reason
    field: str
    strength: str
    sentence: str


def _info(reason: Reason, field: str, strength: str, sentence: str) -> ReasonInfo:
    return ReasonInfo(reason, field, strength, sentence)


REASONS: tuple[ReasonInfo, ...] = (
    _info(Reason.ALLOWED, "", "ours", "Nothing speaks against an automatic mail."),
    _info(Reason.NULL_SENDER, "1", "hard", "The envelope sender is empty: a bounce or another notice."),
    _info(Reason.NO_USABLE_SENDER, "2", "hard", "There is no sender address that could be answered."),
    _info(Reason.NOT_ADDRESSED_TO_US, "3", "state", "None of our addresses stands in To or Cc (blind copy or list)."),
    _info(Reason.OWN_LOOP_MARK, "4", "hard", "It carries our own loop mark or one of our Message-IDs."),
    _info(Reason.FROM_OURSELVES, "5", "hard", "It comes from one of our own mailboxes."),
    _info(Reason.ANSWERS_OUR_NOTICE, "6", "hard", "It answers a notice that inboxd sent to our own people."),
    _info(Reason.FOREIGN_LOOP_MARK, "7", "hard", "It carries another program's loop mark."),
    _info(Reason.AUTO_SUBMITTED, "8", "hard", "Auto-Submitted says that no human wrote it (RFC 3834)."),
    _info(Reason.SUPPRESSION_ASKED, "9", "soft", "X-Auto-Response-Suppress asks for no automatic answer."),
    _info(Reason.PRECEDENCE_BULK, "10", "hard", "Precedence says bulk, list, junk or auto_reply."),
    _info(Reason.RESPONDER_HEADER, "11", "hard", "A vendor's header marks it as an automatic answer."),
    _info(Reason.TICKET_SYSTEM, "11", "soft", "Another ticket system, a tracker or an alarm sent it."),
    _info(Reason.INBOX_RULE_REPLY, "12", "hard", "An Exchange inbox rule made it and asks for silence."),
    _info(Reason.MAILING_LIST, "13", "hard", "It came through a mailing list."),
    _info(Reason.UNSUBSCRIBE_ONLY, "13", "soft", "It can be unsubscribed from, but shows no other sign of a list."),
    _info(Reason.CAMPAIGN, "14", "soft", "A mass-mailing service marked it."),
    _info(Reason.SPAM, "15", "hard", "The server marked it as spam."),
    _info(
        Reason.AUTHENTICATION_FAILED, "16", "hard", "Our own server says that the sender is not who it claims to be."
    ),
    _info(Reason.ROBOT_ADDRESS, "17", "hard", "The sender's address belongs to a machine."),
    _info(Reason.NO_REPLY_ADDRESS, "17, 18", "soft", "The address says that nobody reads answers."),
    _info(Reason.NEVER_ANSWER, "19", "ours", "An admin put the address on the never-answer list."),
    _info(Reason.UNDELIVERABLE, "20", "state", "Mail to this address came back lately."),
    _info(Reason.INTERNAL_SENDER, "21", "ours", "One of our own people wrote it."),
    _info(Reason.REPORT, "22", "hard", "It is a delivery, read or abuse report."),
    _info(Reason.BOUNCE, "23", "hard", "It is a bounce that does not follow the standards."),
    _info(Reason.CALENDAR, "24", "hard", "It is a calendar invitation or answer."),
    _info(Reason.AUTOMATIC_SUBJECT, "26", "soft", "The subject begins like an absence notice."),
    _info(Reason.ABSENCE_TEXT, "26", "soft", "The text reads like an absence notice."),
    _info(Reason.RECEIPT_TEXT, "11", "soft", "The text confirms that our mail was received, as machines do."),
    _info(
        Reason.SAME_BODY, "27", "state", "The same text was answered a short while ago: two machines may be talking."
    ),
    _info(Reason.EMPTY, "28", "state", "There is neither text nor attachment."),
    _info(Reason.DO_NOT_REPLY_TEXT, "29", "soft", "The text asks not to be answered."),
    _info(Reason.ALREADY_ANSWERED, "30", "state", "Its case was acknowledged already: one acknowledgment a case."),
    _info(Reason.ALREADY_THIS_CUSTOMER, "30", "state", "The customer got an acknowledgment a short while ago."),
    _info(Reason.SAME_MAIL_ELSEWHERE, "31", "state", "The same mail reached us through another address."),
    _info(Reason.LINKED_CASE, "", "state", "Another case of the same person was acknowledged."),
    _info(Reason.OTHER_CASE_WAITS, "", "state", "The customer waits for our answer in another case."),
    _info(Reason.HUMAN_ANSWERED, "32", "state", "A human has answered already."),
    _info(Reason.TOO_OLD, "33", "state", "It was received too long ago for an acknowledgment to make sense."),
    _info(Reason.ONLY_THANKS, "34", "state", "It only says thanks for an answer."),
    _info(Reason.CAP_ADDRESS, "35", "state", "The address got as many automatic mails as allowed in a week."),
    _info(Reason.CAP_DOMAIN, "35", "state", "The domain got as many automatic mails as allowed in an hour."),
    _info(
        Reason.CAP_HOUR, "35", "state", "As many automatic mails as allowed in an hour went out: the breaker is open."
    ),
    _info(
        Reason.SEVERAL_REPLY_ADDRESSES, "36", "state", "It wants answers at several addresses; we write to one only."
    ),
    _info(Reason.SHADOW, "37", "ours", "inboxd is told to touch nothing."),
    _info(Reason.ROUTE_NEVER, "", "ours", "The route asks for no acknowledgment."),
    _info(Reason.COOLDOWN, "", "state", "The customer was asked about another case a short while ago."),
    _info(Reason.SAMPLED_OUT, "", "ours", "Only a share of the cases is asked, and this one is not among them."),
    _info(Reason.HANDS_OFF, "", "ours", "Grief, danger or law: a person answers, never a machine."),
    _info(Reason.NEEDS_HUMAN, "", "ours", "The message could not be read or judged; a human looks at it."),
)

SENTENCES = {info.reason.value: info.sentence for info in REASONS}
"""What each code says, for people."""
HARD = frozenset(info.reason for info in REASONS if info.strength == "hard")
