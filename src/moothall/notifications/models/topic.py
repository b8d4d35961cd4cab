"""What a council writes about, and who wants to hear of it in which way."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.notifications.channels import Channel
from moothall.people.models import Person

LONGEST_WORDING = 500


class Topic(CouncilOwned):
    """
    Something that a council writes to people about, in its own words.

    What `is_necessary` is always sent, and people only choose how; all else is sent to those who
    agreed to the `wording` alone. One that is not `is_offered` any more keeps its subscriptions.
    """

    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    name_cy = models.CharField(max_length=120, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    summary_cy = models.CharField(max_length=300, blank=True)
    wording = models.CharField(max_length=LONGEST_WORDING, blank=True)
    wording_cy = models.CharField(max_length=LONGEST_WORDING, blank=True)
    is_necessary = models.BooleanField(default=False)
    channels = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    position = models.PositiveSmallIntegerField(default=0)
    is_offered = models.BooleanField(default=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key"], name="topic_once"),
            models.CheckConstraint(
                condition=Q(channels__contained_by=Channel.values), name="topic_channels_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EndedBy(models.TextChoices):
    """How a subscription came to its end."""

    PERSON = "person", "In the account"
    LINK = "link", "By the link in a message"
    STAFF = "staff", "By staff"


class Subscription(CouncilOwned):
    """
    One person's wish to hear of one topic in one channel, with the words that they agreed to.

    Rows are only ended, never changed or deleted: together they are the history of what somebody
    agreed to. Of a necessary topic the one live row is the channel that the person prefers.
    """

    person = CouncilForeignKey(Person)
    topic = CouncilForeignKey(Topic)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    wording = models.CharField(max_length=LONGEST_WORDING, blank=True)
    language = models.CharField(max_length=5)
    agreed_at = models.DateTimeField()
    given_by = models.CharField(max_length=10)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=EndedBy.choices, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "person", "topic", "channel"],
                condition=Q(ended_at__isnull=True),
                name="subscription_live_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "topic", "person"],
                name="subscription_of_topic",
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.topic_id} by {self.channel}"


class ContactMode(models.TextChoices):
    """How somebody wants to hear from the council as a rule."""

    DIGITAL = "digital", "By email or text only"
    POST = "post", "By post"


class ContactChoice(CouncilOwned):
    """Whether one person wants to hear from the council by e-mail and text only, or by post."""

    person = CouncilForeignKey(Person)
    mode = models.CharField(max_length=10, choices=ContactMode.choices)
    chosen_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "person"], name="contact_choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.mode}"
