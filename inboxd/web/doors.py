"""The login form."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

_PAGES = Environment(loader=PackageLoader("inboxd.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def login_page(mistake: str = "") -> str:
    """The form, with what was wrong the last time."""
    return _PAGES.get_template("login.html").render(mistake=mistake)
