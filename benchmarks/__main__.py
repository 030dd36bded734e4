"""`make bench`: every benchmark, one after the other."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

for what in ("latency", "backlog", "old"):
    print(f"── {what} ──", flush=True)
    sys.argv = ["main_job.py", what]
    runpy.run_path(str(HERE / "main_job.py"), run_name="__main__")
