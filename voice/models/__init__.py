"""Recognition models and natural voices as they lie on this machine: chosen, verified and tried.

Nothing here goes online, and nothing listens or speaks with them.
"""
