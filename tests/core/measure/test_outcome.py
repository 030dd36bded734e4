from __future__ import annotations

from inboxd.core.measure.corpus import read_corpus
from inboxd.core.measure.labels import known_labels
from inboxd.core.measure.outcome import Outcome, alarmed, judge_labelled, overlooked, read_labelled
from inboxd.core.rules.compile import compile_rules
from tests.core.measure.mails import line, lines_file, outcome
from tests.core.rules.folders import rules_files

RULES = compile_rules(rules_files())


def judged(**changes: object) -> Outcome:
    (mail,) = read_corpus([lines_file(line(**changes))], known_labels(RULES)).mails
    return judge_labelled(mail, read_labelled(mail), RULES)


def test_an_urgent_mail_that_is_raised_is_found():
    found = judged()
    assert (found.urgent, found.raised, found.right, found.route, found.objection) == (True, True, True, "priority", "")


def test_an_urgent_mail_that_is_not_raised_says_why():
    found = judged(text="It stands still.")
    assert (found.urgent, found.raised, found.right) == (True, False, False)
    assert found.objection == "for 'priority': heat is 0, needs >= 5"


def test_an_alarm_says_which_route_was_in_the_way():
    found = judged(route="question")
    assert (found.urgent, found.raised, found.right) == (False, True, False)
    assert found.objection == "'priority' stands above it and fits"


def test_a_label_without_a_route_is_always_wrong_and_says_so():
    assert judged(route="spam", text="Buy!").objection == "these rules have no route for 'spam'"


def test_quoted_words_of_a_labelled_mail_do_not_count():
    assert judged(route="question", text="Fine.\n\n> The site is down").right


def test_the_judge_tells_the_language_that_nobody_said():
    text = "Kann ich die Rechnung bitte noch einmal als Datei bekommen? Vielen Dank und schöne Grüße aus der Werkstatt."
    (mail,) = read_corpus([lines_file(line(text=text), folders=())], known_labels(RULES)).mails
    assert judge_labelled(mail, read_labelled(mail), RULES).language == "de"
    assert judged(text=text).language == "en"


def test_the_worst_mistakes_come_first():
    cold = outcome(id="b", raised=False, heat=0.0)
    warm = outcome(id="a", raised=False, heat=4.0)
    false = [outcome("question", urgent=False, heat=heat, id=str(heat)) for heat in (6.0, 20.0, 9.0)]
    everything = [warm, *false, cold, outcome(), outcome("question", urgent=False, raised=False)]
    assert overlooked(everything) == (cold, warm)
    assert [each.heat for each in alarmed(everything)] == [20.0, 9.0, 6.0]


def test_no_language_fills_the_list_of_equally_bad_ones():
    ids = ("ar-1", "ar-2", "ja-1", "ja-2")
    missed = [outcome(id=each, language=each[:2], raised=False, heat=0.0) for each in ids]
    assert [each.labelled.id for each in overlooked(missed)] == ["ar-1", "ja-1", "ar-2", "ja-2"]
