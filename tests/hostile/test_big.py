"""Mails of fifty megabytes and crowded mailboxes: seconds, bounded memory, and the next mail is handled."""

from __future__ import annotations

import pytest

from tests.hostile.big import MEGABYTE, big_mails, forget_peak, measure_mailbox, memory, put_into, small_mail
from tests.process.program import Inboxd
from tests.servers.process import wait_until

pytestmark = [pytest.mark.process, pytest.mark.real]

_SIZE = 50 * MEGABYTE
_MOST_GROWTH = 60 * MEGABYTE


def incoming(daemon: Inboxd) -> list[dict[str, object]]:
    """What was decided about customers' mails."""
    return [line for line in daemon.lines("mail.decided") if line["outcome"] == "routed"]


def test_mails_of_fifty_megabytes_cost_seconds_and_little_memory_and_the_next_mail_is_handled(
    inboxd, mail_user, smtp_sink
):
    dovecot, user = mail_user.dovecot, mail_user.address
    daemon: Inboxd = inboxd()
    daemon.start(wait=False)
    daemon.wait_for("mailbox.connected", seconds=90)
    mail_user.deliver(small_mail(0))
    dovecot.wait_for(user, "Priority", 1, 30)
    pid = daemon.process.pid
    before = forget_peak(pid)
    for name, raw in big_mails(_SIZE).items():
        count = len(incoming(daemon))
        put_into(dovecot, user, raw)
        wait_until(lambda: len(incoming(daemon)) > count, 20, name)  # noqa: B023 - it is waited for at once
    mail_user.deliver(small_mail(1))
    wait_until(lambda: len(incoming(daemon)) == len(big_mails(1)) + 2, 20, "the next small mail is decided")
    dovecot.wait_for(user, "Priority", len(big_mails(1)) + 2, 20)
    assert dovecot.count(user) == 0
    growth = memory(pid, "VmHWM") - before
    assert growth <= _MOST_GROWTH, f"{growth / MEGABYTE:.0f} MB"
    assert daemon.stop() == 0


def test_a_crowded_mailbox_costs_seconds_and_little_memory(dovecot, smtp_sink, tmp_path):
    figures = list(measure_mailbox(dovecot, smtp_sink, tmp_path, 3000))
    assert max(each.peak for each in figures) < 400 * MEGABYTE, [*map(str, figures)]
    assert max(each.cpu for each in figures) < 30, [*map(str, figures)]
