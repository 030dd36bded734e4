import pytest
from hypothesis import given
from hypothesis import strategies as st

from inboxd.core.compose.templates import VARIABLES, Templates, Words, compile_templates
from inboxd.errors import Misconfigured, Problem, RulesRefused

ENGLISH = """\
Subject: Re: {{ subject or "your message" }} [{{ token }}]

{% if name %}
Dear {{ name }},
{% else %}
Hello,
{% endif %}

that must not happen.
{% if reply_by %}
You will hear from {{ team }} {{ reply_by }}.
{% endif %}
"""

WORDS = Words(
    name="Mira", subject="Help", token="K7QX-2M4D", reply_by="today by 16:20", team="Larch", address="a@b.example"
)


def compiled(source: str, language: str = "en") -> Templates:
    return compile_templates({("urgent", "en"): ENGLISH, ("urgent", language): source})


def problems(source: str) -> tuple[Problem, ...]:
    with pytest.raises(RulesRefused) as caught:
        compiled(source)
    return caught.value.problems


def body(source: str, words: Words = WORDS) -> str:
    return compiled(f"Subject: x\n\n{source}").choose("urgent", "en").render(words)[1]


class TestRendering:
    def test_fills_in_the_words(self):
        subject, text = compiled(ENGLISH).choose("urgent", "en").render(WORDS)
        assert subject == "Re: Help [K7QX-2M4D]"
        assert text == "Dear Mira,\n\nthat must not happen.\nYou will hear from Larch today by 16:20.\n"

    def test_leaves_out_what_is_not_known(self):
        subject, text = compiled(ENGLISH).choose("urgent", "en").render(Words(token="K7QX-2M4D"))
        assert subject == "Re: your message [K7QX-2M4D]"
        assert text == "Hello,\n\nthat must not happen.\n"

    def test_keeps_a_customers_words_on_one_line_and_does_not_read_them_as_a_text_of_ours(self):
        assert body("{{ name }}", Words(name="{{ team }}\r\nBcc: x@y.example")) == "{{ team }} Bcc: x@y.example\n"

    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ("{{ name|upper }}", "MIRA\n"),
            ('{{ "Dear " ~ name if name else "Hello" }}', "Dear Mira\n"),
            ('{% if subject == "Help" and not answered_on %}yes{% endif %}', "yes\n"),
            ('{% if "el" in subject %}yes{% elif name %}no{% endif %}', "yes\n"),
            ("{# a note for colleagues #}text", "text\n"),
            ("one\r\n\r\n\r\n\r\ntwo   \r\n", "one\n\ntwo\n"),
            ("5 < 6 & 7", "5 < 6 & 7\n"),
        ],
    )
    def test_knows_what_a_letter_needs(self, source, text):
        assert body(source) == text

    @given(st.builds(Words, **dict.fromkeys(VARIABLES, st.text())))
    def test_never_fails_and_is_bounded(self, words):
        subject, text = compiled(ENGLISH).choose("urgent", "en").render(words)
        assert len(subject) <= 200
        assert len(subject.splitlines()) <= 1
        assert len(text) < 2000


class TestChoosing:
    def test_takes_the_customers_language(self):
        texts = compiled("Subject: Aw: {{ subject }}\n\nDas darf nicht sein.\n", "de")
        for language in ("de", "de-AT", "de_CH", "DE"):
            assert texts.choose("urgent", language).language == "de"

    @pytest.mark.parametrize("language", ["und", "", "pt", "tlh-x-y"])
    def test_falls_back_to_english(self, language):
        assert compiled(ENGLISH).choose("urgent", language).language == "en"

    def test_says_which_file_is_missing(self):
        with pytest.raises(Misconfigured, match=r"replies/follow_up\.en\.txt"):
            compiled(ENGLISH).choose("follow_up", "de")

    def test_lists_the_languages_of_a_text(self):
        assert compiled(ENGLISH, "de").languages("urgent") == ("de", "en")

    def test_of_none_is_possible(self):
        assert compile_templates({}).languages("urgent") == ()


