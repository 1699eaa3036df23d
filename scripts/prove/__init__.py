"""Proofs of what SECURITY.md claims: `scripts/prove/__main__.py` runs them, one module each.

Every module has `prove(size, progress)` and returns figures with their goals. A proof that
searches for something also plants it, and fails where the planted fault is not found.
"""
