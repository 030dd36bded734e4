"""Was this sent by a machine, and by which sign?

The one home of that question. Header names compare without case, the first sign of each kind is kept, and the order of
the header fields never changes the result. What follows from a sign is decided in `core/decide/gate.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import takewhile

from inboxd.core.parse.automatic import marks, search, words
from inboxd.core.values.ids import has_shape_of_ours
from inboxd.core.values.mail import Headers, Mail
from inboxd.core.values.reasons import HARD, Reason
from inboxd.core.values.verdict import Sign

_BOUNCE_SUBJECT = re.compile(
    r"\s*(?:delivery (?:failure|status)|undeliver(?:able|ed)|mail delivery (?:failed|system)"
    r"|returned mail|failure notice)\b",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT_ALONE = re.compile(rf"\s*(?:{words.BOUNCE_SUBJECT})", re.IGNORECASE)
_BOUNCE_WORDS = re.compile(words.BOUNCE_WORDS)
_SUBJECT_ALONE = "subject that only mail systems write, above another text"
_AFTER_AUTOMATIC = re.compile(words.AFTER_AUTOMATIC)
_SPOKEN = re.compile(r"[\"“„«「][^\"“”„«»「」\n]{1,300}[\"”“»」]")
_NOT_FOR_US = re.compile(f"{words.MISDIRECTED}|{words.SCANNED}")
_SENTENCE = re.compile(r"[^.!?。！？\n]*[.!?。！？\n]?")
_INVISIBLE = re.compile(r"[\s\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*")
_SHORT_TEXT = 600
_SOON = 350
"""Letters within which somebody who is away says so; further down stands what a signature announces."""
_AT_ONCE = 80
"""Letters within which an absence notice says what it is: of 111 the last one does after 54."""
_BOUNCE_READ = 2000
_FIRST_LINES = 200
_ATTACHED_MAIL = ("message/rfc822", "message/global")


def automatic_signs(mail: Mail) -> tuple[Sign, ...]:
    """Every sign of a machine, hard ones first; the empty tuple for a message that looks written by a human."""
    found = [
        Sign(reason.value, detail, reason in HARD and detail != _SUBJECT_ALONE)
        for finder in _FINDERS
        for reason, detail in finder(mail)
    ]
    return tuple(sorted(found, key=lambda sign: not sign.hard))


def is_automatic(signs: tuple[Sign, ...]) -> bool:
    """One hard sign, or two soft ones, say that no human wrote it for us."""
    return any(sign.hard for sign in signs) or len(signs) >= 2


def begins_with_absence(mail: Mail) -> bool:
    """Whether what was written is an absence notice, and does not only announce one below an answer or a name."""
    text = _said_to_us(mail.text.new[:_SHORT_TEXT])
    return search.ABSENCE.search(text, 0, _AT_ONCE) and search.MEANWHILE.search(text)


def is_machine_address(address: str) -> bool:
    """Whether mail to this address is read by nobody: a mail system's own, or one that asks for no reply."""
    local = _local_of(address)
    return bool(marks.ROBOT.fullmatch(local) or marks.NO_REPLY.fullmatch(local))


_Found = Iterator[tuple[Reason, str]]


def _envelope(mail: Mail) -> _Found:
    if mail.return_path is None:
        return
    local = _local_of(mail.return_path)
    # Some servers write a name for the null sender, and forwarders rewrite that.
    if marks.NULL_SENDER.fullmatch(local):
        yield Reason.NULL_SENDER, "Return-Path is empty"
    elif marks.RETURN_PATH.fullmatch(local):
        yield Reason.CAMPAIGN, "Return-Path of letters to many"


def _auto_submitted(mail: Mail) -> _Found:
    # Any one of several fields counts; comments stand anywhere, parameters after the keyword (RFC 3834 §5).
    for value in mail.headers.all("Auto-Submitted"):
        keyword = next(iter(re.split(r"[;\s]", _bare(value), maxsplit=1)))
        if keyword and keyword != "no":
            yield Reason.AUTO_SUBMITTED, f"Auto-Submitted: {_token(keyword)}"
            return


def _suppression(mail: Mail) -> _Found:
    values = mail.headers.all("X-Auto-Response-Suppress")
    asked = sorted({token for value in values for token in re.split(r"[,;\s]+", _bare(value))} & marks.SILENCE)
    if not asked:
        return
    if "all" in asked and mail.headers.has("X-MS-Exchange-Inbox-Rules-Loop"):
        yield Reason.INBOX_RULE_REPLY, "X-MS-Exchange-Inbox-Rules-Loop with X-Auto-Response-Suppress: all"
    yield Reason.SUPPRESSION_ASKED, f"X-Auto-Response-Suppress: {', '.join(asked)}"


