"""What holds for the whole process, set once at its start: its memory is nobody else's.

Only the program's own entry points call this; a library or a test never does.
"""

import ctypes
import sys

if sys.platform != "win32":
    import resource

_PR_SET_DUMPABLE = 4


def keep_memory_private() -> None:
    """No core dump, and on Linux no reading of this process's memory by the same user.

    Children inherit the limit on core dumps but not the rest: each of ours calls this too.
    """
    if sys.platform == "win32":
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
