"""A bounded look at what the long run by hand looks at (see docs/fuzzing.md): the same grammar, the same examples each time."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from tests.hostile.fuzz.targets import TARGETS

_EXAMPLES = {"parse": 300, "fold": 250, "quotes": 250, "rules": 200, "templates": 300, "judge": 80, "compose": 250}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", TARGETS)
def test_what_must_hold_for_every_input_holds(name: str):
    target = TARGETS[name]

    @settings(
        max_examples=_EXAMPLES[name], derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(target.inputs)
    def check(value):
        target.check(value)

    check()


@pytest.mark.parametrize("name", TARGETS)
def test_a_saved_input_is_read_back_as_it_was(name: str):
    target = TARGETS[name]

    @settings(max_examples=15, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(target.inputs)
    def check(value):
        assert target.of_octets(target.to_octets(value)) == value

    check()
