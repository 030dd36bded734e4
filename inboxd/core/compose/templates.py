"""Reply texts: what an admin writes in `replies/<name>.<language>.txt`, compiled once and filled in per letter.

A text is a subject line, a blank line and a body. It may use the variables below, `if`, comparisons of texts and a few
filters. That is all: no loops, calls, attributes or inclusion. So rendering cannot fail, cannot reach anything, and its
output is bounded by the length of the text.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2 import Template as JinjaTemplate
from jinja2.sandbox import SandboxedEnvironment

from inboxd.core.compose.lines import one_line
from inboxd.errors import Misconfigured, Problem, RulesRefused

FALLBACK_LANGUAGE = "en"
LONGEST_SOURCE = 20_000
LONGEST_SUBJECT_LINE = 200
LONGEST_VALUE = 500
DEEPEST_NESTING = 40
"""How deep a text may nest; Python needs minutes to compile some texts that nest a few hundred deep."""

FILTERS = frozenset({"upper", "lower", "capitalize", "title", "trim"})


@dataclass(frozen=True, slots=True)
class Words:
    """What a text may name; each is one line and may be empty unless said otherwise.

    Attributes:
        name: the customer's name.
        subject: the customer's own subject, without reply marks.
        token: the case token; never empty.
        reply_by: the promise as a phrase of the text's language, e.g. "today by 16:20"; "" when none is kept.
        team: who writes; never empty.
        address: ours, that the customer wrote to; never empty.
        answered_on: for a follow-up or reminder, the day on which a human answered, e.g. "Monday, 23 November".
        topic: what the message is about, e.g. "signing in"; "" when that is not sure.
        numbers: what the customer gave, e.g. "order A-20417 and invoice 5531".
        question_1, question_2: whole sentences; "" when nothing is missing.
        closed: "yes" while nobody works, else "".
        opens: when somebody works next, e.g. "on Monday, 23 November, at 09:00"; "" while somebody does.
        rating: "three" or "five" where a rating by reply is asked for, else "".
        rate_good, rate_okay, rate_bad: links for a rating in three steps, else "".
        rate_1, rate_2, rate_3, rate_4, rate_5: links for a rating in five steps, 5 is best, else "".
        incident: what is known about a declared disturbance that the message belongs to, else "".
    """

    name: str = ""
    subject: str = ""
    token: str = ""
    reply_by: str = ""
    team: str = ""
    address: str = ""
    answered_on: str = ""
    topic: str = ""
    numbers: str = ""
    question_1: str = ""
    question_2: str = ""
    closed: str = ""
    opens: str = ""
    incident: str = ""
    rating: str = ""
    rate_good: str = ""
    rate_okay: str = ""
    rate_bad: str = ""
    rate_1: str = ""
    rate_2: str = ""
    rate_3: str = ""
    rate_4: str = ""
    rate_5: str = ""


VARIABLES = tuple(each.name for each in fields(Words))

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.If,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Const,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
)
_COMPARISONS = frozenset({"eq", "ne", "in", "notin"})
_ADVICE = f"a text may use variables, `if`, `and`, `or`, `not`, `==`, `in` and the filters {', '.join(sorted(FILTERS))}"
_SUBJECT = re.compile(r"Subject:[ \t]*(.*)", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Template:
    """One compiled reply text.

    Attributes:
        language: of this text, which is not always the one that was wished for.
    """

    name: str
    language: str
    _subject: JinjaTemplate
    _body: JinjaTemplate

    def render(self, words: Words) -> tuple[str, str]:
        """Subject (one line) and body (`\\n` line ends, ends with one)."""
        filled = {name: one_line(value, LONGEST_VALUE) for name, value in asdict(words).items()}
        subject = one_line(self._subject.render(filled), LONGEST_SUBJECT_LINE)
        lines = (line.rstrip() for line in self._body.render(filled).splitlines())
        return subject, _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n") + "\n"


@dataclass(frozen=True, slots=True)
class Templates:
    """All compiled reply texts of a rules folder."""

    _by_key: Mapping[tuple[str, str], Template]

    def choose(self, name: str, language: str) -> Template:
        """The text in this language (also for a regional code such as "pt-BR"), else in English.

        Raises:
            Misconfigured: there is no text of that name.
        """
        wanted = language.replace("_", "-").lower()
        for each in (wanted, wanted.partition("-")[0], FALLBACK_LANGUAGE):
            found = self._by_key.get((name, each))
            if found is not None:
                return found
        file = _file(name, FALLBACK_LANGUAGE)
        raise Misconfigured(f"{file} is missing", hint="Write this reply text; English is for all who have no other.")

    def languages(self, name: str) -> tuple[str, ...]:
        """In which languages a text exists, sorted."""
        return tuple(sorted(language for each, language in self._by_key if each == name))


def compile_templates(sources: Mapping[tuple[str, str], str]) -> Templates:
    """Compile all reply texts, given by (name, language).

    Raises:
        RulesRefused: with every mistake in every text, by file and line.
    """
    templates, problems = read_templates(sources)
    if problems:
        raise RulesRefused(problems)
    return templates


def read_templates(sources: Mapping[tuple[str, str], str]) -> tuple[Templates, tuple[Problem, ...]]:
    """The texts that can be used, and every mistake in the others, by file and line."""
    compiled: dict[tuple[str, str], Template] = {}
    problems: list[Problem] = []
    environment = _environment()
    for (name, language), source in sorted(sources.items()):
        found = _compile(environment, name, language, source)
        if isinstance(found, Template):
            compiled[name, language] = found
        else:
            problems += found
        if (name, FALLBACK_LANGUAGE) not in sources:
            meant = f"write {_file(name, FALLBACK_LANGUAGE)}, for everybody whose language has no text"
            problems.append(Problem(_file(name, language), 0, "has no English counterpart", meant))
    return Templates(compiled), tuple(problems)


def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, loader=None
    )
    environment.globals.clear()
    return environment


def _compile(environment: SandboxedEnvironment, name: str, language: str, source: str) -> Template | list[Problem]:
    file = _file(name, language)
    text = source.removeprefix("\ufeff").replace("\r\n", "\n")
    problems = list(_shape_problems(file, text))
    if problems:
        return problems
    first, _, body = text.partition("\n")
    match = _SUBJECT.match(first)
    subject = match[1].strip() if match else ""
    # The line that is cut off stays as a blank one, so that Jinja counts lines as the admin's editor does.
    parts = (subject, "\n" + body)
    try:
        problems = [problem for part in parts for problem in _language_problems(environment, file, part)]
        return problems or Template(name, language, *(environment.from_string(part) for part in parts))
    except (RecursionError, SyntaxError, MemoryError):
        return [Problem(file, 0, "is nested too deeply", "a letter needs an `if` or two")]


def _shape_problems(file: str, text: str) -> Iterator[Problem]:
    first, _, rest = text.partition("\n")
    match = _SUBJECT.fullmatch(first.rstrip())
    if match is None or not match[1]:
        yield Problem(file, 1, "the first line must be the subject", "write e.g. `Subject: Re: {{ subject }}`")
    if rest.partition("\n")[0].strip():
        yield Problem(file, 2, "the line after the subject must be blank")
    if not rest.strip():
        yield Problem(file, 3, "there is no text")
    if len(text) > LONGEST_SOURCE:
        yield Problem(file, 0, f"is longer than {LONGEST_SOURCE} characters", "nobody reads an acknowledgment of pages")


def _language_problems(environment: SandboxedEnvironment, file: str, source: str) -> Iterator[Problem]:
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        yield Problem(file, error.lineno, error.message or "cannot be read", _ADVICE)
        return
    except ValueError:  # a number of thousands of digits
        yield Problem(file, 0, "cannot be read", _ADVICE)
        return
    if _is_nested_deeper(tree, DEEPEST_NESTING):
        yield Problem(file, 0, "is nested too deeply", "a letter needs an `if` or two")
        return
    for node in (tree, *tree.find_all(nodes.Node)):
        found = _node_problem(node)
        if found:
            what, meant = found
            yield Problem(file, node.lineno or 1, what, meant)


def _is_nested_deeper(tree: nodes.Node, most: int) -> bool:
    level: list[nodes.Node] = [tree]
    for _ in range(most):
        level = [child for node in level for child in node.iter_child_nodes()]
    return bool(level)


def _node_problem(node: nodes.Node) -> tuple[str, str] | None:
    match node:
        case nodes.Name() if node.ctx == "load" and node.name not in VARIABLES:
            near = difflib.get_close_matches(node.name, VARIABLES, n=1)
            meant = f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(VARIABLES)
            return f"there is no variable {node.name!r}", meant
        case nodes.Filter() if node.name not in FILTERS or node.args or node.kwargs:
            return f"the filter {node.name!r} cannot be used like this here", _ADVICE
        case nodes.Const() if not isinstance(node.value, str):
            return f"{node.value!r} is not a text", 'write texts in quotes, e.g. "yes"'
        case nodes.Compare() if wrong := next((each.op for each in node.ops if each.op not in _COMPARISONS), ""):
            return f"the comparison {wrong!r} cannot be used here", _ADVICE
        case nodes.CondExpr() if node.expr2 is None:
            return "an `if` within a value needs an `else`", 'e.g. {{ "Dear " ~ name if name else "Hello" }}'
        case _ if not isinstance(node, _ALLOWED):
            return f"{type(node).__name__.lower()!r} cannot be used here", _ADVICE
    return None


def _file(name: str, language: str) -> str:
    return f"replies/{name}.{language}.txt"
