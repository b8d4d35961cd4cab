"""The ways in which residents and the council reach each other."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How somebody got in touch."""

    WEB = "web", _("Website")
    PHONE = "phone", _("Phone")
    VISIT = "visit", _("Visit")
    EMAIL = "email", _("Email")
    LETTER = "letter", _("Letter")
    TEXT = "text", _("Text message")
    VOICE = "voice", _("Automatic phone line")
    SOCIAL = "social", _("Social media")
    PARTNER = "partner", _("Partner organisation")


class Direction(models.TextChoices):
    """Who got in touch with whom."""

    INBOUND = "inbound", _("They contacted us")
    OUTBOUND = "outbound", _("We contacted them")
