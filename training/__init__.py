"""Makes the weights of the statistical judge from the judged mails in `tests/corpus`; see docs/judging.md."""
