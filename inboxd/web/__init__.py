"""SHOWS: health, metrics, pages. Read-only."""
