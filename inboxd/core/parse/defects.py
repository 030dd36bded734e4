"""What can be wrong with a message, as stable codes."""

from __future__ import annotations

from enum import StrEnum

from inboxd.core.parse import limits
from inboxd.core.values.mail import Defect


class DefectCode(StrEnum):
    """Every defect that parsing reports. Each names a cut, a guess or something unreadable; none stops the parse."""

    ADDRESS_INVALID = "address-invalid"
    """An address was left out because nobody could be reached by it."""
    BOUNDARY_MISSING = "boundary-missing"
    """A multipart without its boundary: read as plain text."""
    BOUNDARY_UNCLOSED = "boundary-unclosed"
    """A multipart that ends without its closing boundary."""
    CHARSET_GUESSED = "charset-guessed"
    """No usable charset was declared, or the bytes contradict it."""
    CHARSET_REFUSED = "charset-refused"
    """The declared charset is unknown or no text encoding."""
    DATE_INVALID = "date-invalid"
    """The Date field cannot be read."""
    DEPTH_CUT = "depth-cut"
    """Parts nested too deep."""
    ENCODING_BROKEN = "encoding-broken"
    """Base64, quoted-printable or uuencode with errors: what could be read was."""
    ENCODING_UNKNOWN = "encoding-unknown"
    """An unknown transfer encoding: read as it stands."""
    HEADER_CUT = "header-cut"
    """One header field longer than is read."""
    HEADER_MALFORMED = "header-malformed"
    """A line among the headers that is no header."""
    HEADERS_CUT = "headers-cut"
    """More headers, or more octets of headers, than are read."""
    HTML_CUT = "html-cut"
    """More HTML than is read."""
    MESSAGE_CUT = "message-cut"
    """The message is larger than is read."""
    NO_SENDER = "no-sender"
    """No From address that can be used."""
    ONLY_QUOTED = "only-quoted"
    """Nothing was left after quotes, signature and disclaimer went: the whole body counts as new."""
    PARTS_CUT = "parts-cut"
    """More parts than are read."""
    SEVERAL_SENDERS = "several-senders"
    """Several From addresses: none is taken for the sender."""
    TEXT_CUT = "text-cut"
    """More text than is read."""


class Defects:
    """Collects defects while one message is parsed; each code once, with its first detail.

    Attributes:
        guesses_left: how many charsets of this message may still be guessed, which costs more than all else.
    """

    __slots__ = ("_found", "guesses_left")

    def __init__(self) -> None:
        self._found: dict[DefectCode, str] = {}
        self.guesses_left = limits.CHARSET_GUESSES

    def add(self, code: DefectCode, detail: str = "") -> None:
        """Note a defect; `detail` is one line without customer text."""
        self._found.setdefault(code, detail)

    def found(self) -> tuple[Defect, ...]:
        """All defects in the order in which they were met."""
        return tuple(Defect(str(code), detail) for code, detail in self._found.items())
