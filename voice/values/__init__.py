"""What was said, and what can go wrong: frozen values that every room knows.

Nothing here reads the machine.
"""
