"""Settings → what the parts are built from: policies, desks, times. Nothing starts here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from inboxd.config.settings import LimitSettings, MailboxSettings, Settings
from inboxd.core.compose.message import SenderIdentity
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.values.ids import loop_token
from inboxd.core.values.policy import AnswerLimits, MailboxPolicy
from inboxd.edge.outbox.sender import SmtpSender
from inboxd.run.posting import Desk
from inboxd.run.watch import WatchPolicy


def policy_of(mailbox: MailboxSettings, settings: Settings, key: bytes) -> MailboxPolicy:
    """The mailbox as deciding sees it."""
    return MailboxPolicy(
        name=mailbox.name,
        address=mailbox.address.lower(),
        addresses=mailbox.addresses,
        all_own=frozenset(address for each in settings.mailbox for address in each.addresses),
        inbox=mailbox.folders.inbox,
        sent=mailbox.folders.sent,
        needs_human=mailbox.folders.needs_human,
        sent_copy=mailbox.sent_copy,
        shadow=settings.shadow,
        limits=_limits(settings.limits),
        loop_token=loop_token(settings.instance, key),
        authserv_id=mailbox.authserv_id,
    )


def desk_of(
    mailbox: MailboxSettings, policy: MailboxPolicy, wake: asyncio.Event, is_looked_through: Callable[[str], bool]
) -> Desk:
    """Where the mailbox's letters are written.

    Args:
        wake: rings for the mailbox when a copy waits to be filed.
        is_looked_through: tells by mailbox name whether everything was looked at since it was connected.
    """
    identity = SenderIdentity(policy.address, mailbox.display_name, policy.loop_token)
    return Desk(
        policy,
        identity,
        SmtpSender(mailbox.smtp, mailbox.address),
        copy_waits=wake.set,
        is_current=lambda: is_looked_through(mailbox.name),
        null_sender=mailbox.envelope_sender == "null",
    )


def times_of(mailbox: MailboxSettings) -> WatchPolicy:
    """When the mailbox is looked at."""
    return WatchPolicy(mailbox.start_from, mailbox.sent_poll, mailbox.proof_within)


def target_folders(rules: RuleSet) -> frozenset[str]:
    """The folders that the routes name."""
    return frozenset(route.policy.folder for route in rules.routes if route.policy.folder)


def _limits(settings: LimitSettings) -> AnswerLimits:
    return AnswerLimits(**settings.model_dump())
