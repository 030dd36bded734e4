"""Public holidays of countries and their regions, by the library `holidays`; pure data, the same on every computer."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

import holidays
from holidays.registry import COUNTRIES

_NAMES_IN = "en_US"


@lru_cache(maxsize=256)
def public_holidays(country: str, region: str, categories: tuple[str, ...], year: int) -> Mapping[date, str]:
    """The holidays of a year with their names, in English where the library knows them.

    Args:
        country: ISO 3166-1 alpha-2.
        region: as in `regions_of`; "" for what the whole country keeps.
        categories: as in `categories_of`; empty for public holidays.

    Raises:
        ValueError: the library does not know such a country, region or category.
    """
    if country not in _regions() or region not in ("", *regions_of(country)):
        raise ValueError(f"no public holidays are known of {country!r}, region {region!r}")
    if strange := set(categories) - set(categories_of(country)):
        raise ValueError(f"no public holidays are known of {country!r} of the kind {min(strange)!r}")
    with warnings.catch_warnings():
        # Of years far away the library knows a part only and warns of it; what it knows is better than nothing.
        warnings.simplefilter("ignore")
        # Without a language the library would ask the environment of the process for one.
        found = holidays.country_holidays(
            country, subdiv=region or None, years=year, language=_NAMES_IN, categories=categories or None
        )
    return dict(found.items())


def countries() -> Mapping[str, str]:
    """Codes (ISO 3166-1 alpha-2) of the countries whose holidays are known, by the country's name in lower case."""
    return {name.replace("_", " "): codes[1] for name, codes in COUNTRIES.items()}


def regions_of(country: str) -> tuple[str, ...]:
    """The regions of a country that have holidays of their own, ISO 3166-2 without the country; () when unknown."""
    return _regions().get(country, ())


def categories_of(country: str) -> tuple[str, ...]:
    """The kinds of holidays that are known of a country; () when unknown."""
    if country not in _regions():
        return ()
    return tuple(holidays.country_holidays(country, language=_NAMES_IN).supported_categories)


@cache
def _regions() -> Mapping[str, tuple[str, ...]]:
    return {country: tuple(regions) for country, regions in holidays.list_supported_countries().items()}
