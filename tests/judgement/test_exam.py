"""The judge of the judge: mails that nobody trains on or writes rules from. The figures must not fall."""

from __future__ import annotations

from pathlib import Path

import pytest

from inboxd.core.measure.corpus import read_corpus
from inboxd.core.measure.figures import Figures, read_figures
from inboxd.core.measure.labels import known_labels
from inboxd.core.measure.outcome import judge_labelled, read_labelled
from inboxd.edge.corpusfiles import read_corpus_files
from inboxd.edge.rulefiles import compile_folder

ROOT = Path(__file__).parents[2]
FIRST_RING = {"en", "th", "ja", "bg", "fa", "es", "de", "fr", "pt", "ar", "zh", "ko", "hi", "tr", "ru"}


@pytest.fixture(scope="module")
def figures() -> Figures:
    rules = compile_folder(ROOT / "rules")
    corpus = read_corpus(read_corpus_files(ROOT / "tests" / "exam"), known_labels(rules))
    assert corpus.problems == ()
    return read_figures(judge_labelled(each, read_labelled(each), rules) for each in corpus.mails)


def test_it_asks_in_every_language_of_the_first_ring(figures: Figures):
    assert set(figures.languages) == FIRST_RING
    assert min(tally.mails for tally in figures.languages.values()) >= 40


def test_people_who_are_pulling_their_hair_out_are_found(figures: Figures):
    assert figures.all.recall >= 0.87
    assert figures.all.precision >= 0.86
    assert figures.all.f1 >= 0.88


def test_ordinary_mail_is_left_in_peace(figures: Figures):
    assert figures.all.alarm_rate <= 0.10


def test_every_message_goes_where_people_look_for_it(figures: Figures):
    assert figures.all.route_accuracy >= 0.87


@pytest.mark.parametrize("language", sorted(FIRST_RING))
def test_no_language_is_left_behind(language: str, figures: Figures):
    assert figures.languages[language].f1 >= 0.77
