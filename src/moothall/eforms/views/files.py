"""Files that come with a page of a form: taken in, named and taken away, whatever else is wrong."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from moothall.documents.errors import UploadRefused
from moothall.eforms import actions
from moothall.eforms.fields import Typed
from moothall.eforms.journey import Step
from moothall.eforms.judging import Problem
from moothall.eforms.models import Draft
from moothall.eforms.views.doors import Door
from moothall.eforms.views.opening import Opened
from moothall.kernel import clock


def take_files(request: HttpRequest, door: Door, opened: Opened, step: Step) -> tuple[Problem, ...]:
    """Store the files that came with the page, whatever else is wrong with it."""
    problems = []
    for question in step.questions:
        if question.type != "upload":
            continue
        files = [(file, file.name) for file in request.FILES.getlist(question.key) if file.name]
        for file, name in files:
            try:
                actions.add_upload(
                    actor=door.actor, draft=opened.draft, question=question, upload=file,
                    original_name=name, now=clock.now(),
                )  # fmt: skip
            except UploadRefused as error:
                problems.append(Problem(question.key, _reason(error, name, among=len(files))))
    return tuple(problems)


def _reason(error: UploadRefused, name: str, *, among: int) -> str:
    """Say why a file was not taken, and which, where several were chosen at once."""
    if among == 1:
        return error.message
    return _("“%(file)s”: %(problem)s") % {"file": name, "problem": error.message}


def name_kinds(door: Door, draft: Draft, step: Step, typed: Typed) -> None:
    """Keep what the person says each file is, whatever else is wrong with the page."""
    for question in step.questions:
        if question.type == "upload" and question.settings.get("kinds"):
            actions.name_kinds(actor=door.actor, draft=draft, question=question, typed=typed)


def remove_file(door: Door, draft: Draft, file_id: str) -> None:
    try:
        actions.remove_upload(actor=door.actor, draft=draft, file_id=UUID(file_id))
    except ValueError:
        return
