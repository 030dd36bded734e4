"""Judging, measured without servers: matching, the whole judge by stages, loading, memory, hostile texts.

python -m benchmarks judging [FIGURE.svg]    everything in one run; the figure needs the extra `plots`
"""

from __future__ import annotations

import gc
import importlib
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.invented import invented_folder, invented_phrases, invented_text
from benchmarks.judged_mails import corpus_mails, hostile_mails
from inboxd.core.judge.judge import judge
from inboxd.core.judge.texts import place_texts
from inboxd.core.judge.vote import voter_text
from inboxd.core.parse.automatic.signs import automatic_signs
from inboxd.core.parse.mail import parse_bytes
from inboxd.core.rules.compile import compile_rules
from inboxd.core.rules.drafts import DRAFTED_AT
from inboxd.core.rules.evidence import Rule
from inboxd.core.rules.phrase import make_phrase
from inboxd.core.rules.phrases import PhraseIndex, index_phrases
from inboxd.core.rules.ruleset import RuleSet
from inboxd.core.rules.vocabulary import SignalName
from inboxd.core.text.fold import fold
from inboxd.core.text.language import guess_language
from inboxd.core.values.mail import Mail
from inboxd.edge.rulefiles import compile_folder, read_rules_folder, starter_rules
from inboxd.edge.voter.shipped import shipped_voter

SIZES = (2_000, 20_000, 200_000)
COUNTS = (1_000, 10_000, 50_000)
SLOW_SECONDS = 0.5
STAGES = ("language", "fold", "phrases", "patterns", "automatic", "the rest", "voter", "voter's words")


def took(work: Callable[[], object], times: int) -> float:
    """The median in seconds; once only when it is slow."""
    samples = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        samples.append(time.perf_counter() - begun)
        if samples[0] > SLOW_SECONDS:
            break
    return statistics.median(samples)


# --- matching --------------------------------------------------------------------------------------------------------


def matching() -> dict[str, dict[int, list[float]]]:
    """Milliseconds by matcher and number of phrases, one figure for each size of text."""
    figures: dict[str, dict[int, list[float]]] = {}
    for count in COUNTS:
        phrases = invented_phrases(count)
        texts = [invented_text(size, phrases) for size in SIZES]
        for name, find in matchers(phrases).items():
            row = [took(lambda find=find, text=text: find(text), 15) * 1000 for text in texts]
            figures.setdefault(name, {})[count] = row
    return figures


def matchers(phrases: list[str]) -> dict[str, Callable[[str], object]]:
    """Ours folds the text and tests word edges besides; the others only fold case."""
    ours = _index(phrases)
    alternation = re.compile("|".join(map(re.escape, sorted(map(str.casefold, phrases), key=len, reverse=True))))
    return {
        "inboxd": lambda text: ours.find(fold(text), "new", "en"),
        "re, alternation": lambda text: list(alternation.finditer(text.casefold())),
        "in, one by one": lambda text: _contained(phrases, text.casefold()),
    }


def _index(phrases: list[str]) -> PhraseIndex:
    place = frozenset({"new"})
    return index_phrases(tuple(make_phrase(Rule(SignalName.BLOCKED, each, 1.0, place)) for each in phrases))


def _contained(phrases: Iterable[str], text: str) -> list[str]:
    return [each for each in phrases if each in text]


def print_matching(figures: dict[str, dict[int, list[float]]]) -> None:
    print(f"\nmatching, ms        {'phrases':>8}" + "".join(f"{size // 1000:>9} KB" for size in SIZES))
    for name, rows in figures.items():
        for count, row in rows.items():
            print(f"  {name:17} {count:>8}" + "".join(f"{each:>12.2f}" for each in row))


# --- the whole judge -------------------------------------------------------------------------------------------------


def stages(raws: list[bytes], mails: list[Mail], rules: RuleSet) -> dict[str, float]:
    """Median microseconds of each stage of a mail, each run on its own; `judge` is the whole without parsing."""
    silent = replace(rules, vote=0.0)
    parts: dict[str, Callable[[int], object]] = {
        "parse": lambda each: parse_bytes(raws[each], DRAFTED_AT),
        "language": lambda each: guess_language(f"{mails[each].subject}\n{mails[each].text.new[:500]}"),
        "fold": lambda each: [fold(text) for _, text in _places(mails[each], rules)],
        "fold, phrases": lambda each: [
            rules.phrases.find(fold(text), place, "en") for place, text in _places(mails[each], rules)
        ],
        "patterns": lambda each: [
            list(rules.patterns.find(text, place, "en")) for place, text in _places(mails[each], rules)
        ],
        "automatic": lambda each: automatic_signs(mails[each]),
        "voter": lambda each: _likeness(rules, mails[each]),
        "unvoted": lambda each: judge(mails[each], silent),
        "judge": lambda each: judge(mails[each], rules),
    }
    samples: dict[str, list[float]] = {name: [] for name in parts}
    for name, work in parts.items():
        for each in range(len(mails)):
            begun = time.perf_counter()
            work(each)
            samples[name].append((time.perf_counter() - begun) * 1e6)
    found = {name: statistics.median(times) for name, times in samples.items()}
    found["p99"] = sorted(samples["judge"])[int(len(mails) * 0.99)]
    found["phrases"] = found.pop("fold, phrases") - found["fold"]
    found["voter's words"] = found["judge"] - found["unvoted"] - found["voter"]
    found["the rest"] = found["unvoted"] - sum(found[name] for name in STAGES[:5])
    return found


