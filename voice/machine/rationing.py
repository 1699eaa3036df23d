"""What a child gives up before it looks at bytes that may be hostile: files, sockets, memory, time.

Limits of the system only; what is read, and what to load before, is the child's business.
"""

import sys


def give_up_powers(cpu_seconds: float, memory_bytes: int) -> None:
    """From here on no file and no socket can be opened, and time and memory are rationed.

    Computing time, not the clock: waiting for a busy machine refuses nothing.
    """
    if sys.platform == "win32":
        return  # the parent's clock is all there is
    import resource
    import signal

    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)  # SIGPROF ends a process that ignores it not
