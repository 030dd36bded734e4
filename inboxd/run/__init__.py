"""JOINS: the long-lived tasks, each of which reads as a sentence."""
