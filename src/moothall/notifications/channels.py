"""The ways in which a message goes out."""

from django.db import models


class Channel(models.TextChoices):
    """The ways in which a message goes out."""

    EMAIL = "email", "Email"
    TEXT = "text", "Text message"
    POST = "post", "Letter"
