"""The crew's own screen: the list of jobs, and a page for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from simulators.backoffice import asked, wire
from simulators.backoffice.jobs import STATUSES, Job, JobBook
from simulators.backoffice.jurisdictions import Jurisdiction

PAGE_SIZE = 50
OFFERED = [code for code in STATUSES if code != "OPEN"]
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})


@dataclass(frozen=True)
class Screen:
    """The crew's pages."""

    book: JobBook
    jurisdictions: Mapping[str, Jurisdiction]
    now: Callable[[], float]

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint(
            "screen",
            __name__,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static",
        )
        pages.add_app_template_filter(_in_words, "moment")
        pages.add_url_rule("/", view_func=self.job_list)
        pages.add_url_rule("/jobs/<number>", view_func=self.job_page)
        pages.add_url_rule("/jobs/<number>/status", view_func=self.set_status, methods=["POST"])
        pages.add_url_rule("/photos/<int:number>", view_func=self.photo)
        return pages

    def job_list(self) -> str:
        """List jobs, newest first."""
        state = request.args.get("state", "open")
        chosen = request.args.get("jurisdiction_id", "")
        before = request.args.get("before", type=int)
        where: list[tuple[str, Sequence[object]]] = []
        if state in {"open", "closed"}:
            where.append(asked.with_state([state]))
        if chosen:
            where.append(("jurisdiction = ?", [chosen]))
        if before:
            where.append(("id < ?", [before]))
        jobs = self.book.choose(where, limit=PAGE_SIZE + 1)
        return render_template(
            "jobs.html",
            jobs=jobs[:PAGE_SIZE],
            older=jobs[PAGE_SIZE - 1].id if len(jobs) > PAGE_SIZE else None,
            state=state,
            chosen=chosen,
            jurisdictions=self.jurisdictions,
        )

    def job_page(self, number: str) -> str:
        """Show one job."""
        return self._job_page(self._found(number), saved="saved" in request.args)

    def set_status(self, number: str) -> AnyResponse | tuple[str, int]:
        """Write down what the crew says."""
        job = self._found(number)
        status = request.form.get("status", "")
        note = request.form.get("note", "").strip()
        scheduled_on = request.form.get("scheduled_on", "").strip()
        mistake = _mistake_in(status, scheduled_on)
        if mistake:
            page = self._job_page(job, mistake=mistake, note=note, scheduled_on=scheduled_on)
            return page, 400
        self.book.set_status(
            job,
            status=status,
            note=note,
            scheduled_on=scheduled_on if status == "ACTION_SCHEDULED" else "",
            at=self.now(),
        )
        return redirect(url_for("screen.job_page", number=number, saved=1), 303)

    def photo(self, number: int) -> Response:
        """Show a photo that came inside a request."""
        found = self.book.photo(number)
        if found is None:
            abort(404)
        content_type, content = found
        shown = content_type if content_type in PICTURES else "application/octet-stream"
        return Response(content, content_type=shown)

    def _found(self, number: str) -> Job:
        """Find a job, or say that there is none."""
        job = self.book.find(number)
        if job is None:
            abort(404)
        return job

    def _job_page(
        self,
        job: Job,
        *,
        saved: bool = False,
        mistake: str = "",
        note: str = "",
        scheduled_on: str = "",
    ) -> str:
        """Draw a job's page."""
        jurisdiction = self.jurisdictions.get(job.jurisdiction)
        service = jurisdiction.services.get(job.service_code) if jurisdiction else None
        questions = service.attributes if service else ()
        return render_template(
            "job.html",
            job=job,
            council=jurisdiction.name if jurisdiction else job.jurisdiction,
            questions={question.code: question.description for question in questions},
            statuses=STATUSES,
            offered=[STATUSES[code] for code in OFFERED],
            saved=saved,
            mistake=mistake,
            note=note,
            scheduled_on=scheduled_on,
        )


def _mistake_in(status: str, scheduled_on: str) -> str:
    """Say what is wrong with what the crew entered, if anything is."""
    if status not in OFFERED:
        return "Choose what has become of the job."
    if status == "ACTION_SCHEDULED":
        try:
            date.fromisoformat(scheduled_on)
        except ValueError:
            return "Enter the date that the work is planned for, such as 2026-03-27."
    return ""


def _in_words(seconds: float) -> str:
    """Write a moment for a reader."""
    return datetime.fromtimestamp(seconds, wire.LOCAL).strftime("%-d %B %Y, %H:%M")
