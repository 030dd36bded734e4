"""Words files and `acknowledgment.yaml` as written → what is looked for in messages and said in acknowledgments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inboxd.core.rules.document import Path
from inboxd.core.rules.evidence import Rule
from inboxd.core.rules.folder import ACKNOWLEDGMENT, TOPICS, OfLanguage, RulesFolder
from inboxd.core.rules.lint import lint_phrases
from inboxd.core.rules.mistakes import suggest
from inboxd.core.rules.pattern_text import unify
from inboxd.core.rules.phrase import Phrase, make_phrase
from inboxd.core.rules.phrases import index_phrases
from inboxd.core.rules.routes import read_conditions
from inboxd.core.rules.ruleset import HandsOff, Route
from inboxd.core.rules.understanding import NumberPattern, Understanding, WordOf, compile_number_pattern
from inboxd.core.rules.words_file import WordsFile
from inboxd.core.values.acknowledging import UNNAMED, Acknowledging, Inquiry, LanguageWords, ReplyWords

_PLACES = frozenset({"subject", "new"})
_MISTAKES = 100


def build_words(folder: RulesFolder) -> tuple[Understanding, ReplyWords]:
    """All words files, with the patterns of `acknowledgment.yaml`; mistakes go to the folder.

    Takes each words file out of the folder when it is done: as read it is several times as big as what is built.
    """
    topics: list[Phrase] = list(_shared_phrases(folder))
    labels: list[Phrase] = []
    between, joins = set[str](), set[str]()
    by_language: dict[str, LanguageWords] = {}
    patterns = tuple(_patterns(folder))
    while folder.words:
        words = folder.words.pop(0)
        _check_names(folder, words)
        topics.extend(_topic_phrases(folder, words))
        labels.extend(_number_phrases(folder, words))
        between.update(_as_read(each) for each in words.entries.between)
        joins.add(_as_read(words.entries.list_.last))
        by_language[words.entries.language] = _language_words(words)
        folder.documents.pop(words.document.file, None)
    kept, marks = tuple(topics), tuple(labels)
    folder.problems.extend(lint_phrases(kept))
    understanding = Understanding(
        topics=index_phrases(kept),
        labels=index_phrases(marks),
        between=tuple(sorted(between - {""}, key=lambda each: (-len(each), each))),
        joins=tuple(sorted(joins - {""})),
        patterns=patterns,
    )
    return understanding, ReplyWords(by_language)


def build_acknowledging(folder: RulesFolder, routes: tuple[Route, ...]) -> tuple[Acknowledging, tuple[HandsOff, ...]]:
    """What may be asked, and when a machine keeps silent; mistakes go to the folder."""
    entry = folder.acknowledgment
    if entry is None:
        return Acknowledging(), ()
    known = {
        "topics": {topic.name for topic in folder.topics.topics} if folder.topics else set[str](),
        "routes": {route.name for route in routes},
        "unless_given": {each.name for each in entry.identifiers},
    }
    for number, question in enumerate(entry.questions):
        for key, names in known.items():
            line = folder.line(ACKNOWLEDGMENT, ("questions", number, key))
            for name in (each for each in getattr(question, key) if each not in names):
                folder.error(ACKNOWLEDGMENT, line, f"there is no {name!r} for {key!r}", suggest(name, names))
    inquiries = tuple(
        Inquiry(each.name, frozenset(each.topics), frozenset(each.routes), frozenset(each.unless_given))
        for each in entry.questions
    )
    hands_off = tuple(HandsOff(each.why, read_conditions(each.when)) for each in entry.hands_off)
    for index, each in enumerate(hands_off):
        if not each.when:
            line = folder.line(ACKNOWLEDGMENT, ("hands_off", index))
            folder.error(ACKNOWLEDGMENT, line, "holds for every message", "write conditions under `when`")
    return Acknowledging(inquiries, tuple(entry.page)), hands_off


def _shared_phrases(folder: RulesFolder) -> Iterator[Phrase]:
    """Words of topics that belong to no one language."""
    for number, topic in enumerate(folder.topics.topics if folder.topics else ()):
        for index, written in enumerate(topic.phrases):
            path = ("topics", number, "phrases", index)
            yield from _phrase(folder, WordOf.TOPIC, topic.name, written, "", TOPICS, path)


def _topic_phrases(folder: RulesFolder, words: OfLanguage[WordsFile]) -> Iterator[Phrase]:
    language, file = words.entries.language, words.document.file
    for name, entry in words.entries.topics.items():
        for index, written in enumerate(entry.phrases):
            path = ("topics", name, "phrases", index)
            yield from _phrase(folder, WordOf.TOPIC, name, written, language, file, path)


def _number_phrases(folder: RulesFolder, words: OfLanguage[WordsFile]) -> Iterator[Phrase]:
    language, file = words.entries.language, words.document.file
    for name, entry in words.entries.numbers.items():
        for index, written in enumerate(entry.said):
            yield from _phrase(folder, WordOf.NUMBER, name, written, language, file, ("numbers", name, "said", index))
        for index, written in enumerate(entry.behind):
            path = ("numbers", name, "behind", index)
            yield from _phrase(folder, WordOf.BEHIND, name, written, language, file, path)


def _phrase(
    folder: RulesFolder, kind: WordOf, name: str, written: str, language: str, file: str, path: Path
) -> Iterable[Phrase]:
    line = folder.line(file, path)
    rule = Rule(kind, written, 1.0, _PLACES, language=language, file=file, line=line, name=name)
    try:
        return (make_phrase(rule),)
    except ValueError as error:
        folder.error(file, line, str(error), "write words as they stand in mails; `*` ends a word")
        return ()


def _patterns(folder: RulesFolder) -> Iterator[NumberPattern]:
    for number, entry in enumerate(folder.acknowledgment.identifiers if folder.acknowledgment else ()):
        for index, written in enumerate(entry.patterns):
            try:
                yield compile_number_pattern(entry.name, written)
            except ValueError as error:
                line = folder.line(ACKNOWLEDGMENT, ("identifiers", number, "patterns", index))
                folder.error(ACKNOWLEDGMENT, line, str(error), "patterns are RE2: no look-around, no back-references")


def _check_names(folder: RulesFolder, words: OfLanguage[WordsFile]) -> None:
    """Words for what there is not would never be used."""
    entries = folder.acknowledgment
    known = {
        "topics": {topic.name for topic in folder.topics.topics} if folder.topics else set[str](),
        "numbers": {UNNAMED, *(each.name for each in entries.identifiers)} if entries else set[str](),
        "questions": {each.name for each in entries.questions} if entries else set[str](),
    }
    file = words.document.file
    for key, names in known.items():
        unknown = [name for name in getattr(words.entries, key) if name not in names]
        for name in unknown[:_MISTAKES]:
            line = folder.line(file, (key, name))
            folder.error(file, line, f"there is no {name!r} among the {key}", suggest(name, names))


def _as_read(word: str) -> str:
    """The word as `judge.numbers` compares it with a text."""
    return unify(word).lower().strip(" ,、،")


def _language_words(words: OfLanguage[WordsFile]) -> LanguageWords:
    entries = words.entries
    return LanguageWords(
        between=entries.list_.between,
        last=entries.list_.last,
        opens=(entries.opens.today, entries.opens.tomorrow, entries.opens.later),
        topics={name: entry.title for name, entry in entries.topics.items() if entry.title},
        numbers={name: entry.title for name, entry in entries.numbers.items() if entry.title},
        questions=dict(entries.questions),
    )
