"""Composition: the only room that chooses adapters and puts a scene on them.

It prints nothing and exits nowhere; `cli` does both.
"""
