"""The quality report: what a supply held, what was kept of it, and what was refused and why."""

from collections.abc import Mapping
from typing import Any, Self

#: So many rows are named for each reason; the rest are only counted.
EXAMPLES = 10


class QualityReport:
    """Counts of what was read and what became of it, with examples by file and line."""

    def __init__(self) -> None:
        self.read: dict[str, int] = {}
        self.not_used: dict[str, int] = {}
        self.kept = 0
        self.refused: dict[str, dict[str, Any]] = {}
        self.noted: dict[str, dict[str, Any]] = {}
        self.results: dict[str, int] = {}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the report that was kept beside a load."""
        report = cls()
        report.read = dict(data.get("read", {}))
        report.not_used = dict(data.get("not_used", {}))
        report.kept = data.get("kept", 0)
        report.refused = dict(data.get("refused", {}))
        report.noted = dict(data.get("noted", {}))
        report.results = dict(data.get("results", {}))
        return report

    def as_json(self) -> dict[str, Any]:
        """Return the report as it is kept beside its load."""
        return {
            "read": self.read,
            "not_used": self.not_used,
            "kept": self.kept,
            "refused": self.refused,
            "noted": self.noted,
            "results": self.results,
        }

    @property
    def rows_read(self) -> int:
        """Return how many rows the supply held."""
        return sum(self.read.values())

    @property
    def rows_refused(self) -> int:
        """Return how many rows could not be used."""
        return sum(reason["count"] for reason in self.refused.values())

    def refuse(self, reason: str, where: str, detail: str = "") -> None:
        """Count a row that cannot be used."""
        self._count(self.refused, reason, where, detail)

    def note(self, reason: str, where: str = "", detail: str = "", *, count: int = 1) -> None:
        """Count something odd that was used all the same."""
        self._count(self.noted, reason, where, detail, count)

    def lines(self) -> list[str]:
        """Return the report in words, a line each."""
        lines = [f"Rows read: {self.rows_read:,}"]
        lines += [f"  type {kind}: {count:,}" for kind, count in sorted(self.read.items())]
        lines.append(f"Rows kept: {self.kept:,}")
        lines += [f"Rows not used ({why}): {count:,}" for why, count in self.not_used.items()]
        lines.append(f"Rows refused: {self.rows_refused:,}")
        for table, word in ((self.refused, "Refused"), (self.noted, "Noted")):
            for reason, found in table.items():
                lines.append(f"{word}: {reason}: {found['count']:,}")
                lines += [f"  {example}" for example in found["examples"]]
        lines += [f"{name}: {count:,}" for name, count in self.results.items()]
        return lines

    @staticmethod
    def _count(
        table: dict[str, dict[str, Any]], reason: str, where: str, detail: str, count: int = 1
    ) -> None:
        entry = table.setdefault(reason, {"count": 0, "examples": []})
        entry["count"] += count
        if where and len(entry["examples"]) < EXAMPLES:
            entry["examples"].append(f"{where}: {detail}" if detail else where)
