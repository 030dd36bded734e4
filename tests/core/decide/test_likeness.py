"""The same machine under another name or in other words; and people who are none."""

import pytest

from inboxd.core.decide.likeness import are_alike, owned_domain, passage_marks, repeated_case
from inboxd.core.values.customers import TrustedSource
from inboxd.core.values.mail import Address
from tests.builders import make_mail

TEXT = (
    "Your ticket 17 was received and will be answered in the order in which it came. If your system is down, "
    "call our emergency line at once and name the number of your ticket."
)
CHINESE = "您的工单已经收到我们会按照顺序处理如果系统无法使用请立即拨打我们的紧急电话并说明您的工单编号谢谢"


@pytest.mark.parametrize(
    ("one", "other"),
    [("ticket-1", "ticket-22"), ("help", "help+77"), ("helpdeska", "helpdeskb"), ("helpdesk", "helpdesks")],
)
def test_addresses_that_differ_in_a_number_a_tag_or_one_byte_are_alike(one, other):
    assert are_alike(f"{one}@tickets.example", f"{other}@tickets.example")
    assert not are_alike(f"{one}@tickets.example", f"{other}@elsewhere.example")


@pytest.mark.parametrize(("one", "other"), [("anna", "anne"), ("17", "18"), ("mira.hill", "jon.hill"), ("a1", "b1")])
def test_people_with_short_or_other_names_are_not_alike(one, other):
    assert not are_alike(f"{one}@bluehill.example", f"{other}@bluehill.example")


@pytest.mark.parametrize("changed", [TEXT.replace("order", "garden"), TEXT.replace("17", "4711"), f"Hello, {TEXT}"])
def test_a_changed_word_or_number_is_still_the_same_text(changed):
    known = dict.fromkeys(passage_marks(make_mail(TEXT)), "case")
    assert repeated_case(make_mail(changed), known) == "case"
    assert repeated_case(make_mail(changed, sender="x@other.example"), known) == ""


def test_a_language_without_blanks_is_compared_by_letters():
    known = dict.fromkeys(passage_marks(make_mail(CHINESE)), "case")
    assert repeated_case(make_mail(CHINESE.replace("紧急", "服务")), known) == "case"


def test_two_people_who_begin_alike_are_no_repetition():
    known = dict.fromkeys(passage_marks(make_mail(f"Hello, the system is down since this morning. {TEXT}")), "case")
    other = "Hello, the system is slow since this morning, and my invoices of March name a wrong address."
    assert repeated_case(make_mail(other), known) == ""


def test_mails_of_a_form_share_their_words_and_are_compared_with_none():
    assert passage_marks(make_mail(TEXT, source=TrustedSource())) == ()


def test_a_domain_is_owned_unless_everybody_can_have_an_address_there():
    assert owned_domain(Address("a@post.bluehill.example")) == "bluehill.example"
    assert owned_domain(Address(f"a@{'bluehill.co.uk'}")) == "bluehill.co.uk"
    assert owned_domain(Address("a@gmail.example")) == ""
    for provider in ("abv.bg", "ezweb.ne.jp"):
        assert owned_domain(Address(f"a@{provider}")) == ""
