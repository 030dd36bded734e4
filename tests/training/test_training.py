"""The weights of the statistical judge come from the mails in the tree and from nothing else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
import yaml

from inboxd.core.vote.linear import write_voter
from inboxd.core.vote.voter import KINDS
from inboxd.edge.voter.shipped import shipped_voter
from training.crossvalidate import by_language, by_scenario, crossvalidate
from training.fit import Features, fit, fold_of, read_features
from training.lessons import Lesson, bare_rules, read_examples, read_lessons
from training.words import CONCEPTS, concept_languages, read_concepts

RULES = bare_rules()
EACH = 12  # every twelfth mail: enough to learn something, quick enough for every run


@pytest.fixture(scope="module")
def lessons() -> tuple[Lesson, ...]:
    return (*read_lessons(RULES)[::EACH], *read_examples(RULES)[::EACH])


@pytest.fixture(scope="module")
def features(lessons: tuple[Lesson, ...]) -> Features:
    return read_features(lessons, read_concepts())


def test_the_same_mails_give_the_same_bytes(lessons: tuple[Lesson, ...], features: Features):
    chosen = np.ones(len(lessons), np.bool_)
    again = read_features(lessons, read_concepts())
    assert write_voter(fit(features, chosen), read_concepts()) == write_voter(fit(again, chosen), read_concepts())


def test_a_voter_that_learned_from_few_mails_is_better_than_the_words_alone(
    lessons: tuple[Lesson, ...], features: Features
):
    outcomes = tuple(crossvalidate(lessons, features, RULES, by_scenario))
    right = sum(outcome.right for outcome in outcomes)
    alone = sum(outcome.right for outcome in crossvalidate(lessons, features, replace(RULES, vote=0.0), by_scenario))
    assert len(outcomes) == sum(bool(lesson.labelled.scenario) for lesson in lessons)
    assert right > alone + len(outcomes) / 20


def test_no_scenario_is_learned_from_and_asked_about_at_once(lessons: tuple[Lesson, ...]):
    parts = defaultdict(set)
    for lesson in lessons:
        if lesson.labelled.scenario:
            parts[lesson.labelled.scenario].add(by_scenario(lesson))
            assert by_scenario(lesson) == str(fold_of(lesson))
    assert all(len(folds) == 1 for folds in parts.values())
    assert {by_language(lesson) for lesson in lessons} >= {"en", "ja"}


def test_every_language_has_words_for_every_concept():
    found = {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in CONCEPTS.glob("*.yaml")}
    assert {frozenset(words) for words in found.values()} == {frozenset(found["en"])}
    assert all(len(words) >= 3 for each in found.values() for words in each.values())


def test_the_shipped_voter_knows_the_languages_concepts_and_kinds_of_the_tree():
    voter = shipped_voter()
    assert voter.languages >= concept_languages()
    assert set(voter.concepts.names) == set(read_concepts())
    assert set(voter.unit) == set(KINDS)
    assert all(unit > 0 for unit in voter.unit.values())


def test_the_corpus_holds_thousands_of_mails_in_every_language_and_no_mistake():
    counts = defaultdict(int)
    for lesson in read_lessons(RULES):
        counts[lesson.language] += 1
    assert sum(counts.values()) > 4_000
    assert {"en", "th", "ja", "bg", "fa", "es", "de", "fr", "pt", "ar", "zh", "ko", "hi", "tr", "ru"} <= set(counts)
    assert min(counts.values()) >= 150
