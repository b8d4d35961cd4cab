"""The logic of forms: which questions matter, over all answers of a large form."""

from collections.abc import Iterator

from bench.figures import Figure
from bench.ground import Ground

#: Questions and rules, as Open Forms was measured with them.
SHAPES = {"logic_100_ms": (100, 50), "logic_300_ms": (300, 150)}
ROUNDS = 200


def measure(ground: Ground) -> Iterator[Figure]:
    """This will walk two large forms many times over."""
    database = ground.dataset("demonstration")
    for name, (fields, rules) in SHAPES.items():
        if not ground.wanted or name in ground.wanted:
            found = ground.inside(database, "logic", str(fields), str(rules), str(ROUNDS))
            yield Figure(
                name=name, value=found["value"], unit="ms", n=found["n"],
                note=f"{fields} questions, {rules} rules, median",
            )  # fmt: skip
