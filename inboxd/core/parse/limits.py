"""How much of a message is read. Every cut is a defect; nothing here is a setting."""

from __future__ import annotations

from typing import Final

RAW_OCTETS: Final = 30_000_000
HEADER_BLOCK_OCTETS: Final = 256_000
HEADERS: Final = 1_000
HEADER_OCTETS: Final = 16_000
ADDRESSES: Final = 500
MESSAGE_IDS: Final = 200
DEPTH: Final = 20
PARTS: Final = 200
BOUNDARY_CANDIDATES: Final = 5_000
CHARSET_GUESSES: Final = 500
TEXT_CHARACTERS: Final = 2_000_000
HTML_CHARACTERS: Final = 1_000_000
SUBJECT_CHARACTERS: Final = 2_000
NAME_CHARACTERS: Final = 200
