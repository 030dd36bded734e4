"""Complaints that many customers share, noticed while they grow."""
