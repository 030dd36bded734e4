"""In how many shapes a secret is known, so that a server which repeats it tells nobody."""

import base64
from urllib.parse import quote

import pytest
from imapclient.util import to_unicode

from inboxd.edge.secretforms import all_forms, cut_out

SECRETS = ["correct-horse-battery", 'cor"rect\\horse', 'it\'s "correct" horse', "grösse-der-pferde", "six-on", "пароль"]


def as_imap(secret: str) -> str:
    return secret.replace("\\", "\\\\").replace('"', '\\"')


SHAPES = {
    "as it is": lambda secret: secret,
    "quoted for IMAP": as_imap,
    "in an answer that a library prints": lambda secret: str([f"LOGIN '{secret}\" no".encode()]),
    "quoted for IMAP in such an answer": lambda secret: str([f'LOGIN "{as_imap(secret)}" no'.encode()]),
    "for a URL": lambda secret: quote(secret, safe=""),
    "in base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "in base64 for a login": lambda secret: base64.b64encode(f"\0mira@bluehill.example\0{secret}".encode()).decode(),
    "read as ASCII": lambda secret: secret.encode().decode("ascii", "replace"),
    "read as ASCII by a library": lambda secret: to_unicode(secret.encode()),
}


def rest_of(shown: str, secret: str) -> str:
    return cut_out(all_forms([secret]), shown)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_of_a_secret_is_left_whatever_its_shape(secret, shape):
    shown = SHAPES[shape](secret)
    if shown:
        rest = rest_of(f"refused {shown} sorry", secret)
        assert "[secret]" in rest
        assert not any(piece in rest for piece in ("horse", "pferde", "six-on", "парол"))


def test_words_beside_a_secret_stay():
    assert rest_of("LOGIN support correct-horse rejected", "correct-horse") == "LOGIN support [secret] rejected"


def test_a_library_s_error_about_a_login_is_among_the_shapes():
    said = [b'LOGIN mira "a\\\\b-horse" no']
    assert "horse" not in rest_of(f"LOGIN command error: BAD {said}", "a\\b-horse")
