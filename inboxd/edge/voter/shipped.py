"""The statistical judge that comes with inboxd, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from inboxd.core.vote.linear import LinearVoter, read_voter

WEIGHTS = Path(__file__).resolve().parent / "weights.npz"
"""Made by `python -m training`."""


@cache
def shipped_voter() -> LinearVoter:
    """The voter of the weights in the package."""
    return read_voter(WEIGHTS.read_bytes())
