"""Keeping card numbers out of logs, whoever writes them."""

import logging

from moothall.kernel.card_numbers import without_card_numbers


class MaskedFormatter(logging.Formatter):
    """Writes a line as any other formatter would, traceback and all, with card numbers masked."""

    def __init__(self, fmt: str = "{asctime} {levelname} {name}: {message}") -> None:
        super().__init__(fmt, style="{")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return without_card_numbers(super().format(record))
