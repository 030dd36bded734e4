"""What is fuzzed: where its inputs come from, what must hold, and how an input lies in a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.hostile.fuzz import properties
from tests.hostile.fuzz.admin_strategies import REPLACED, hostile_letters, hostile_rules, hostile_templates
from tests.hostile.fuzz.strategies import hostile_lines, hostile_mails, hostile_texts, spoilt


@dataclass(frozen=True)
class Target:
    """One thing that is fuzzed.

    Attributes:
        inputs: the grammar.
        check: fails when something does not hold.
        to_octets: the input as it is saved.
        of_octets: any octets as an input: what was saved, or what a fuzzer made up.
    """

    inputs: st.SearchStrategy[Any]
    check: Callable[[Any], None]
    to_octets: Callable[[Any], bytes]
    of_octets: Callable[[bytes], Any]


def _text_to_octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text_of_octets(raw: bytes) -> str:
    """Lone surrogates stay: mail has them."""
    try:
        return raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace")


def _rules_of_octets(raw: bytes) -> tuple[str, bytes]:
    name, nul, content = raw.partition(b"\0")
    if nul and (known := name.decode("ascii", "replace")) in REPLACED:
        return known, content
    names = sorted(REPLACED)
    return names[raw[0] % len(names)] if raw else names[0], raw[1:]


def _letter_of_octets(raw: bytes) -> Mapping[str, Any]:
    given = json.loads(raw)
    return {**given, "references": tuple(given["references"])} if "references" in given else given


def _same(raw: bytes) -> bytes:
    return raw


_spoilt_texts = spoilt(hostile_lines.map(_text_to_octets)).map(_text_of_octets)

TARGETS: Mapping[str, Target] = {
    "parse": Target(hostile_mails, properties.check_parse, _same, _same),
    "fold": Target(hostile_texts | hostile_lines, properties.check_fold, _text_to_octets, _text_of_octets),
    "quotes": Target(
        hostile_lines | hostile_texts | _spoilt_texts, properties.check_quotes, _text_to_octets, _text_of_octets
    ),
    "rules": Target(
        hostile_rules, properties.check_rules, lambda entry: entry[0].encode() + b"\0" + entry[1], _rules_of_octets
    ),
    "templates": Target(hostile_templates, properties.check_templates, _text_to_octets, _text_of_octets),
    "judge": Target(hostile_mails, properties.check_judge, _same, _same),
    "compose": Target(
        hostile_letters, properties.check_compose, lambda given: json.dumps(given).encode("ascii"), _letter_of_octets
    ),
}
