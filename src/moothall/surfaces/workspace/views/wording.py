"""The words of messages to residents: found, written, looked at, published, restored."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.cases.case_types.queries import silent_at
from moothall.councils.for_council import for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.short_memory import forget_all
from moothall.notifications import actions
from moothall.notifications.channels import Channel
from moothall.notifications.forms import channel_words
from moothall.notifications.kinds import kinds
from moothall.notifications.policies import WORD
from moothall.notifications.worded import (
    WordsRow,
    channels_of,
    gap_rows,
    kinds_in_groups,
    look_of,
    words_in,
)
from moothall.notifications.wording import WordingMistake
from moothall.surfaces.workspace.acting import StaffRequest, acting_in, frame
from moothall.surfaces.workspace.wording_forms import SeenForm, WordsForm, language_words

_UNPROCESSABLE = 422


@for_council(WORD)
def overview(request: StaffRequest, council: CouncilRow) -> HttpResponse:
    """List every kind of message that residents get."""
    words = channel_words()
    context = {
        **_framed(request, council),
        "groups": [
            {
                "name": str(group.value),
                "kinds": [
                    {
                        "row": row,
                        "silent": silent_at(council.id, row.key),
                        "channels": [
                            {"key": one.value, "label": words[one]}
                            for one in channels_of(kinds.get(row.key))
                        ],
                    }
                    for row in rows
                ],
            }
            for group, rows in kinds_in_groups(council.id)
        ],
    }
    return render(request, "workspace/message_words.html", context)


@for_council(WORD)
def write(request: StaffRequest, council: CouncilRow, key: str, channel: str) -> HttpResponse:
    """Show a message's words in one channel, and keep a draft of the council's own."""
    row = words_in(council, key, channel)
    form = WordsForm(
        request.POST if request.method == "POST" and not row.kind.lock else None,
        row=row,
        languages=council.languages,
    )
    if form.is_valid() and _drafted(request, council, row, form):
        messages.success(request, _("The draft is kept. Look at it, then publish it."))
        return redirect("workspace:message-words-write", council.slug, key, channel)
    return _page(request, council, row, form)


@for_council(WORD)
@require_POST
def publish(request: StaffRequest, council: CouncilRow, key: str, channel: str) -> HttpResponse:
    """Put the draft in force."""
    return _after(
        request, council, key, channel, actions.publish_words,
        said=_("Published. Messages from now on have these words."),
    )  # fmt: skip


@for_council(WORD)
@require_POST
def discard(request: StaffRequest, council: CouncilRow, key: str, channel: str) -> HttpResponse:
    """Throw the draft away."""
    return _after(
        request, council, key, channel, actions.discard_words, said=_("The draft is gone.")
    )


@for_council(WORD)
@require_POST
def restore(request: StaffRequest, council: CouncilRow, key: str, channel: str) -> HttpResponse:
    """Make an earlier version, or our standard words, the draft."""
    form = SeenForm(request.POST)
    number = form.cleaned_data.get("number") if form.is_valid() else None
    return _after(
        request, council, key, channel, actions.restore_words, number=number or 0,
        said=_("It is the draft now. Look at it, then publish it."),
    )  # fmt: skip


def _after(
    request: StaffRequest,
    council: CouncilRow,
    key: str,
    channel: str,
    action: Callable[..., Any],
    *,
    said: str,
    **given: int,
) -> HttpResponse:
    """Do what a button says, or say why not; then show the page again."""
    row = words_in(council, key, channel)
    try:
        action(
            actor=request.actor, council_id=council.id, key=key, channel=row.channel,
            seen=request.POST.get("seen", ""), now=clock.now(), **given,
        )  # fmt: skip
    except (Conflict, WordingMistake) as problem:
        messages.warning(request, str(problem))
    except NotFound:
        messages.warning(request, _("It is not there any more."))
    else:
        forget_all()  # whoever published sees it in force at once
        messages.success(request, said)
    return redirect("workspace:message-words-write", council.slug, key, channel)


def _drafted(request: StaffRequest, council: CouncilRow, row: WordsRow, form: WordsForm) -> bool:
    try:
        actions.draft_words(
            actor=request.actor,
            council_id=council.id,
            key=row.kind.key,
            channel=row.channel,
            words=form.words,
            seen=form.cleaned_data["seen"],
            now=clock.now(),
        )
    except Conflict as problem:
        form.add_error(None, str(problem))
        return False
    return True


def _page(
    request: StaffRequest, council: CouncilRow, row: WordsRow, form: WordsForm
) -> HttpResponse:
    key, channel = row.kind.key, row.channel
    context = {
        **_framed(request, council),
        "row": row,
        "key": key,
        "channel": channel.value,
        "channel_label": channel_words()[channel],
        "others": [
            {"key": one.value, "label": channel_words()[one]}
            for one in channels_of(row.kind)
            if one is not channel
        ],
        "form": form,
        "silent": silent_at(council.id, key),
        "gaps": gap_rows(council, key, channel),
        "now_sent": _looks(council, row, in_force=True),
        "drafted": [] if row.draft is None else _looks(council, row, in_force=False),
        "tongues": language_words(),
        "is_letter": channel is Channel.POST,
    }
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "workspace/message_words_write.html", context, status=status)


def _looks(council: CouncilRow, row: WordsRow, *, in_force: bool) -> list[Any]:
    words = row.in_force if in_force else row.newest
    return [
        look_of(council, row.kind.key, row.channel, language, words[language])
        for language in council.languages
    ]


def _framed(request: StaffRequest, council: CouncilRow) -> dict[str, Any]:
    here = acting_in(request, council.id, WORD)
    return {**frame(request, here), "council": council, "number": here.number(council.id)}
