"""The web page: where it listens and who may read it."""

from __future__ import annotations

from pydantic import Field

from inboxd.config.kinds import Section


class WebSettings(Section):
    """Health and metrics."""

    listen: str = Field(
        "127.0.0.1:8025", description="Address and port; empty switches it off. Keep it on loopback or behind a proxy."
    )
