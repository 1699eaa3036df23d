"""A simulated room and a synthetic client: whole sessions without a sound card.

Only the two devices are simulated here. The conversation, the listener, the recogniser, the
synthesiser and the vault are the real ones; nothing in this package may stand in for them.
"""
