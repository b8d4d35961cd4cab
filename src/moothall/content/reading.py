"""Reading a page of the website where no visitor is: in the workspace, beside a call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moothall.content.addresses import DEFAULT_LANGUAGE
from moothall.content.body import Texts
from moothall.content.media import texts_of
from moothall.content.models.pages import ContentPage
from moothall.content.queries import live_page_at
from moothall.councils.rows import CouncilRow
from moothall.kernel.errors import NotFound


@dataclass(frozen=True)
class PageToRead:
    """What a live page says, for the template that draws bodies."""

    title: str
    summary: str
    path: str
    body: Sequence[Mapping[str, Any]]
    texts: Texts


def page_to_read(council: CouncilRow, path: str) -> PageToRead:
    """
    Return the live page at a public path of the council in force.

    :raises NotFound: if there is none, or it is one without a body
    """
    language, rest = DEFAULT_LANGUAGE, path
    for other in council.languages:
        if path.startswith(f"/{other}/"):
            language, rest = other, path.removeprefix(f"/{other}")
    placed = live_page_at(council, language, rest.lstrip("/")) if path.startswith("/") else None
    if placed is None or not isinstance(placed.page, ContentPage):
        raise NotFound("There is no such page.")
    page = placed.page
    body = page.body.get_prep_value()
    return PageToRead(page.title, page.summary, path, body, texts_of(language, body))
