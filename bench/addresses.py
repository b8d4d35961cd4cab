"""Loading a million addresses, and finding one by what somebody types."""

from collections.abc import Iterator

from bench import datasets
from bench.figures import Figure
from bench.ground import Ground

#: The last database that addresses were loaded into, on which they are found.
LOADED = f"{datasets.PREFIX}addresses"


def measure(ground: Ground) -> Iterator[Figure]:
    """This will load into fresh tables where that is asked for, then find."""
    size = ground.effort.addresses
    known_as = f"{datasets.ready(ground, 'migrated')} {size}"
    is_known = ground.server.description_of(LOADED) == known_as
    if not is_known or not ground.wanted or "load_addresses_per_second" in ground.wanted:
        ground.server.create(LOADED, datasets.ready(ground, "migrated"))
        told = ground.inside(LOADED, "addresses", "load", str(size), str(ground.folder))
        with ground.server.connect(LOADED) as connection:
            connection.execute("VACUUM ANALYZE")
        ground.server.describe(LOADED, known_as)
        yield Figure(
            name="load_addresses_per_second",
            value=told["value"],
            unit=told["unit"],
            floor=ground.floor.commits_per_second,
            n=told["n"],
            note="the floor is pgbench, 16 clients, one row a commit",
        )
    typed = str(ground.effort.typed)
    found = ground.inside(LOADED, "addresses", "type", typed, str(ground.folder))
    yield Figure(
        name="address_typing_p95_ms",
        value=found["value"],
        unit=found["unit"],
        floor=ground.floor.commit_ms,
        n=found["n"],
        note="the floor is one client's insert and commit",
    )