class TestMistakes:
    @pytest.mark.parametrize(
        ("source", "line", "what"),
        [
            ("Dear {{ name }}", 1, "the first line must be the subject"),
            ("Subject:\n\ntext", 1, "the first line must be the subject"),
            ("", 1, "the first line must be the subject"),
            ("Subject: x\ntext", 2, "the line after the subject must be blank"),
            ("Subject: x\n\n  \n", 3, "there is no text"),
            ("Subject: {{ nmae }}\n\ntext", 1, "there is no variable 'nmae'"),
            ("Subject: x\n\ntext\n\n{{ custmer }}", 5, "there is no variable 'custmer'"),
            ("Subject: x\n\n\n{% if name %}\ntext", 5, "Unexpected end of template"),
            ("Subject: x\n\n{{ name", 3, "unexpected end of template"),
            ("Subject: x\n\n{% for a in name %}{% endfor %}", 3, "'for' cannot be used here"),
            ("Subject: x\n\n{% set a = name %}", 3, "'assign' cannot be used here"),
            ("Subject: x\n\n{% include 'secret' %}", 3, "'include' cannot be used here"),
            ("Subject: x\n\n{% macro a() %}{% endmacro %}", 3, "'macro' cannot be used here"),
            ("Subject: x\n\n{{ name.__class__ }}", 3, "'getattr' cannot be used here"),
            ("Subject: x\n\n{{ name['upper'] }}", 3, "'getitem' cannot be used here"),
            ("Subject: x\n\n{{ name.upper() }}", 3, "'call' cannot be used here"),
            ("Subject: x\n\n{{ range(9) }}", 3, "'call' cannot be used here"),
            ("Subject: x\n\n{{ 'x' * 1000000000 }}", 3, "'mul' cannot be used here"),
            ("Subject: x\n\n{{ '%1000000000d' % 1 }}", 3, "'mod' cannot be used here"),
            ("Subject: x\n\n{{ name|center(1000000000) }}", 3, "the filter 'center' cannot be used"),
            ("Subject: x\n\n{{ name|trim('x') }}", 3, "the filter 'trim' cannot be used"),
            ("Subject: x\n\n{{ name > 3 }}", 3, "the comparison 'gt' cannot be used here"),
            ("Subject: x\n\n{{ 3 }}", 3, "3 is not a text"),
            ("Subject: x\n\n{{ 'x' if name }}", 3, "an `if` within a value needs an `else`"),
        ],
    )
    def test_are_told_with_their_line(self, source, line, what):
        found = problems(source)
        assert any(each.line == line and each.what.startswith(what) for each in found), found
        assert {each.file for each in found} == {"replies/urgent.en.txt"}

    def test_come_with_what_was_probably_meant(self):
        assert problems("Subject: x\n\n{{ nmae }}")[0].meant == "did you mean 'name'?"

    def test_of_all_texts_are_told_at_once(self):
        with pytest.raises(RulesRefused) as caught:
            compile_templates({("a", "en"): "", ("b", "en"): "Subject: x\n\n{{ y }} {{ z }}", ("c", "de"): ENGLISH})
        assert [(each.file, each.line) for each in caught.value.problems] == [
            ("replies/a.en.txt", 1),
            ("replies/a.en.txt", 3),
            ("replies/b.en.txt", 3),
            ("replies/b.en.txt", 3),
            ("replies/c.de.txt", 0),
        ]

    def test_of_length_are_told(self):
        assert any("longer than" in each.what for each in problems("Subject: x\n\n" + "x" * 20_000))

    @pytest.mark.parametrize("source", ["{{ " + "(" * 5000 + "name" + ")" * 5000 + " }}", "{% if name %}" * 1200])
    def test_of_depth_are_told_and_harm_nothing(self, source):
        assert problems(f"Subject: x\n\n{source}{'{% endif %}' * source.count('if')}"[:20_000])

    @given(st.text(alphabet=st.sampled_from("{}%#| \n'\"name.if(else)~[]=*")))
    def test_of_any_kind_end_in_a_report_or_in_a_text_that_can_be_rendered(self, source):
        try:
            texts = compiled(f"Subject: x\n\n{source}")
        except RulesRefused:
            return
        texts.choose("urgent", "en").render(WORDS)
