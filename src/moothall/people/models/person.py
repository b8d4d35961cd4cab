"""A resident as one council knows them."""

from typing import ClassVar, Self

from django.db import models

from moothall.kernel.models import CouncilForeignKey, CouncilOwned, ScopedManager

#: Byte order, so that "begins with" is a range that an index answers under row security.
BYTE_ORDER = "C"
SOUNDS = 12


class ContactKind(models.TextChoices):
    """The ways to reach a person that the product knows."""

    EMAIL = "email", "Email"
    PHONE = "phone", "Phone"
    POST = "post", "Post"


class Living(ScopedManager["Person"]):
    """Finds the persons who are not merged into another: nobody else is a person any more."""

    def get_queryset(self) -> "models.QuerySet[Person]":
        """Return them, of the councils in force."""
        return super().get_queryset().filter(merged_into__isnull=True)


class Person(CouncilOwned):
    """
    Somebody whom a council serves or has heard from, with or without an account.

    `normalised_name` is the name made comparable; `name_by_surname` the same with its last word
    first, and empty where the name has but one word. Both are kept only to search by.
    `sounds_like` brings together records whose names are spelt differently (see `duplicates`), and
    is null until it was made. `merged_into` is the record that took this one's place: of this one
    nothing but its id is left, which leads on (see `merging`).
    `is_protected` hides their address from everybody who has not said why they must see it.
    """

    name = models.CharField(max_length=200)
    normalised_name = models.CharField(max_length=200, blank=True, db_collation=BYTE_ORDER)
    name_by_surname = models.CharField(max_length=200, blank=True, db_collation=BYTE_ORDER)
    language = models.CharField(max_length=5, default="en")
    created_at = models.DateTimeField()
    born_on = models.DateField(null=True)
    #: Where somebody is in danger if found: their address is hidden, and what else is named here.
    is_protected = models.BooleanField(default=False, db_default=False)
    hides_email = models.BooleanField(default=False, db_default=False)
    hides_phone = models.BooleanField(default=False, db_default=False)
    refuses_joining = models.BooleanField(default=False, db_default=False)
    sounds_like = models.CharField(max_length=SOUNDS, null=True, db_collation=BYTE_ORDER)
    merged_into = CouncilForeignKey("people.Person", models.PROTECT, null=True, db_index=False)

    objects: ClassVar[Living] = Living()
    all_councils: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "normalised_name", "id"], name="person_by_name"),
            models.Index(fields=["council", "name_by_surname", "id"], name="person_by_surname"),
            models.Index(fields=["council", "sounds_like"], name="person_by_sound"),
            models.Index(
                fields=["council", "born_on"],
                condition=models.Q(born_on__isnull=False),
                name="person_by_birthday",
            ),
            models.Index(
                fields=["council", "id"],
                condition=models.Q(sounds_like__isnull=True),
                name="person_without_sound",
            ),
            models.Index(
                fields=["council", "merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="person_by_successor",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ContactPoint(CouncilOwned):
    """
    An email address, telephone number or postal address at which a person is reached.

    `value` is as it was given, `normalised` made comparable. `found_by_name` is the normalised
    name under which this contact point finds its person again; it holds the person's id where
    another person of that name already has the same contact point.
    """

    person = CouncilForeignKey(Person)
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    value = models.CharField(max_length=500)
    normalised = models.CharField(max_length=500, db_collation=BYTE_ORDER)
    found_by_name = models.CharField(max_length=200, blank=True)
    given_by = models.CharField(
        max_length=10, help_text="The kind of actor who gave it: a resident, staff, a partner."
    )
    created_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "kind", "normalised", "found_by_name"],
                name="contact_point_finds_one",
            ),
            models.UniqueConstraint(
                fields=["council", "person", "kind", "normalised"], name="contact_point_once"
            ),
        ]

    def __str__(self) -> str:
        return self.value
