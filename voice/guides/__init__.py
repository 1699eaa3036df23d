"""Guides: the questions of a session, read from a file and checked, or taken from an article."""
