"""Texts and e-mails by GOV.UK Notify."""

import hmac
import io
import json
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from notifications_python_client import prepare_upload
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from moothall.kernel.errors import GiveUp
from moothall.kernel.options import Options
from moothall.kernel.secrets import SecretMissing, secret
from moothall.notifications.carriers.govuk_notify.mapping import fate_of, problem_of
from moothall.notifications.carriers.govuk_notify.options import NotifyOptions
from moothall.notifications.ports import (
    Accepted,
    Account,
    Fate,
    OutgoingMessage,
    Report,
    ReportRefused,
)

#: In seconds; the claim's lease is longer than two calls of this.
TIMEOUT = 20
#: Notify takes no file of more (https://docs.notifications.service.gov.uk/rest-api.html).
LARGEST_FILE = 2 * 1024 * 1024


class NotifyCarrier:
    """GOV.UK Notify, which tells the fate of each message and can be asked by our reference."""

    key: ClassVar[str] = "govuk_notify"
    label: ClassVar[str] = "GOV.UK Notify"
    channels: ClassVar[frozenset[str]] = frozenset({"email", "text"})
    options: ClassVar[type[Options]] = NotifyOptions
    tells_fate: ClassVar[bool] = True

    def send(self, message: OutgoingMessage, account: Account, /) -> Accepted:
        """
        Hand the message over under its id as reference, after a look whether Notify has it.

        :raises Retry: if Notify takes no more for now, or not our key
        :raises LostAnswer: if no answer came, so that the next attempt looks first
        :raises GiveUp: if Notify refuses the message, or the council named no template
        """
        client, options = _client(account), _options(account)
        reference = str(message.message_id)
        try:
            if message.outcome_unknown and (known := _known(client, reference)):
                return Accepted(known)
            if message.channel == "text":
                answer = client.send_sms_notification(
                    message.recipient,
                    _template(options.text_template),
                    {"body": message.body},
                    reference,
                )
            else:
                template, gaps = _email(message, options)
                answer = client.send_email_notification(
                    message.recipient,
                    template,
                    gaps,
                    reference,
                    one_click_unsubscribe_url=message.unsubscribe_url or None,
                )
        except APIError as error:
            raise problem_of(error) from error
        return Accepted(str(answer["id"]))

    def fate(self, carrier_reference: str, account: Account, /) -> Fate:
        """
        Ask what became of a message.

        :raises Retry: if Notify does not answer
        """
        try:
            answer: Mapping[str, Any] = _client(account).get_notification_by_id(carrier_reference)
        except APIError as error:
            raise problem_of(error) from error
        return fate_of(str(answer.get("status")))

    def read_report(self, headers: Mapping[str, str], body: bytes, account: Account, /) -> Report:
        """
        Read a callback, which carries the token that the council gave to Notify.

        :raises ReportRefused: if the token is another, or the reference is none of ours
        """
        _, _, token = headers.get("Authorization", "").partition(" ")
        if not _is_ours(token, _options(account)):
            raise ReportRefused("The token is wrong.")
        try:
            told = json.loads(body)
            return Report(UUID(told["reference"]), fate_of(told["status"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ReportRefused("This is no report of ours.") from error


def _email(message: OutgoingMessage, options: NotifyOptions) -> tuple[str, dict[str, Any]]:
    """Return the template and what fills its gaps: Notify keeps a file and sends a link to it."""
    gaps: dict[str, Any] = {"subject": message.subject, "body": message.body}
    file = next((one for one in message.files if len(one.content) <= LARGEST_FILE), None)
    if file is None or not options.file_template:
        return _template(options.email_template), gaps
    link = prepare_upload(io.BytesIO(file.content), filename=file.name)
    return options.file_template, {**gaps, "link_to_file": link}


def _is_ours(token: str, options: NotifyOptions) -> bool:
    if not options.callback_token_secret or not token:
        return False
    try:
        expected = secret(options.callback_token_secret)
    except SecretMissing:
        return False
    return hmac.compare_digest(token.encode(), expected.encode())


def _known(client: NotificationsAPIClient, reference: str) -> str:
    """Return Notify's own id of a message it has under our reference, or nothing."""
    found = client.get_all_notifications(reference=reference)["notifications"]
    return str(found[0]["id"]) if found else ""


def _client(account: Account) -> NotificationsAPIClient:
    """Return a client of this council's own: nothing of it outlives the call."""
    return NotificationsAPIClient(
        secret(account.secret_name), base_url=_options(account).base_url, timeout=TIMEOUT
    )


def _options(account: Account) -> NotifyOptions:
    if not isinstance(account.options, NotifyOptions):
        raise TypeError("These are another carrier's options.")
    return account.options


def _template(template_id: str) -> str:
    if not template_id:
        raise GiveUp("The council has named no template of Notify for this channel.")
    return template_id
