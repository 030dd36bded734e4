"""The statistical model of languages, asked only where words and letters do not tell them apart."""

from __future__ import annotations

import copy
from functools import cache
from typing import TYPE_CHECKING

from inboxd.core.text.language_words import CYRILLIC_WORDS
from inboxd.core.text.latin_words import LATIN_WORDS

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier


def ask_model(text: str, candidates: tuple[str, ...]) -> str:
    """The likeliest of the candidates, or "und" when the model cannot be loaded."""
    try:
        model = _model_for(candidates)
    except OSError:
        # The library unpacks its model into a temporary file: on a full disk the language stays unknown, no more.
        return "und"
    language, _ = model.classify(text)
    return str(language)


@cache
def _model_for(candidates: tuple[str, ...]) -> LanguageIdentifier:
    """The model restricted to some languages; the tables behind it are loaded once."""
    model = copy.copy(_model())
    model.set_languages(candidates)
    return model


@cache
def _model() -> LanguageIdentifier:
    """The model without the columns of the many languages that are never asked for: they are a third of its memory."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - half a second, and often not needed

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages((*LATIN_WORDS, *CYRILLIC_WORDS))
    return LanguageIdentifier(
        whole.nb_ptc, whole.nb_pc, whole.nb_classes, whole.tk_nextmove, whole.tk_output, tk_row=whole.tk_row
    )
