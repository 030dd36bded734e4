"""A `Mail` and a `RuleSet` become a `Verdict`, with the words that caused it."""
