"""The ways in which a simulator can be told to misbehave, and which of them are in force."""

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from simulators.ledger import Ledger

Option = bool | int | float | str

SCHEMA = """
CREATE TABLE IF NOT EXISTS trouble (
    name TEXT PRIMARY KEY,
    times INTEGER,
    aim TEXT NOT NULL,
    options TEXT NOT NULL
);
"""


class UnknownTroubleError(ValueError):
    """Somebody asked for a trouble, or for an option of one, that this simulator has not."""


@dataclass(frozen=True)
class Kind:
    """One way to misbehave that a simulator offers."""

    name: str
    label: str
    explanation: str
    options: Mapping[str, Option] = field(default_factory=dict)
    aim: tuple[str, ...] = ()
    """Beginnings of the operations' names that it strikes when nobody says which; none = all."""


@dataclass(frozen=True)
class Standing:
    """One trouble that is in force."""

    times: int | None
    aim: tuple[str, ...]
    options: Mapping[str, Option]

    def strikes(self, operation: str) -> bool:
        """Tell whether it is meant for this operation."""
        return not self.aim or any(operation.startswith(start) for start in self.aim)

    def as_json(self) -> dict[str, object]:
        """Show it in the shape in which it was asked for."""
        return {"times": self.times, "only": list(self.aim), **self.options}


SLOW = Kind(
    "slow",
    "Be slow",
    "Wait this many seconds, before the work is done or after.",
    {"seconds": 3.0, "after_the_work": False},
)
FAIL = Kind(
    "fail",
    "Fail",
    "Answer with this HTTP status and do nothing.",
    {"status": 503},
)
REFUSE = Kind(
    "refuse",
    "Refuse",
    "Answer that the request is wrong (HTTP 400), in the interface's own error shape.",
    {"status": 400, "message": "This request was refused because the simulator was told to."},
)
DOWN = Kind(
    "down",
    "Be down",
    "Drop every connection without a word.",
)
LOSE_ANSWER = Kind(
    "lose_answer",
    "Lose the answer",
    "Do the work, keep it, then close the connection without an answer.",
    aim=("post",),
)
HTML = Kind(
    "html",
    "Answer with a web page",
    "Answer HTTP 200 with a sign-in page instead of data.",
    {"after_the_work": False},
)
EVERYWHERE = (SLOW, FAIL, REFUSE, DOWN, LOSE_ANSWER, HTML)


class Troubles:
    """What a simulator offers, and what it was told; it still knows after a restart."""

    def __init__(self, ledger: Ledger, kinds: Iterable[Kind]) -> None:
        """Read what was in force when the program last stopped."""
        self.kinds = {kind.name: kind for kind in kinds}
        self._ledger = ledger
        self._turn = threading.Lock()
        with ledger.reading() as rows:
            self._standing = {
                row["name"]: Standing(
                    row["times"], tuple(json.loads(row["aim"])), json.loads(row["options"])
                )
                for row in rows.execute("SELECT * FROM trouble")
                if row["name"] in self.kinds
            }

    def standing(self) -> dict[str, Standing]:
        """Show all that is in force."""
        with self._turn:
            return dict(self._standing)

    def take(self, name: str, operation: str) -> Mapping[str, Option] | None:
        """
        Use up one of the times that a trouble was asked for.

        Answers with its options, or with nothing when it is not in force for this operation.
        """
        with self._turn:
            standing = self._standing.get(name)
            if standing is None or not standing.strikes(operation):
                return None
            if standing.times is not None:
                left = standing.times - 1
                self._keep(
                    name, Standing(left, standing.aim, standing.options) if left > 0 else None
                )
            return standing.options

    def tell(self, wishes: Mapping[str, object], *, calm_first: bool = False) -> None:
        """
        Put troubles in force, or end them.

        ``True`` means until told otherwise, ``False`` or ``None`` ends it, a whole number means
        so many times, and a mapping may hold ``times``, ``only`` and the trouble's own options.
        Nothing is changed unless all of it is understood.

        :raises UnknownTroubleError: if a name or a value is not understood
        """
        understood = {name: self._understand(name, wish) for name, wish in wishes.items()}
        with self._turn:
            if calm_first:
                understood = dict.fromkeys(self._standing) | understood
            for name, standing in understood.items():
                self._keep(name, standing)

    def calm(self) -> None:
        """End every trouble."""
        with self._turn:
            for name in list(self._standing):
                self._keep(name, None)

    def _understand(self, name: str, wish: object) -> Standing | None:
        """Turn one wish into a standing trouble, or into none."""
        kind = self.kinds.get(name)
        if kind is None:
            raise UnknownTroubleError(f"There is no trouble called {name!r}.")
        if wish is None or wish is False or wish == 0:
            return None
        if wish is True:
            return Standing(None, kind.aim, kind.options)
        if isinstance(wish, int):
            return Standing(_times(wish), kind.aim, kind.options)
        if not isinstance(wish, dict):
            raise UnknownTroubleError(f"{name!r} takes true, false, a number or an object.")
        options = dict(wish)
        times = options.pop("times", None)
        only = options.pop("only", None)
        return Standing(
            None if times is None else _times(times),
            kind.aim if only is None else _aim(only),
            {**kind.options, **{key: _option(kind, key, options[key]) for key in options}},
        )

    def _keep(self, name: str, standing: Standing | None) -> None:
        """Remember one trouble, or its end, in memory and in the file."""
        with self._ledger.writing() as rows:
            if standing is None:
                self._standing.pop(name, None)
                rows.execute("DELETE FROM trouble WHERE name = ?", (name,))
            else:
                self._standing[name] = standing
                rows.execute(
                    "INSERT OR REPLACE INTO trouble VALUES (?, ?, ?, ?)",
                    (
                        name,
                        standing.times,
                        json.dumps(standing.aim),
                        json.dumps(dict(standing.options)),
                    ),
                )


def _times(wish: object) -> int:
    """Read how many times; at least once."""
    if isinstance(wish, bool) or not isinstance(wish, int) or wish < 1:
        raise UnknownTroubleError('"times" takes a whole number of one or more.')
    return wish


def _aim(wish: object) -> tuple[str, ...]:
    """Read which operations: one name or a list."""
    names = [wish] if isinstance(wish, str) else wish
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UnknownTroubleError('"only" takes the name of an operation or a list of names.')
    return tuple(names)


def _option(kind: Kind, name: str, value: object) -> Option:
    """Read one option, as the type that its default has."""
    default = kind.options.get(name)
    if default is None:
        raise UnknownTroubleError(f"{kind.name!r} has no option called {name!r}.")
    if isinstance(default, bool):
        if isinstance(value, bool):
            return value
    elif isinstance(default, str):
        if isinstance(value, str):
            return value
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        return type(default)(value)
    raise UnknownTroubleError(f"{value!r} is no value for {name!r} of {kind.name!r}.")
