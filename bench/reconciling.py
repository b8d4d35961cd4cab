"""Reconciliation: a month's payments against a gateway's report and the bank's file."""

from collections.abc import Iterator

from bench.figures import Figure
from bench.ground import Ground
from bench.inside.books import MISSING, OTHERWISE
from bench.ledgers import use_a_little


def measure(ground: Ground) -> Iterator[Figure]:
    """
    This will compare a hundred thousand payments, and again, and look what was found.

    :raises RuntimeError: if other differences were found than were made
    """
    count = ground.effort.cases[1]
    with ground.clone("demonstration") as database:
        with ground.server.council_scope(database) as connection:
            row = connection.execute("SELECT max(id) FROM councils_council").fetchone()
            use_a_little(connection, row[0] if row else 0)
        ground.inside(database, "books", "make", str(count))
        with ground.server.connect(database) as connection:
            connection.execute("VACUUM ANALYZE")
        answer = ground.inside(database, "books", "compare")
    both = count // (MISSING * 3)
    made = count // MISSING + count // OTHERWISE - both
    if answer["found"] != [made, 0]:
        raise RuntimeError(f"{answer['found']} differences were found, of {made}.")
    yield Figure(
        name="reconcile_100k_s",
        value=answer["took"][0],
        unit="s",
        n=count,
        note=f"{made} differences found; again, with nothing new: {answer['took'][1]:.1f} s",
    )
