"""An expired certificate is the server's to renew: no setting of ours helps."""

from __future__ import annotations

import ssl

import pytest

from inboxd.config.accounts import SmtpSettings
from inboxd.edge.mailbox.refusals import translate
from inboxd.edge.outbox import opening
from inboxd.edge.outbox.replies import Ear
from inboxd.errors import Misconfigured


def distrust(why: str) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message, error.reason = why, "CERTIFICATE_VERIFY_FAILED"
    return error


@pytest.mark.parametrize(
    ("why", "word"), [("certificate has expired", "Renew"), ("self-signed certificate", "ca_file")]
)
def test_the_advice_is_to_renew_an_expired_certificate_and_to_check_the_settings_of_any_other(why, word):
    by_imap = translate(distrust(why), "connect")
    by_smtp = opening._untrusted(distrust(why), SmtpSettings(host="smtp.ourshop.example"), Ear(("", "")))
    for error in (by_imap, by_smtp):
        assert isinstance(error, Misconfigured)
        assert why in str(error)
        assert word in error.hint
        assert ("Renew" in error.hint) == ("expired" in why)
