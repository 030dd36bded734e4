"""The weights of the shipped statistical judge."""
