"""What others ask about cases; answers are frozen rows."""

from moothall.cases.queries.activity import case_activity
from moothall.cases.queries.detail import (
    attachment_file,
    case_detail,
    case_of_reference,
    needs_of_case,
)
from moothall.cases.queries.lists import (
    CaseFilters,
    cases_by_id,
    cases_for,
    cases_of_person,
    counts_by_status,
)
from moothall.cases.queries.near import reports_near
from moothall.cases.queries.public import public_case
from moothall.cases.queries.touch import interactions_of_case, recent_interactions

__all__ = [
    "CaseFilters",
    "attachment_file",
    "case_activity",
    "case_detail",
    "case_of_reference",
    "cases_by_id",
    "cases_for",
    "cases_of_person",
    "counts_by_status",
    "interactions_of_case",
    "needs_of_case",
    "public_case",
    "recent_interactions",
    "reports_near",
]
