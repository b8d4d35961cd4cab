"""The words that names of one council's people begin or end with, and how they may be misspelt."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned
from moothall.people.models.person import BYTE_ORDER

LONGEST_WORD = 30


class NameWord(CouncilOwned):
    """
    One way to misspell a word that a name begins or ends with: the word with a letter left out.

    The word itself is there too. Two words that differ in one letter, or in two that changed
    places, have a spelling in common, which an index finds under row security. The database keeps
    the rows as persons come, go and are renamed, and knows of each word only once; it does not say
    whose name it is of.
    """

    spelling = models.CharField(max_length=LONGEST_WORD, db_collation=BYTE_ORDER)
    word = models.CharField(max_length=LONGEST_WORD, db_collation=BYTE_ORDER)

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "spelling"], name="name_word_by_spelling"),
            models.Index(fields=["council", "word"], name="name_word_by_word"),
        ]

    def __str__(self) -> str:
        return f"{self.spelling}: {self.word}"
