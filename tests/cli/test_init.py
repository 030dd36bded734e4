"""`inboxd init`, and the example configuration that it writes."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta

import pytest
from pydantic import BaseModel

from inboxd.cli.example import example_config, settings_of
from inboxd.config.loading import holds_secret, load_settings
from inboxd.config.settings import Settings
from inboxd.edge.rulefiles import read_rules_folder, starter_rules
from tests.cli.conftest import Run


def all_settings(model: type[BaseModel]) -> list[tuple[str, str]]:
    """Name and description of every setting, sections and all."""
    found = []
    for name, field, inner, _ in settings_of(model):
        found += all_settings(inner) if inner else [(name, field.description or "")]
    return found


class TestInit:
    def test_writes_a_configuration_without_secrets_and_the_shipped_rules(self, run: Run, tmp_path):
        folder = tmp_path / "etc" / "inboxd"
        ended = run("init", folder)
        assert ended.code == 0
        assert (folder / "inboxd.toml").read_text(encoding="utf-8") == example_config()
        assert not holds_secret(folder / "inboxd.toml")
        assert read_rules_folder(folder / "rules") == read_rules_folder(starter_rules())
        assert f"install -m 600 /dev/stdin {folder}/imap-password" in ended.out
        assert f"inboxd doctor --config {folder}/inboxd.toml" in ended.out

    @pytest.mark.parametrize("taken", ["inboxd.toml", "rules"])
    def test_overwrites_nothing(self, run: Run, tmp_path, taken):
        (tmp_path / taken).write_text("mine")
        ended = run("init", tmp_path)
        assert ended.code == 2
        assert f"{tmp_path / taken} exists already; nothing was written" in ended.err
        assert [path.name for path in tmp_path.iterdir()] == [taken]
        assert (tmp_path / taken).read_text() == "mine"

    def test_into_a_place_that_cannot_be_written_is_told(self, run: Run, tmp_path):
        (tmp_path / "file").write_text("mine")
        ended = run("init", tmp_path / "file" / "inboxd")
        assert ended.code == 2
        assert "cannot be written" in ended.err
        assert "Choose another folder" in ended.err


class TestTheExample:
    def test_has_every_setting_once_a_section_with_its_meaning(self):
        text = example_config()
        prose = " ".join(re.findall(r"^# (.*)$", text, re.MULTILINE))
        for name, description in all_settings(Settings):
            assert re.search(rf"^(?:# )?{name} = ", text, re.MULTILINE), name
            assert description in prose, name

    def test_says_as_default_what_the_default_is(self, tmp_path):
        text = re.sub(r"^# \[\[.*?(?=^\[)", "", example_config(), flags=re.MULTILINE | re.DOTALL)
        uncommented = re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE)
        assert len(tomllib.loads(uncommented)["mailbox"][0]["imap"]) > len(tomllib.loads(text)["mailbox"][0]["imap"])
        path = tmp_path / "inboxd.toml"
        path.write_text(text, encoding="utf-8")
        as_written = load_settings(path, {})
        path.write_text(uncommented, encoding="utf-8")
        assert load_settings(path, {}) == as_written

    def test_writes_durations_as_people_do(self):
        text = example_config()
        assert '# once_per = "1d"' in text
        assert Settings.model_fields["stop_within"].default == timedelta(seconds=10)
        assert '# stop_within = "10s"' in text
