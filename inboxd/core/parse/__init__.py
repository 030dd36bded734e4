"""Bytes become a `Mail`, whatever the bytes are."""
