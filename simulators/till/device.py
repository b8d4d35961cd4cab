"""
What a till keeps and does, as `docs/payments/cashless.md` asks of one.

It keeps its book and its journal in one file, written before anything is handed over, so that a
till which is switched off forgets no sale and uses no number twice.
"""

import hashlib
import json
import os
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

#: Sends a method, a path and a body, and returns the status and what was answered.
Send = Callable[[str, str, dict[str, Any] | None], tuple[int, dict[str, Any]]]

AT_ONCE = 200


class NotSold(Exception):
    """Nothing is handed over; the message says why."""


class Till:
    """A device with a journal; `send` raises OSError while there is no connection."""

    def __init__(self, state: Path, send: Send) -> None:
        self._file, self._send = state, send
        kept = json.loads(state.read_text(encoding="utf-8")) if state.exists() else {}
        self.book: dict[str, Any] = kept.get("book", {})
        self.journal: list[dict[str, Any]] = kept.get("journal", [])
        self.last: int = kept.get("last", 0)

    def fetch_book(self) -> dict[str, Any]:
        """Fetch cards, what each may spend, and prices."""
        status, book = self._send("GET", "/api/v1/till/book", None)
        if status != 200:
            raise NotSold(str(book.get("problem", status)))
        self.book = book
        self._keep()
        return book

    def sell(
        self, token: str, pence: int, *, is_meal: bool = False, at: datetime | None = None
    ) -> dict[str, Any]:
        """
        Sell once: ask where there is a connection, and decide by the book where there is none.

        :raises NotSold: if it is refused
        """
        sale = {
            "sequence": self._next(),
            "card": hashlib.sha256(token.encode()).hexdigest(),
            "price_pence": pence,
            "sold_at": (at or datetime.now(UTC)).isoformat(),
            "meal": is_meal,
        }
        try:
            [answer] = self._tell([sale])
        except OSError:
            return self._sell_by_book(sale)
        if answer["state"] == "refused":
            raise NotSold(answer["reason"])
        return answer

    def forward(self, *, times: int = 1, shuffled: random.Random | None = None) -> int:
        """Tell what was sold without a connection; what was answered is struck off."""
        waiting = self.journal * times
        if shuffled is not None:
            shuffled.shuffle(waiting)
        for at in range(0, len(waiting), AT_ONCE):
            answers = self._tell(waiting[at : at + AT_ONCE])
            done = {answer["sequence"] for answer in answers}
            self.journal = [sale for sale in self.journal if sale["sequence"] not in done]
            self._keep()
        return len(waiting)

    def _sell_by_book(self, sale: dict[str, Any]) -> dict[str, Any]:
        card = next(
            (one for one in self.book.get("cards", []) if one["card"] == sale["card"]), None
        )
        if card is None or sale["card"] in self.book["blocked"]:
            raise NotSold("blocked or unknown")
        entitled = min(card["entitled_pence"], sale["price_pence"]) if sale["meal"] else 0
        rest = sale["price_pence"] - entitled
        spent = card.get("spent_offline", 0)
        if rest > min(card["spendable_pence"], self.book["offline_pence"]) - spent:
            raise NotSold("more than may be sold without a connection")
        card["spent_offline"] = spent + rest
        if entitled:
            card["entitled_pence"] = 0
        self.journal.append({**sale, "offline": True})
        self._keep()
        return {"sequence": sale["sequence"], "state": "stored"}

    def _tell(self, sales: list[dict[str, Any]]) -> list[dict[str, Any]]:
        status, answer = self._send("POST", "/api/v1/till/sales", {"sales": sales})
        if status >= 500:
            raise OSError(f"HTTP {status}")
        if status != 200:
            raise NotSold(str(answer.get("problem", status)))
        told: list[dict[str, Any]] = answer["sales"]
        return told

    def _next(self) -> int:
        self.last += 1
        self._keep()
        return self.last

    def _keep(self) -> None:
        kept = {"book": self.book, "journal": self.journal, "last": self.last}
        beside = self._file.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._file)
