"""`[retention]`: how long what names a customer is kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from inboxd.config.loading import load_settings
from inboxd.config.retention import RetentionSettings
from inboxd.errors import Misconfigured
from tests.test_config import FILE


def load(folder: Path, lines: str, **environ: str) -> RetentionSettings:
    (folder / "inboxd.toml").write_text(f"[retention]\n{lines}\n{FILE}", encoding="utf-8")
    return load_settings(folder / "inboxd.toml", environ).retention


def test_everything_has_a_period_but_identities_which_stay(tmp_path):
    settings = load(tmp_path, "")
    assert settings.spans()["messages"] == timedelta(days=400)
    assert settings.spans()["outbox"] == timedelta(days=90)
    assert set(RetentionSettings.model_fields) - set(settings.spans()) == {"identities"}


@pytest.mark.parametrize("forever", ["0", '"0"', '"forever"'])
def test_forever_and_nothing_both_mean_for_good(tmp_path, forever):
    assert "cases" not in load(tmp_path, f"cases = {forever}").spans()


def test_a_period_can_come_from_the_environment(tmp_path):
    assert load(tmp_path, "", INBOXD_RETENTION__CASES="30d").spans()["cases"] == timedelta(days=30)
    assert "cases" not in load(tmp_path, "", INBOXD_RETENTION__CASES="forever").spans()


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ('answers = "6d"', "retention.answers: it must be at least 7d"),
        ('cases = "long"', "retention.cases: 'long' cannot be used: write how long, such as 90d, or forever"),
        ('identities = "100d"', "`identities` cannot be shorter than `messages` or `outbox`"),
        ('identities = "2000d"\noutbox = "forever"', "`identities` cannot be shorter than `messages` or `outbox`"),
        ("messages = 5", "retention.messages: 5 cannot be used: write how long"),
        ('letters = "90d"', "retention.letters: there is no such setting"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_reason(tmp_path, lines, why):
    with pytest.raises(Misconfigured) as caught:
        load(tmp_path, lines)
    assert why in str(caught.value)


def test_identities_may_go_after_everything_else(tmp_path):
    assert load(tmp_path, 'identities = "2000d"').spans()["identities"] == timedelta(days=2000)
