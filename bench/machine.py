"""What the kernel knows of processes: how much of a core they used, and how much memory."""

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def family_of(pid: int) -> list[int]:
    """This will list a process and all that it started, directly or not."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _fields(int(folder.name))):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def cpu_seconds(*pids: int) -> float:
    """
    This will add up what processes, and all they started, have used of a core so far.

    Children that have ended count through the parent that waited for them.
    """
    ticks = 0
    for pid in {one for leader in pids for one in family_of(leader)}:
        if fields := _fields(pid):
            ticks += sum(int(field) for field in fields[11:15])
    return ticks / _TICK


def memory_mb(pid: int) -> float:
    """This will give a process's memory, its share of what it shares with others included."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(f"Process {pid} has no memory of its own.")


def _fields(pid: int) -> list[str]:
    """Read a process's status from its state on; nothing if it is gone."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    return status.rpartition(")")[2].split()
