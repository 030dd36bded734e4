"""inboxd: no upset customer waits, no complaint is ignored."""

__version__ = "0.1.0"
