"""
What is counted of a form, in the process that serves it, until it is written down in one go.

Nothing here knows who it was. A page that is served costs no statement: counts lie in memory for
some seconds, and a process that is killed loses those, which numbers can bear.
"""

import atexit
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from moothall.eforms.journey import Journey
from moothall.eforms.models import Measure

log = logging.getLogger(__name__)

#: The page after the last: the answers, to be checked and sent.
CHECK = "check"
#: The longest times, in seconds, that are told apart.
TIMES = (5, 10, 20, 30, 60, 120, 300, 600, 1800)
#: Whoever takes longer was called away.
LONGEST_TIME = 4 * 3600
#: So long do counts lie in memory.
PAUSE = 5.0
#: More than this are thrown away rather than kept, when the database is down for long.
MOST_KEYS = 20_000


@dataclass(frozen=True, order=True)
class Circumstances:
    """All that is known of whom something is counted of."""

    council_id: int
    version_id: UUID
    day: date
    device: str
    language: str
    channel: str


@dataclass(frozen=True, order=True)
class Fact:
    """Something that happened on a page."""

    page: str
    measure: str
    detail: str = ""


Counts = Counter[tuple[Circumstances, Fact]]


class Gathered:
    """Counts that wait to be written down."""

    def __init__(self, write: Callable[[Counts], None]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._counts: Counts = Counter()
        self._timer: threading.Timer | None = None

    def add(self, about: Circumstances, facts: Mapping[Fact, int]) -> None:
        """Count these facts."""
        with self._lock:
            for fact, number in facts.items():
                self._counts[about, fact] += number

    def write_soon(self) -> None:
        """See that what was counted is written down in some seconds."""
        with self._lock:
            if self._timer is None and self._counts:
                self._timer = threading.Timer(PAUSE, self.write_down)
                self._timer.daemon = True
                self._timer.start()

    def write_down(self) -> None:
        """Write down what was counted; what the database does not take now waits for the next."""
        with self._lock:
            counts, self._counts, self._timer = self._counts, Counter(), None
        if not counts:
            return
        try:
            self._write(counts)
        except Exception:
            log.warning("The counts of forms could not be written down.", exc_info=True)
            with self._lock:
                if len(self._counts) + len(counts) <= MOST_KEYS:
                    self._counts.update(counts)

    def write_at_exit(self) -> None:
        """Write down what there is when the process ends in order."""
        atexit.register(self.write_down)


def standing(journey: Journey) -> str:
    """Return the page that a person has to fill in now, or where their way ends."""
    step = journey.first_undone or journey.exit
    return CHECK if step is None else step.key


def moved(before: Journey, after: Journey) -> Counter[Fact]:
    """
    Return what is to be counted when answers bring somebody from one page to another.

    Whoever changes an answer and has to go through other pages is taken back from where they stood:
    so for each page those who reached it less those who filled it in are those who stand there.
    """
    facts: Counter[Fact] = Counter()
    old, new = standing(before), standing(after)
    if old == new:
        return facts
    if _place(after, new) > _place(after, old) > 0:
        facts[Fact(old, Measure.DONE)] += 1
        facts[Fact(new, Measure.REACHED)] += 1
        return facts
    facts[Fact(old, Measure.REACHED)] -= 1
    step = before.step(new)
    if step is not None and step.is_done:
        facts[Fact(new, Measure.DONE)] -= 1
    else:
        facts[Fact(new, Measure.REACHED)] += 1
    return facts


def time_taken(seconds: float) -> str:
    """Return the shortest of the known times that is not shorter; nothing if it tells nothing."""
    if not 0 <= seconds <= LONGEST_TIME:
        return ""
    return next((f"{one:05}" for one in TIMES if seconds <= one), f"{LONGEST_TIME:05}")


def middle_time(times: Mapping[str, int]) -> int | None:
    """Return the longest time, in seconds, that half of all stayed below; nothing of nobody."""
    total = sum(times.values())
    passed = 0
    for longest in sorted(times):
        passed += times[longest]
        if total and passed * 2 >= total:
            return int(longest)
    return None


def facts_of(page: str, measures: Iterable[tuple[str, str]]) -> Counter[Fact]:
    """Return facts of one page from measures and their details."""
    return Counter(Fact(page, measure, detail) for measure, detail in measures)


def _place(journey: Journey, page: str) -> int:
    return len(journey.steps) + 1 if page == CHECK else journey.number_of(page)
