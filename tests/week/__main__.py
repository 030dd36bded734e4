"""`python -m tests.week`: plays the scripted week on real servers and prints what became of every case."""

from __future__ import annotations

import sys

import pytest

if __name__ == "__main__":
    sys.exit(pytest.main(["-q", "-s", "-p", "no:randomly", "tests/week", "--log-level=ERROR", *sys.argv[1:]]))
