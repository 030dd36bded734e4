"""Whether a machine sent it: marks on the message, and the words of machines in many languages."""