def _places(mail: Mail, rules: RuleSet) -> Iterable[tuple[str, str]]:
    return place_texts(mail, rules.places)


def _likeness(rules: RuleSet, mail: Mail) -> object:
    return rules.voter.read(voter_text(mail.subject, mail.text.new)).likeness if rules.voter else None


def print_stages(found: dict[str, float], count: int, rules: RuleSet) -> None:
    held = f"{len(rules.phrases.phrases)} phrases, {len(rules.patterns.patterns)} patterns"
    print(f"\nwhole judge, {count} mails of 3.6 KB, {held}")
    print(f"  {'median':32} {found['judge'] / 1000:8.2f} ms\n  {'p99':32} {found['p99'] / 1000:8.2f} ms")
    for name in STAGES:
        print(f"  {name:32} {found[name] / 1000:8.2f} ms {found[name] / found['judge']:6.0%}")
    print(f"  {'(parsing, before)':32} {found['parse'] / 1000:8.2f} ms")


# --- loading, memory, hostile texts ----------------------------------------------------------------------------------


def loading() -> dict[str, float]:
    """Seconds to read and compile, without running examples."""
    invented = invented_folder(invented_phrases(10_000), 100)
    voter = shipped_voter()
    return {
        "10,000 phrases, 100 patterns": min(took(lambda: compile_rules(invented), 1) for _ in range(5)),
        "the shipped rules": min(
            took(lambda: compile_rules(read_rules_folder(starter_rules()), voter), 1) for _ in range(3)
        ),
        "weights of the voter": took(shipped_voter.__wrapped__, 5),
    }


MEMORY = """
import json
from benchmarks.judged_mails import corpus_mails
def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))
from inboxd.core.judge.judge import judge
from inboxd.core.rehearse import examine
from inboxd.core.text.language_model import ask_model
from inboxd.core.text.latin_words import LATIN_WORDS
from inboxd.edge.rulefiles import compile_folder, starter_rules
from inboxd.edge.voter.shipped import shipped_voter
found = {"libraries": resident()}
shipped_voter()
found["and the voter"] = resident()
rules = compile_folder(starter_rules())
found["and the rules"] = resident()
for mail in corpus_mails(200)[1]:
    judge(mail, rules)
found["and 200 mails judged"] = resident()
ask_model("hallo", tuple(LATIN_WORDS))
found["and the model of languages"] = resident()
print(json.dumps(found))
"""


def memory() -> dict[str, float]:
    """Megabytes resident in a process of its own, one thing loaded after the other."""
    done = subprocess.run([sys.executable, "-c", MEMORY], cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def hostile(rules: RuleSet) -> dict[str, float]:
    """Milliseconds of judging each."""
    return {
        name: min(took(lambda mail=mail: judge(mail, rules), 1) for _ in range(3)) * 1000
        for name, mail in hostile_mails().items()
    }


# --- all of it -------------------------------------------------------------------------------------------------------


def main() -> None:
    """Measure, print, and draw when a file is named."""
    figures = matching()
    print_matching(figures)
    rules = compile_folder(starter_rules())
    gc.freeze()
    raws, mails = corpus_mails(400)
    for mail in mails[:50]:
        judge(mail, rules)
    print_stages(stages(raws, mails, rules), len(mails), rules)
    for title, unit, found in (
        ("loading", "s", loading()),
        ("memory, resident", "MB", memory()),
        ("hostile texts of 200 KB, judged", "ms", hostile(rules)),
    ):
        print(f"\n{title}")
        for name, figure in found.items():
            print(f"  {name:32} {figure:8.2f} {unit}")
    if len(sys.argv) > 1:
        importlib.import_module("benchmarks.growth_figure").draw(figures, SIZES, Path(sys.argv[1]))


if __name__ == "__main__":
    main()
