"""Reflect Aloud: questions read aloud, answers written down and sealed, all on this machine.

`cli → app → {screen, rehearsal, runner} → {hearing, speaking, vault} → ports → {conversation,
guide, transcript}`: imports point to the right only, and `.importlinter` holds them to it.
"""
