"""What staff read of the messages about requests and complaints."""

from django.utils.translation import gettext_lazy as _

from moothall.notifications.kinds import BY_EMAIL_OR_TEXT, Group, describe


def register() -> None:
    """Make them known."""
    describe(
        Group.REQUESTS, "cases",
        [("received", _("We have received your request"),
          _("Right after a request has come in, however it came.")),
         ("status-changed", _("There is news about your request"),
          _("Each time a request moves on in a way that its resident is told.")),
         ("resident-asked", _("We need something from you"),
          _("When staff ask a resident a question and the request waits for the answer.")),
         ("resident-written-to", _("We have written to you about your request"),
          _("When staff write to a resident about a request."))],
        needs=("reference", "track_url", "status", "note", "note_unless_account"),
    )  # fmt: skip
    describe(
        Group.REQUESTS, "cases",
        [("complaint-acknowledged", _("We have received your complaint"),
          _("When a stage of a complaint begins.")),
         ("complaint-extended", _("Your complaint takes longer"),
          _("When the day by which a complaint is answered is put off.")),
         ("complaint-answered", _("Our answer to your complaint"),
          _("When a stage of a complaint ends with an answer."))],
        needs=("reference", "words", "answer_by", "what_next", "ombudsman"),
    )  # fmt: skip
    describe(
        Group.REQUESTS, "cases",
        [("open-account", _("A link to open an account"),
          _("While somebody is on the phone, or at the desk, and wants an account."))],
        channels=BY_EMAIL_OR_TEXT,
    )  # fmt: skip
