"""What employees are told about and what they have begun to write."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moothall.cases.models.case import Case
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class CaseWatch(CouncilOwned):
    """That an employee wants to be told what happens to a case."""

    case = CouncilForeignKey(Case, db_index=False)
    employee_id = models.BigIntegerField()
    since = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "case", "employee_id"], name="case_watched_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "employee_id", "since"], name="case_watch_by_employee"),
        ]


class NoticeKind(models.TextChoices):
    """Why an employee is told something."""

    MENTION = "mention", _("You were mentioned")
    GIVEN = "given", _("You were given a case")
    TASK = "task", _("You were given a task")
    NEWS = "news", _("Something happened")
    TASK_LATE = "task_late", _("A task is overdue")
    DUE = "due", _("A promise is near or broken")


class StaffNotice(CouncilOwned):
    """
    That an employee should look at a case, and why; never what was written there.

    It says nothing that its case does not, and is shown only while its reader may see that case.
    `source_key` names what it follows from, so that the same is told once; `mailed_at` says when it
    went out by e-mail, if they want that.
    """

    employee_id = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    case = CouncilForeignKey(Case, db_index=False)
    by_name = models.CharField(max_length=200, blank=True)
    source_key = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "employee_id", "kind", "source_key"], name="staff_notice_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=NoticeKind.values), name="staff_notice_kind_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "employee_id", "made_at", "id"], name="staff_notice_by_employee"
            ),
            models.Index(
                fields=["council", "employee_id", "kind", "case"],
                name="staff_notice_unread",
                condition=Q(read_at__isnull=True),
            ),
        ]


class NoticeMail(models.TextChoices):
    """Whether an employee is told by e-mail, too."""

    NEVER = "never", _("No")
    AT_ONCE = "at_once", _("Yes, at once")
    DAILY = "daily", _("Yes, once a day")


class NoticeChoice(CouncilOwned):
    """
    Whether and when an employee is told by e-mail of what is new for them at one council.

    `hour` is theirs, on the council's clock; `sent_on` is the day whose digest they have had.
    """

    employee_id = models.BigIntegerField()
    by_mail = models.CharField(max_length=10, choices=NoticeMail.choices)
    hour = models.PositiveSmallIntegerField(default=8)
    language = models.CharField(max_length=5)
    chosen_at = models.DateTimeField()
    sent_on = models.DateField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "employee_id"], name="notice_choice_once"),
            models.CheckConstraint(
                condition=Q(by_mail__in=NoticeMail.values) & Q(hour__lt=24),
                name="notice_choice_known",
            ),
        ]


class CaseDraft(CouncilOwned):
    """
    What an employee has begun to write on a case and not yet saved, for them alone to go on with.

    It is kept whatever happens to the case meanwhile, and forgotten once it is saved or old.
    """

    case = CouncilForeignKey(Case, db_index=False)
    employee_id = models.BigIntegerField()
    form = models.CharField(max_length=20)
    fields = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "case", "employee_id", "form"], name="case_draft_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "saved_at"], name="case_draft_by_age"),
        ]
