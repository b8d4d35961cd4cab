"""What this app needs of one above it: somebody who keeps the papers that show a right."""

from collections.abc import Collection
from typing import ClassVar, Protocol

from moothall.kernel.registry import Registry


class KeepsPapers(Protocol):
    """Whoever keeps the papers of grants, under the names that grants know."""

    key: ClassVar[str]

    def forget(self, names: Collection[str], /) -> int:
        """Delete papers for good and return how many; only rows are written."""


paper_keepers: Registry[KeepsPapers] = Registry("keeper of papers")


def forget_papers(names: Collection[str]) -> int:
    """Have papers deleted, whoever keeps them."""
    wanted = [name for name in names if name]
    return sum(keeper.forget(wanted) for keeper in paper_keepers) if wanted else 0
