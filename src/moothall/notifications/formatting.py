"""The e-mail's second part: the same words as a page, with the council's own links made links."""

import re

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from moothall.councils.rows import CouncilRow
from moothall.notifications.models import Channel, Message
from moothall.people.needs import LARGE_PRINT

_ENDS_NO_ADDRESS = ".,;:!?)"


def as_html(message: Message, council: CouncilRow) -> str:
    """Return an e-mail's words as HTML, or nothing for a text message."""
    if message.channel != Channel.EMAIL:
        return ""
    paragraphs = [_paragraph(part, council.url) for part in re.split(r"\n\s*\n", message.body)]
    return render_to_string(
        "notifications/messages/email.html",
        {
            "paragraphs": paragraphs,
            "council": council,
            "language": message.language,
            "subject": message.subject,
            "large": LARGE_PRINT in message.needs,
        },
    )


def _paragraph(text: str, own_site: str) -> SafeString:
    """
    Escape the words; only addresses on the council's own site become links.

    What a resident typed may hold an address of anybody's, which a council should not recommend.
    """
    address = re.compile(rf"{re.escape(escape(own_site))}/[^\s<>\"']*")
    lines = [address.sub(_link, str(escape(line.strip()))) for line in text.splitlines()]
    return mark_safe("<br>\n".join(lines))  # noqa: S308 - every line was escaped above


def _link(match: re.Match[str]) -> str:
    shown = match[0].rstrip(_ENDS_NO_ADDRESS)
    return f'<a href="{shown}">{shown}</a>{match[0][len(shown) :]}'
