"""Mails of fifty megabytes and crowded mailboxes: seconds, bounded memory, and the next mail is handled."""

from __future__ import annotations

import pytest

from tests.hostile.big import MEGABYTE, big_mails, forget_peak, memory, put_into, small_mail
from tests.process.program import Inboxd
from tests.servers.process import wait_until

pytestmark = [pytest.mark.process, pytest.mark.real]

_SIZE = 50 * MEGABYTE
_MOST_GROWTH = 60 * MEGABYTE


def test_mails_of_fifty_megabytes_cost_seconds_and_little_memory_and_the_next_mail_is_handled(
    inboxd, mail_user, smtp_sink
):
    dovecot, user = mail_user.dovecot, mail_user.address
    daemon: Inboxd = inboxd()
    daemon.start()
    mail_user.deliver(small_mail(0))
    dovecot.wait_for(user, "Priority", 1, 30)
    pid = daemon.process.pid
    before = forget_peak(pid)
    for name, raw in big_mails(_SIZE).items():
        at_first = dovecot.count(user, "INBOX")
        put_into(dovecot, user, raw)
        wait_until(
            lambda: len(daemon.lines("mail.handled")) > 0 or _is_worked_through(dovecot, user, at_first), 30, name
        )
    mail_user.deliver(small_mail(1))
    wait_until(lambda: "redfield1" in _senders(dovecot, user), 30, "the next small mail is handled")
    growth = memory(pid, "VmHWM") - before
    assert growth <= _MOST_GROWTH, f"{growth / MEGABYTE:.0f} MB"
    assert daemon.stop() == 0
