"""Guides: the questions of a session, read from a file and checked, or taken from an article.

Who says the questions, and when, is a scene's.
"""
