"""The pages on which caught mail is read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from simulators.mailbox.mails import Mail, MailBag

LOCAL = ZoneInfo("Europe/London")
PAGE_SIZE = 50
MAILS_SHOWN = 1000
LETTER_POLICY = (
    "sandbox allow-top-navigation-by-user-activation; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)
"""A mail's HTML is a stranger's: it may show itself, run nothing and fetch nothing."""


@dataclass(frozen=True)
class Pages:
    """The mailbox's pages."""

    bag: MailBag
    empty: Callable[[], None]

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint(
            "pages",
            __name__,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static",
        )
        pages.add_app_template_filter(_in_words, "moment")
        pages.add_url_rule("/", view_func=self.mail_list)
        pages.add_url_rule("/messages/<int:number>", view_func=self.mail)
        pages.add_url_rule("/messages/<int:number>/html", view_func=self.html)
        pages.add_url_rule("/messages/<int:number>/source", view_func=self.source)
        pages.add_url_rule("/messages/<int:number>/files/<int:part>", view_func=self.enclosure)
        pages.add_url_rule("/forget", view_func=self.forget, methods=["POST"])
        pages.add_url_rule("/_messages.json", view_func=self.messages)
        return pages

    def mail_list(self) -> str:
        """List mail, newest first."""
        to = request.args.get("to", "").strip()
        mails = self.bag.newest(
            to=to, limit=PAGE_SIZE + 1, before=request.args.get("before", 0, type=int)
        )
        return render_template(
            "mails.html",
            mails=mails[:PAGE_SIZE],
            older=mails[PAGE_SIZE - 1].id if len(mails) > PAGE_SIZE else None,
            to=to,
            count=self.bag.count(to=to),
        )

    def mail(self, number: int) -> str:
        """Show one mail."""
        mail = self._found(number)
        return render_template("mail.html", mail=mail, opened=mail.opened())

    def html(self, number: int) -> Response:
        """Show a mail's HTML, shut away."""
        page = '<base target="_top">' + self._found(number).opened().html
        return Response(page, headers={"Content-Security-Policy": LETTER_POLICY})

    def source(self, number: int) -> Response:
        """Show a mail word for word."""
        return Response(self._found(number).content, content_type="text/plain; charset=utf-8")

    def enclosure(self, number: int, part: int) -> Response:
        """Hand over a file that came with a mail, never to be opened in place."""
        files = self._found(number).opened().enclosures
        if part >= len(files):
            abort(404)
        answer = Response(files[part].content, content_type="application/octet-stream")
        answer.headers.set("Content-Disposition", "attachment", filename=files[part].name)
        return answer

    def forget(self) -> AnyResponse:
        """Throw all mail away."""
        self.empty()
        return redirect(url_for("pages.mail_list"), 303)

    def messages(self) -> Response:
        """Show mail, newest first, for tests."""
        to = request.args.get("to", "").strip()
        limit = request.args.get("limit", MAILS_SHOWN, type=int)
        return jsonify(
            count=self.bag.count(to=to),
            messages=[_message(mail) for mail in self.bag.newest(to=to, limit=limit)],
        )

    def _found(self, number: int) -> Mail:
        """Find a mail, or say that there is none."""
        mail = self.bag.find(number)
        if mail is None:
            abort(404)
        return mail


def _message(mail: Mail) -> dict[str, object]:
    """Show all that is known of a mail."""
    opened = mail.opened()
    return {
        "id": mail.id,
        "at": mail.at,
        "from": mail.sender,
        "to": mail.recipients,
        "subject": mail.subject,
        "message_id": opened.header("Message-ID"),
        "headers": opened.headers,
        "text": opened.text,
        "html": opened.html,
        "attachments": [
            {"name": one.name, "content_type": one.content_type, "bytes": len(one.content)}
            for one in opened.enclosures
        ],
    }


def _in_words(seconds: float) -> str:
    """Write a moment for a reader."""
    return datetime.fromtimestamp(seconds, LOCAL).strftime("%-d %B %Y, %H:%M:%S")
