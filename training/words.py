"""The words of the concepts, as the voter looks for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from inboxd.core.vote.concepts import searched_string

CONCEPTS = Path(__file__).resolve().parent / "concepts"


def concept_languages() -> frozenset[str]:
    """The languages whose words are known."""
    return frozenset(file.stem for file in CONCEPTS.glob("*.yaml"))


def read_concepts() -> Mapping[str, tuple[str, ...]]:
    """Concept → its searched strings in all languages, both in a fixed order."""
    found: dict[str, set[str]] = {}
    for file in sorted(CONCEPTS.glob("*.yaml")):
        for concept, words in yaml.safe_load(file.read_text("utf-8")).items():
            strings = (searched_string(str(word)) for word in words or ())
            found.setdefault(concept, set()).update(string for string in strings if string)
    return {concept: tuple(sorted(found[concept])) for concept in sorted(found)}
