"""The page docs/servers.md: a table for IMAP, a list for SMTP, and what follows for an operator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

NAMES = {"dovecot": "Dovecot", "cyrus": "Cyrus", "courier": "Courier", "pymap": "pymap"}
HEAD = """\
# Mail servers

Any IMAP and SMTP server that follows the standards will do, and the ways in which servers do not are known. One suite
of checks runs on four IMAP servers and against real and scripted SMTP servers with each `make test`. This page is
written by a real run: `python -m tests.conformance`.

Versions of this run: {versions}.

Cyrus and Courier are Debian's packages, unpacked below `.build/servers` by `deploy/bin/install-servers` and run on
loopback with a configuration of the test's own; pymap is the demo's server.

## IMAP

"yes": the server does it and inboxd uses it. "By substitute": inboxd reaches the same in another way, which is named.
A dash: not asked there, because the server has no such setting or is not a program of its own.

"""
MEANING = """\

## What follows for you

- **Folder names.** Choose names of letters, digits, spaces and `-`. A name that the server cannot have is logged as
  `folder.refused` with the reason, and other mail is not held up.
- **Courier.** It has no MOVE and no SPECIAL-USE: messages are copied and expunged one set at a time, and Sent is found
  by its usual name, else name it in `folders.sent`. It tells UIDNEXT in STATUS only, so each look costs two commands
  more. Install `gamin`: without it Courier waits about a second at each command and looks for mail once a minute.
- **Cyrus.** Over LMTP it refuses mail with a broken header and adds a Message-ID where there is none.
- **Connection limits.** inboxd holds one connection for each mailbox, and `doctor`, `audit` and `undo` open one more
  for a moment. A refused connection is tried again later; it is never taken for a wrong password.

## SMTP

Checked against Postfix with odd settings, and against a scripted server for what no real one does on demand.

"""


def write_page(
    path: Path,
    imap: Sequence[tuple[str, str]],
    smtp: Sequence[tuple[str, str]],
    said: Mapping[str, Mapping[str, str]],
    versions: Mapping[str, str],
) -> None:
    """Write the page.

    Args:
        imap, smtp: test function and title, in order.
        said: test function → server → what it showed.
        versions: server → version.
    """
    lines = [HEAD.format(versions=", ".join(f"{NAMES[name]} {each}" for name, each in versions.items()))]
    lines.append("| check | " + " | ".join(NAMES.values()) + " |\n|---|" + "---|" * len(NAMES) + "\n")
    for test, title in imap:
        shown = (_cell(said.get(test, {}).get(name, "–")) for name in NAMES)
        lines.append(f"| {title} | {' | '.join(shown)} |\n")
    lines.append(MEANING)
    for test, title in smtp:
        kept = all(each != "FAILED" for each in said.get(test, {"": "FAILED"}).values())
        lines.append(f"- {title}{'' if kept else ': FAILED'}.\n")
    path.write_text("".join(lines), encoding="utf-8")


def _cell(words: str) -> str:
    return words.replace("|", "\\|")
