"""The statistical judge: reads a text and says what kind of mail it is like."""
