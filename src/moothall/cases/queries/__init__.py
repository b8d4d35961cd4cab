"""What others ask about cases; answers are frozen rows."""

from moothall.cases.queries.activity import case_activity
from moothall.cases.queries.detail import (
    attachment_file,
    case_detail,
    case_detail_of_reference,
    case_of_reference,
    needs_of_case,
)
from moothall.cases.queries.lists import (
    CaseFilters,
    cases_by_id,
    cases_for,
    cases_of_person,
    counts_by_status,
    newest_among,
)
from moothall.cases.queries.near import reports_near
from moothall.cases.queries.own import (
    RequestFilters,
    newest_requests,
    own_reference,
    own_request,
    own_requests,
)
from moothall.cases.queries.public import public_case
from moothall.cases.queries.talk import (
    own_messages,
    unread_of_person,
    waiting_for_person,
)
from moothall.cases.queries.text import cases_by_text, references_in, uprn_in
from moothall.cases.queries.touch import interactions_of_case, recent_interactions

__all__ = [
    "CaseFilters",
    "RequestFilters",
    "attachment_file",
    "case_activity",
    "case_detail",
    "case_detail_of_reference",
    "case_of_reference",
    "cases_by_id",
    "cases_by_text",
    "cases_for",
    "cases_of_person",
    "counts_by_status",
    "interactions_of_case",
    "needs_of_case",
    "newest_among",
    "newest_requests",
    "own_messages",
    "own_reference",
    "own_request",
    "own_requests",
    "public_case",
    "recent_interactions",
    "references_in",
    "reports_near",
    "unread_of_person",
    "uprn_in",
    "waiting_for_person",
]
