"""Reflect Aloud: questions read aloud, answers written down and sealed, all on this machine.

Imports point one way, as `.importlinter` lists the rooms and holds them to it.
"""

import os

# A plugin of Pydantic that happens to be installed would be given whatever is checked here, and to
# look for one in every package takes a twentieth of a second.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
