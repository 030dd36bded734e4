"""`python -m tests.loops [PART OF A NAME]`: plays every loop and prints what ended it; `--write` renews the page."""

from __future__ import annotations

import asyncio
import logging
import sys

import structlog

from tests.loops.scenes import SCENES
from tests.loops.table import PAGE, loop_page, loop_table, play

if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    words = [word for word in sys.argv[1:] if word != "--write"]
    told = [asyncio.run(play(scene)) for scene in SCENES if all(word in scene.name for word in words)]
    if "--write" in sys.argv:
        PAGE.write_text(loop_page(told), encoding="utf-8")
    sys.stdout.write(loop_table(told) + "\n")
    sys.exit(not all(each.is_right() for each in told))
