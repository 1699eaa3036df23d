"""What asking "did you mean" is worth and costs: lone passages said, and what comes of them.

What is said is here; whether it is a command is the product's own judgement, never this package's.
"""
