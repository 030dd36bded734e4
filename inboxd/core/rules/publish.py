"""JSON Schemas of the rule files, by which editors complete and check while an admin types."""

from __future__ import annotations

import json
from collections.abc import Mapping

from inboxd.core.rules.folder import MODELS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NAMES = {"signals/<language>.yaml": "signals.json"}


def json_schemas() -> Mapping[str, str]:
    """File name → JSON text, for every kind of rule file."""
    return {_NAMES.get(file, file.replace(".yaml", ".json")): _schema_text(file) for file in MODELS}


def _schema_text(file: str) -> str:
    model = MODELS[file]
    tree = {"$schema": _DIALECT, **model.model_json_schema(by_alias=True, mode="validation")}
    return json.dumps(tree, indent=2, ensure_ascii=False) + "\n"
