"""What a server's refusal means: the one place where errors of imaplib, sockets and TLS become ours."""

from __future__ import annotations

import imaplib
import os
import re
import socket
import ssl
from collections.abc import Sequence

from imapclient.exceptions import InvalidCriteriaError

from inboxd.edge.secretforms import cut_out
from inboxd.errors import ConnectionLost, InboxdError, Misconfigured, Permanent, Transient


class FolderMissing(Permanent):
    """The folder does not exist."""


class LoginRefused(Exception):
    """Wraps what went wrong while logging in, so that a wrong password is told from a broken connection."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


_CODE = re.compile(r"\[([A-Z][A-Z0-9-]*)", re.ASCII)
_LATER = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "EXPUNGEISSUED", "CORRUPTION"})
_NO_COMMON_TLS = frozenset(
    {
        "WRONG_VERSION_NUMBER",
        "UNSUPPORTED_PROTOCOL",
        "NO_PROTOCOLS_AVAILABLE",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
    }
)
_UNTRUSTED = "Check `host`, or name your own authority in `ca_file`."
_EXPIRED = "Renew the server's certificate; if it is still valid, this machine's clock is wrong."
_MISSING = frozenset({"TRYCREATE", "NONEXISTENT"})
_HINTS = {
    "NOPERM": "Give the account the right to do this, or choose another folder.",
    "ACL": "Give the account the right to do this, or choose another folder.",
    "OVERQUOTA": "Free space in the mailbox or raise its quota.",
    "CONTACTADMIN": "Ask the administrator of the mail server about this account.",
    "PRIVACYREQUIRED": 'Set `tls` to "implicit" or "starttls".',
    "EXPIRED": "The account's password has expired: set a new one.",
    "AUTHENTICATIONFAILED": "Check `user` and `password` (or the OAuth2 token) of this mailbox.",
    "AUTHORIZATIONFAILED": "Check `user` and `password` (or the OAuth2 token) of this mailbox.",
}
_RIGHT = re.compile(r'\(ACL "[a-z]" required\)')
"""Courier's word for NOPERM."""
_LATER_WORDS = re.compile(
    r"too many|temporar|try again|try later|unavailable|not available|timed? ?out|\bbusy\b|overload|system error"
    r"|internal (?:server )?error|server error|not connected|rate limit|throttl|in use|locked",
    re.IGNORECASE,
)


def code_of(error: Exception) -> str:
    """The response code of a refusal (RFC 9051 §7.1), e.g. "TRYCREATE"; "" when there is none."""
    found = _CODE.search(_words(error))
    return found[1] if found else ""


def is_missing(error: Exception) -> bool:
    """Whether the server says that a folder is not there."""
    return isinstance(error, FolderMissing) or (is_refusal(error) and code_of(error) in _MISSING)


def lacks_right(error: Exception) -> bool:
    """Whether the server says that the account may not do this."""
    return code_of(error) in {"NOPERM", "ACL"} or _RIGHT.search(_words(error)) is not None


def translate(error: Exception, doing: str, secrets: Sequence[str] = ()) -> InboxdError:
    """Our error for one of theirs.

    Args:
        error: OSError with ssl.SSLError, imaplib's family, LoginRefused, or ValueError from a senseless answer.
        doing: what was asked, for the text, e.g. "open the folder Priority".
        secrets: forms of what this server was told and may repeat (see `secretforms`); nobody gets to see them.
    """
    if isinstance(error, InboxdError):
        return error
    if isinstance(error, LoginRefused):
        return _login(error.error, secrets)
    if isinstance(error, OSError):
        return _broken(error, doing)
    if isinstance(error, imaplib.IMAP4.abort):
        return ConnectionLost(f"could not {doing}: {_reason_of_abort(error, secrets)}")
    if is_refusal(error):
        return _refused(error, doing, secrets)
    if isinstance(error, InvalidCriteriaError) and isinstance(error.__context__, Exception):
        # imapclient's words quote what was searched for; the class of the server's answer is enough.
        return type(translate(error.__context__, doing))(f"could not {doing}: the server refuses the search")
    # imapclient could not read the answer. Its text may quote mail, so it goes no further.
    return ConnectionLost(f"could not {doing}: the server's answer makes no sense")


def _broken(error: OSError, doing: str) -> InboxdError:
    if isinstance(error, ssl.SSLCertVerificationError):
        hint = _EXPIRED if "expired" in error.verify_message else _UNTRUSTED
        return Misconfigured(
            f"could not {doing}: the server's certificate cannot be trusted: {error.verify_message}", hint=hint
        )
    if isinstance(error, ssl.SSLError) and error.reason in _NO_COMMON_TLS:
        return Misconfigured(
            f"could not {doing}: the server speaks no TLS 1.2 or later on this port ({error.reason})",
            hint="Check `port` and `tls` (993 is implicit, 143 is starttls).",
        )
    if isinstance(error, TimeoutError):
        return ConnectionLost(f"could not {doing}: no answer in time")
    return ConnectionLost(f"could not {doing}: {_reason_of(error)}")


def _reason_of(error: OSError) -> str:
    if error.errno and not isinstance(error, ssl.SSLError | socket.gaierror):
        # asyncio puts a text of its own into strerror, and the address with it.
        return os.strerror(error.errno)
    return error.strerror or type(error).__name__


def _refused(error: Exception, doing: str, secrets: Sequence[str]) -> InboxdError:
    code, words = code_of(error), _words(error, secrets)
    text = f"could not {doing}: the server says: {words}"
    if code in _LATER or words.startswith("BYE"):
        return Transient(text)
    if code in _MISSING:
        return FolderMissing(text)
    if code in _HINTS or lacks_right(error):
        return Misconfigured(text, hint=_HINTS.get(code, _HINTS["NOPERM"]))
    return Transient(text) if not code and _LATER_WORDS.search(words) else Permanent(text)


def _login(error: Exception, secrets: Sequence[str]) -> InboxdError:
    if isinstance(error, OSError | imaplib.IMAP4.abort):
        return translate(error, "log in", secrets)
    code, words = code_of(error), _words(error, secrets)
    text = f"could not log in: the server says: {words}"
    if code in _LATER or (code in {"", "ALERT"} and _LATER_WORDS.search(words)):
        return Transient(text)
    return Misconfigured(text, hint=_HINTS.get(code, _HINTS["AUTHENTICATIONFAILED"]))


def is_refusal(error: Exception) -> bool:
    """Whether this is the server's own NO or BAD."""
    # Subclasses are imapclient's own findings; a plain error carries the server's NO or BAD.
    return type(error) is imaplib.IMAP4.error


def _reason_of_abort(error: Exception, secrets: Sequence[str]) -> str:
    words = _words(error, secrets)
    if "EOF" in words:
        return "the server closed the connection"
    if "socket error: " in words and "line" not in words:
        return words.rpartition("socket error: ")[2]
    if "unexpected" in words or "unterminated" in words:
        return "the server left the protocol"
    return f"the server says goodbye: {words}"


def _words(error: Exception, secrets: Sequence[str] = ()) -> str:
    """The server's words, printable and short, without the secrets: those are cut out before anything is changed."""
    first = error.args[0] if error.args else ""
    text = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)
    text = cut_out(secrets, text)
    listed = re.search(r"BAD \[b?['\"](.*)['\"]\]$", text, re.DOTALL)
    text = listed[1] if listed else text
    text = re.sub(r"^(?:command: )?[A-Za-z]+ (?:failed: |=> )", "", text.removeprefix("* "))
    return "".join(each if each.isprintable() else "?" for each in text)[:200]
