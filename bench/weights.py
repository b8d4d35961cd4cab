"""What a browser loads for a page of a form, with nothing kept from before."""

from collections.abc import Iterator

from bench.figures import Figure
from bench.ground import Ground

COUNCIL = "aldermoor"
BYTES = 1000


def measure(ground: Ground) -> Iterator[Figure]:
    """This will weigh a page for every type of question, and give the heaviest."""
    with ground.clone("demonstration") as database:
        pages = ground.inside(database, "weights", COUNCIL)
    sums = {name: sum(parts.values()) for name, parts in pages.items()}
    lightest, heaviest = min(sums, key=sums.__getitem__), max(sums, key=sums.__getitem__)
    parts = ", ".join(f"{kind} {size / BYTES:.1f}" for kind, size in pages[heaviest].items())
    yield Figure(
        name="form_page_kb", value=sums[heaviest] / BYTES, unit="kB", n=len(pages),
        note=f"{heaviest}: {parts}; the lightest, {lightest}: {sums[lightest] / BYTES:.1f}",
    )  # fmt: skip
