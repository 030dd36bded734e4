"""Which messages trends count, and what is kept of them."""

from dataclasses import replace

from inboxd.core.decide.arrival import decide_arrival
from inboxd.core.decide.complaint import with_complaint
from inboxd.core.values.history import History
from inboxd.core.values.reasons import Reason
from inboxd.core.values.verdict import Sign
from tests.builders import make_ground, make_judged, make_mail, make_verdict

MAIL = make_mail("The export says ERR-5512 since this morning, please help.", subject="Re: Export broken")


def complaint_of(judged):
    return with_complaint(decide_arrival(judged, History(), make_ground()), judged).complaint


def test_a_message_that_opens_a_case_is_counted_without_its_sentences():
    judged = replace(make_judged(MAIL), verdict=make_verdict(topics=("upload-export",), language="en"))
    complaint = complaint_of(judged)
    assert (complaint.customer, complaint.domain) == ("mira@bluehill.example", "bluehill.example")
    assert (complaint.topics, complaint.language) == (("upload-export",), "en")
    assert complaint.at == judged.arrival.received_at
    assert complaint.case_id
    assert complaint.words[0] == "#err-5512"
    assert {"export", "broken"} <= set(complaint.words)
    assert all(" " not in word for word in complaint.words)


def test_a_message_that_opens_no_case_is_not_counted():
    judged = make_judged(MAIL)
    quiet = replace(judged.verdict.route, name="praise", opens_case=False)
    assert complaint_of(replace(judged, verdict=replace(judged.verdict, route=quiet))) is None


def test_a_message_that_is_known_already_is_not_counted_again():
    judged = make_judged(MAIL)
    history = History(known={judged.mail.identity: "message-1"})
    assert with_complaint(decide_arrival(judged, history, make_ground()), judged).complaint is None


def test_what_a_machine_wrote_is_no_complaint_whatever_its_route():
    assert (
        complaint_of(
            make_judged(MAIL, signs=(Sign(Reason.AUTO_SUBMITTED.value, "Auto-Submitted: auto-generated", True),))
        )
        is None
    )
