"""How well a rule set judges: mails that people have judged against its own verdicts, in figures."""
