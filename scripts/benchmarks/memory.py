"""How much memory a process holds and held, as Linux tells it.

Only this: `getrusage` is no measure here, since the peak it tells of a child counts what its
parent held before the child's program began.
"""

from pathlib import Path

REPORT_PEAK = """
import atexit, os
def _report(number=int(os.environ["REPORT_PEAK_TO"])):
    status = open("/proc/self/status").read()
    os.write(number, status.split("VmHWM:")[1].split()[0].encode())
atexit.register(_report)
"""
"""Put before the code of `python -c`: at its end it writes its peak in KB to a descriptor of the
number in `REPORT_PEAK_TO`."""


def resident_mb(process: int | str = "self") -> float:
    """What a process holds now (VmRSS), in MB."""
    return _kilobytes(process, "VmRSS") / 1000


def peak_mb(process: int | str = "self") -> float:
    """The most that a process held since its program began (VmHWM), in MB."""
    return _kilobytes(process, "VmHWM") / 1000


def _kilobytes(process: int | str, field: str) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split(f"{field}:")[1].split()[0])
