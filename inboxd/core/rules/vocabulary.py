"""The words that admins may use in rule files: names of signals, places, customer types and kinds of automatic mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum


class SignalName(StrEnum):
    """What a phrase or pattern can be evidence of; `SIGNALS` says what each means."""

    BLOCKED = "blocked"
    DISTRESS = "distress"
    LOSS = "loss"
    SAFETY = "safety"
    ANGER = "anger"
    URGENCY = "urgency"
    CHURN = "churn"
    LEGAL = "legal"
    CHASING = "chasing"
    PRAISE = "praise"
    WISH = "wish"
    CALM = "calm"
    SPAM = "spam"
    MACHINE = "machine"
    GRIEF = "grief"


SIGNALS: Mapping[SignalName, str] = {
    SignalName.BLOCKED: "Cannot do what matters to them: locked out, down, not delivered.",
    SignalName.DISTRESS: "At the end of their patience or strength: desperate, in tears, pulling their hair out.",
    SignalName.LOSS: "Money, data or time is being lost.",
    SignalName.SAFETY: "Health, security or privacy is in danger.",
    SignalName.ANGER: "Reproach, insult, irony.",
    SignalName.URGENCY: "It must be now; a deadline of about a day.",
    SignalName.CHURN: "Leaving, cancelling, going to a competitor.",
    SignalName.LEGAL: "Lawyer, regulator, chargeback, press.",
    SignalName.CHASING: "Writes again, still waits.",
    SignalName.PRAISE: "Thanks and compliments.",
    SignalName.WISH: "Feature requests and suggestions.",
    SignalName.CALM: "Words that say that it can wait, or that it works again.",
    SignalName.SPAM: "Formulas of fraud and of unasked offers: whoever writes so is no customer.",
    SignalName.MACHINE: "Formulas that only programs write: reports, newsletters, notes of absence.",
    SignalName.GRIEF: "Somebody died or is dying: nothing for a machine to answer.",
}
"""What each signal means, for people."""

HEAT = "heat"
"""Name of the weighted sum of the signals, in conditions."""

DEFAULT_CAP = 6.0
"""What a signal can score at most when `caps` says nothing."""


class CustomerType(StrEnum):
    """Whom we deal with; the first that fits, in this order."""

    VIP = "vip"
    INTERNAL = "internal"
    AGGRESSIVE = "aggressive"
    CHRONIC = "chronic"
    MEEK = "meek"
    PLAIN = "plain"


class AutomaticGrade(StrEnum):
    """How sure it is that a machine wrote the message; soft signs are those behind which a human may stand."""

    HARD = "hard"
    """At least one sign proves a machine."""
    SOFT_SIGNS = "several soft signs"
    SOFT_SIGN = "one soft sign"
    NONE = "no sign"


AUTOMATIC: Mapping[str, frozenset[AutomaticGrade]] = {
    "true": frozenset({AutomaticGrade.HARD, AutomaticGrade.SOFT_SIGNS}),
    "false": frozenset({AutomaticGrade.SOFT_SIGN, AutomaticGrade.NONE}),
    "hard": frozenset({AutomaticGrade.HARD}),
    "soft": frozenset({AutomaticGrade.SOFT_SIGNS, AutomaticGrade.SOFT_SIGN}),
    "none": frozenset({AutomaticGrade.NONE}),
}
"""What admins may write after `automatic:`, and which grades it lets through."""


class Status(StrEnum):
    """Whether a phrase or pattern counts."""

    LIVE = "live"
    SHADOW = "shadow"
    """It scores and is reported, and changes nothing."""


PLACES = ("subject", "new", "quoted", "all", "attachments")
"""Where a phrase may look, besides `header.<name>`."""

TEXT_PLACES = ("subject", "new", "quoted", "signature", "disclaimer")
"""What `all` stands for, in reading order."""

HEADER_PLACE = re.compile(r"header\.[A-Za-z0-9][A-Za-z0-9-]{0,75}", re.ASCII)

LANGUAGE = re.compile(r"[a-z]{2,3}", re.ASCII)
