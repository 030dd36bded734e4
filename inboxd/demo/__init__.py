"""The true daemon on embedded servers with sample mail, so that a newcomer sees it work."""
