"""Days and hours on pages, in the words that messages use too."""

from moothall.bookings.words import clock_of as clock_words
from moothall.bookings.words import day_of as day_words
from moothall.bookings.words import moment_words

__all__ = ["clock_words", "day_words", "moment_words"]
