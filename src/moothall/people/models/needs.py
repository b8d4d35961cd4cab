"""How somebody is to be written to and spoken with."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models.person import Person

LONGEST_LANGUAGE = 60


class Format(models.TextChoices):
    """The forms in which somebody can be written to, other than the usual one."""

    LARGE_PRINT = "large_print", "Large print"
    BRAILLE = "braille", "Braille"
    EASY_READ = "easy_read", "Easy read"
    AUDIO = "audio", "Audio"


class Interpreter(models.TextChoices):
    """Who helps when somebody speaks with the council."""

    BSL = "bsl", "British Sign Language (BSL) interpreter"
    OTHER = "other", "Interpreter"


class CommunicationNeeds(CouncilOwned):
    """
    The language and formats in which one person wants to be written to, and their interpreter.

    `language` is what the person chose for everything, and empty where nobody asked: then each
    message speaks the language of the request that it is about.
    """

    person = CouncilForeignKey(Person)
    language = models.CharField(max_length=5, blank=True)
    formats = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    interpreter = models.CharField(
        max_length=5, choices=Interpreter.choices, blank=True, default="", db_default=""
    )
    interpreter_language = models.CharField(
        max_length=LONGEST_LANGUAGE, blank=True, default="", db_default=""
    )
    changed_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "person"], name="needs_of_person_once"),
            models.CheckConstraint(
                condition=Q(formats__contained_by=Format.values), name="needs_formats_known"
            ),
            models.CheckConstraint(
                condition=Q(interpreter=Interpreter.OTHER) ^ Q(interpreter_language=""),
                name="needs_interpreter_says_which",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {', '.join(self.formats)}"
