"""Judging a Vosk model: what is said to it (`sayings`), what it makes of it (`judging`).

Used by `eval_model.py` and by the regression test. Nothing here trains, and nothing that trains
may read the evaluation's sentences or its held-out voices.
"""
