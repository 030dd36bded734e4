"""Coverage-guided: `python -m tests.hostile.fuzz.atheris_fold FOLDER [-max_total_time=600] [-seed=1]`."""

from tests.hostile.fuzz.guided import guide

guide("fold")
