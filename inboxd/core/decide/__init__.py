"""A verdict and what happened before become a `Plan`; nothing happens while deciding."""
