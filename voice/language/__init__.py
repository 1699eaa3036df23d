"""The wording of every language, read from `phrases/LANG.toml` and checked complete."""
