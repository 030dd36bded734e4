"""Draws docs/demo.svg, the README's picture, from a real run of the demo: `python docs/picture.py`."""

from __future__ import annotations

import asyncio
import io
import re
import sys
from pathlib import Path

from rich.console import Console

from inboxd.demo.screen import build_summary
from inboxd.demo.show import FAST, Show
from inboxd.demo.summary import Report

WIDTH = 150


def main() -> None:
    """Run the demo and keep its summary as a picture; exit code 1 when the demo did not end well."""
    report = asyncio.run(_perform())
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(build_summary(report, WIDTH))
    picture = console.export_svg(title="inboxd demo")
    # Whoever looks at the page must not be sent to fetch a font elsewhere.
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    Path(__file__).with_name("demo.svg").write_text(picture, encoding="utf-8")
    sys.exit(1 if report.problems else 0)


async def _perform() -> Report:
    return await Show(FAST, lambda _scenery, _address: None, asyncio.Event()).perform()


if __name__ == "__main__":
    main()
