"""Strangers' words on the page: no character in them may steer what is read around it."""

from __future__ import annotations

import re

from markupsafe import Markup

# Controls, line separators, and the direction overrides that write "exe.gpj" where "jpg.exe" stands; tags are unseen.
# Marks that Arabic, Hebrew and Persian need to be read at all stay, and <bdi> keeps them inside their cell.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SHOWN_INSTEAD = "\ufffd"


def show_steering(value: object) -> object:
    """The text with each such character replaced by a visible one; everything else as it is."""
    if isinstance(value, Markup):
        return Markup(_STEERING.sub(_SHOWN_INSTEAD, str(value)))  # noqa: S704 - as safe as it was before
    return _STEERING.sub(_SHOWN_INSTEAD, value) if isinstance(value, str) else value
