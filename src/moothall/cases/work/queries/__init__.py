"""What others ask about the work on cases; answers are frozen rows."""

from moothall.cases.work.queries.attention import (
    draft_of,
    given_with,
    held_cases,
    notices_for,
    tasks_for,
    unread_count,
    watched_cases,
)
from moothall.cases.work.queries.mailing import choices_due, notice_choice
from moothall.cases.work.queries.one_case import what_blocks_closing, work_of_case
from moothall.cases.work.queries.queued import (
    cases_in_queue,
    queue_by_id,
    queue_counts,
    queues_of,
)
from moothall.cases.work.queries.staffing import (
    checklist_of_service,
    routes_of,
    skills_in_use,
    styles_of,
)

__all__ = [
    "cases_in_queue",
    "checklist_of_service",
    "choices_due",
    "draft_of",
    "given_with",
    "held_cases",
    "notice_choice",
    "notices_for",
    "queue_by_id",
    "queue_counts",
    "queues_of",
    "routes_of",
    "skills_in_use",
    "styles_of",
    "tasks_for",
    "unread_count",
    "watched_cases",
    "what_blocks_closing",
    "work_of_case",
]