def _precedence(mail: Mail) -> _Found:
    for name in ("Precedence", "X-Precedence"):
        for value in mail.headers.all(name):
            if _bare(value) in marks.BULK:
                yield Reason.PRECEDENCE_BULK, f"{name}: {_bare(value)}"
                return


def _responders(mail: Mail) -> _Found:
    for name, wanted in marks.RESPONDER_VALUES:
        if any(_bare(value) == wanted for value in mail.headers.all(name)):
            yield Reason.RESPONDER_HEADER, f"{name}: {wanted}"
            return
    for name, value in mail.headers.fields:
        if marks.RESPONDER.fullmatch(name.lower()) and _bare(value) not in {"no", "false"}:
            yield Reason.RESPONDER_HEADER, _token(name)
            return


def _ticket_systems(mail: Mail) -> _Found:
    for name in sorted(set(mail.headers.names())):
        if marks.TICKET_SYSTEM.fullmatch(name):
            yield Reason.TICKET_SYSTEM, _token(name)
            return
    # At the beginning only: further down it stands in what a customer answers.
    if "reply above this line" in mail.text.new.lstrip()[:_FIRST_LINES].casefold():
        yield Reason.TICKET_SYSTEM, "wants replies above a line"
        return
    mailers = " ".join((*mail.headers.all("X-Mailer"), *mail.headers.all("X-Powered-By"))).lower()
    if any(mailer in mailers for mailer in marks.TICKET_MAILERS):
        yield Reason.TICKET_SYSTEM, "X-Mailer or X-Powered-By"


def _lists(mail: Mail) -> _Found:
    for name in marks.LISTS:
        if mail.headers.has(name):
            yield Reason.MAILING_LIST, name
            return
    if mail.headers.has("List-Unsubscribe"):
        yield Reason.UNSUBSCRIBE_ONLY, "List-Unsubscribe"


def _campaigns(mail: Mail) -> _Found:
    for name in sorted(set(mail.headers.names())):
        if marks.CAMPAIGN.fullmatch(name) and not _is_feedback_of_people(name, mail.headers):
            yield Reason.CAMPAIGN, _token(name)
            return


def _is_feedback_of_people(name: str, headers: Headers) -> bool:
    services = {_bare(value).rpartition(":")[2].strip() for value in headers.all(name)}
    return name == "feedback-id" and services <= marks.FEEDBACK_OF_PEOPLE


def _loops(mail: Mail) -> _Found:
    # A gateway may have taken our header off; nobody but an inboxd gives its mails such names.
    if has_shape_of_ours(mail.identity.message_id):
        yield Reason.OWN_LOOP_MARK, "Message-ID of an inboxd"
    for name in marks.LOOPS:
        if mail.headers.has(name):
            yield Reason.FOREIGN_LOOP_MARK, name
            return


def _spam(mail: Mail) -> _Found:
    headers = mail.headers
    if any(_bare(value).startswith("yes") for name in marks.SPAM_FLAGS for value in headers.all(name)):
        yield Reason.SPAM, "X-Spam-Flag or X-Spam-Status: yes"
    elif any(_bare(value) == "fail" for name in marks.SPAM_VERDICTS for value in headers.all(name)):
        yield Reason.SPAM, "X-SES-Spam-Verdict: fail"


def _senders(mail: Mail) -> _Found:
    # Both ends are looked at: a no-reply From with a human Reply-To is answered for trusted sources only.
    locals_ = [_local_of(address.email) for address in (mail.sender, *mail.reply_to) if address is not None]
    if any(marks.ROBOT.fullmatch(local) for local in locals_):
        yield Reason.ROBOT_ADDRESS, "the address is a machine's"
    if any(marks.NO_REPLY.fullmatch(local) for local in locals_):
        yield Reason.NO_REPLY_ADDRESS, "a no-reply address"


def _types(mail: Mail) -> _Found:
    own = _own_types(mail)
    for content_type in own:
        if _kind(content_type) in marks.REPORTS:
            yield Reason.REPORT, _kind(content_type)
            return
    if any(marks.CALENDAR.match(content_type) for content_type in own):
        yield Reason.CALENDAR, "text/calendar with a method"


def _own_types(mail: Mail) -> tuple[str, ...]:
    """The message's own parts: a customer may attach a bounce or an invitation that somebody else got."""
    return tuple(takewhile(lambda content_type: _kind(content_type) not in _ATTACHED_MAIL, mail.content_types))


