"""A form while it is being designed: what is not published yet, and what was said about it."""

from typing import ClassVar

from django.db import models

from moothall.eforms.models.form import Form
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class WorkingCopy(CouncilOwned):
    """
    What a form will ask once it is published.

    Its document always has a sound shape and compiles; whether it may be published, lint tells.
    `revision` goes up with every change, so that nobody publishes what they have not seen.
    """

    form = CouncilForeignKey(Form, models.PROTECT)
    document = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)
    #: Whoever asked for approval, of the revision as it stands.
    asked_by = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "form"], name="working_copy_form"),
        ]


class DesignStep(CouncilOwned):
    """One change of a working copy, with the document as it was before, to go back to."""

    form = CouncilForeignKey(Form, models.PROTECT)
    verb = models.CharField(max_length=30)
    about = models.CharField(max_length=200, blank=True)
    before = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "form", "-made_at"], name="design_step_by_form"),
        ]


class DesignComment(CouncilOwned):
    """What somebody remarked on a form, or on one page or question of it, by its key."""

    form = CouncilForeignKey(Form, models.PROTECT)
    page = models.CharField(max_length=80, blank=True)
    question = models.CharField(max_length=80, blank=True)
    text = models.TextField(max_length=2000)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=200, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "form", "made_at"], name="design_comment_by_form"),
        ]


class TrialRun(CouncilOwned):
    """What one designer typed into a form to try it out; it is never sent anywhere."""

    form = CouncilForeignKey(Form, models.PROTECT)
    by = models.CharField(max_length=80)
    answers = models.JSONField(default=dict)
    typed = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "form", "by"], name="trial_run_by"),
        ]
