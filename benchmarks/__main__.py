"""`make bench`: every benchmark; `make bench ARGS=judging`: one of them, with its arguments."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRIPTS = {
    "judging": "judging.py",
    "trends": "trends.py",
    "latency": "main_job.py",
    "backlog": "main_job.py",
    "old": "main_job.py",
}

names = sys.argv[1:2] or list(SCRIPTS)
for name in names:
    print(f"── {name} ──", flush=True)
    script = SCRIPTS[name]
    sys.argv = [script, *([name] if script == "main_job.py" else []), *sys.argv[2:]]
    runpy.run_path(str(HERE / script), run_name="__main__")