def _kind(content_type: str) -> str:
    return content_type.partition(";")[0].strip()


def _bounces(mail: Mail) -> _Found:
    if mail.headers.has("X-Failed-Recipients"):
        yield Reason.BOUNCE, "X-Failed-Recipients"
    elif _BOUNCE_SUBJECT.match(mail.subject) and _from_mail_system(mail.headers):
        yield Reason.BOUNCE, "subject of a delivery failure"
    elif _BOUNCE_SUBJECT_ALONE.match(mail.subject):
        # Parcels fail to be delivered too: such a mail gets no answer, and a person sees it all the same.
        text = mail.text.all or mail.text.new
        is_told = not text.strip() or _BOUNCE_WORDS.search(text[:_BOUNCE_READ].casefold())
        yield Reason.BOUNCE, "subject that only mail systems write" if is_told else _SUBJECT_ALONE
    elif mail.text.new.lstrip()[:_SHORT_TEXT].casefold().startswith(words.BOUNCE_TEXT):
        yield Reason.BOUNCE, "text of a mail system"


def _from_mail_system(headers: Headers) -> bool:
    sender = headers.first("From").lower()
    return "<>" in sender or "postmaster@" in sender or "mailer-daemon" in sender or not sender


def _texts(mail: Mail) -> _Found:
    # Not in the quote: there it is our own sentence, or a colleague's machine. Nor in what a customer tells of one.
    text = f"{mail.text.new}\n{mail.text.signature}\n{mail.text.disclaimer}"
    ends = [_said_to_us(end) for end in (text[:_SHORT_TEXT], text[-_SHORT_TEXT:])]
    if _is_automatic_subject(mail.subject):
        yield Reason.AUTOMATIC_SUBJECT, "the subject begins like an absence notice"
    if search.ABSENCE.search(ends[0], 0, _SOON) and search.MEANWHILE.search(ends[0]):
        yield Reason.ABSENCE_TEXT, "the text reads like an absence notice"
    if search.CHALLENGE.search(ends[0]) or (search.RECEIVED.search(ends[0]) and search.PROMISED.search(ends[0])):
        yield Reason.RECEIPT_TEXT, "the text reads like a receipt for our mail"
    if any(search.DO_NOT_REPLY.search(end) for end in ends):
        yield Reason.DO_NOT_REPLY_TEXT, "the text asks not to be answered"
    if not mail.attachments and _is_invisible(mail.subject) and _is_invisible(mail.text.all):
        yield Reason.EMPTY, "nothing that can be seen"


def _said_to_us(text: str) -> str:
    """Case-folded, without what somebody is quoted with, what is meant for wrong readers, and what a scanner says."""
    folded = _SPOKEN.sub(" ", text).casefold()
    return "".join(each for each in _SENTENCE.findall(folded) if not _NOT_FOR_US.search(each))


def _is_invisible(text: str) -> bool:
    return _INVISIBLE.fullmatch(text) is not None


def _is_automatic_subject(subject: str) -> bool:
    folded = subject.strip().casefold()
    shown = folded if folded.startswith("***") else folded.lstrip("[(【「<* ")
    # The longest beginning decides: "vacation notice - Help" and "vacation: Help".
    found = max((each for each in search.SUBJECTS if shown.startswith(each)), key=len, default="")
    if not found:
        return False
    return found.startswith("***") or found.endswith(":") or bool(_AFTER_AUTOMATIC.match(shown[len(found) :]))


_FINDERS: tuple[Callable[[Mail], _Found], ...] = (
    _envelope,
    _loops,
    _auto_submitted,
    _suppression,
    _precedence,
    _responders,
    _ticket_systems,
    _lists,
    _campaigns,
    _spam,
    _types,
    _bounces,
    _senders,
    _texts,
)


def _token(text: str) -> str:
    """A header word as it may stand in a log: short and harmless."""
    return re.sub(r"[^a-z0-9_.-]", "?", text.lower())[:40]


def _bare(value: str) -> str:
    """A field's value without comments, which may nest (RFC 5322 §3.2.2), and quotes, in lower case."""
    kept: list[str] = []
    depth = 0
    for letter in value:
        closes = letter == ")" and depth > 0
        depth += (letter == "(") - closes
        kept.append(" " if depth or closes else letter)
    # What is never closed is no comment.
    return ("".join(kept) if depth == 0 else value).replace('"', " ").strip().lower()


def _local_of(address: str) -> str:
    return (address.rpartition("@")[0] or address.strip("@")).strip('"').lower()
