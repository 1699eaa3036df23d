"""The wording of every language, read from `phrases/LANG.toml` and checked complete.

What is said when is not decided here.
"""
