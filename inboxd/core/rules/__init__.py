"""What an admin may write, and its compiled, immutable form."""
