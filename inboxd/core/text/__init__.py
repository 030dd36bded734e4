"""Letters and scripts: folding with offsets, and which language a text is in."""
