from __future__ import annotations

import json
from pathlib import Path

from inboxd.core.rules.folder import MODELS
from inboxd.core.rules.publish import json_schemas, reference
from inboxd.core.rules.vocabulary import SIGNALS, SignalName

SHIPPED = Path(__file__).parents[3] / "rules" / "schema"


def test_the_shipped_schemas_are_current():
    assert {path.name: path.read_text("utf-8") for path in SHIPPED.glob("*.json")} == dict(json_schemas())


def test_every_key_is_described():
    def bare(node: object, path: str) -> list[str]:
        if isinstance(node, list):
            return [found for each in node for found in bare(each, path)]
        if not isinstance(node, dict):
            return []
        properties = node.get("properties", {})
        missing = [f"{path}.{key}" for key, value in properties.items() if not value.get("description")]
        return missing + [found for key, value in node.items() for found in bare(value, f"{path}.{key}")]

    assert [found for name, text in json_schemas().items() for found in bare(json.loads(text), name)] == []


def test_unknown_keys_are_marked_in_editors_too():
    for text in json_schemas().values():
        assert json.loads(text)["additionalProperties"] is False


def test_the_reference_names_every_key_and_signal():
    page = reference()
    for model in MODELS.values():
        assert all(f"| `{info.alias or name}` |" in page for name, info in model.model_fields.items())
    assert all(f"- `{name}`: {meaning}" in page for name, meaning in SIGNALS.items())
    assert len(SIGNALS) == len(SignalName)
