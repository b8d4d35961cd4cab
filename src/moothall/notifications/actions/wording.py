"""A council's own words for messages: drafted, published, restored, given up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.notifications import policies
from moothall.notifications.models import Channel, MessageTemplate, WordingVersion
from moothall.notifications.wording import Wording, WordingMistake
from moothall.notifications.wording_check import check_own_wording, is_standard
from moothall.notifications.wording_versions import draft_among, newest_number, token_of


@transaction.atomic
def draft_words(
    *,
    actor: Actor,
    council_id: int,
    key: str,
    channel: Channel,
    words: Mapping[str, Wording],
    seen: str,
    now: datetime,
) -> WordingVersion:
    """
    Keep words for later, by language; what is our standard word for word is not the council's own.

    :raises WordingMistake: if words cannot be used
    :raises Conflict: if somebody changed them since they were `seen`
    """
    require(policies.can_word_messages(actor, council_id))
    rows = _locked(council_id, key, channel, seen)
    own = _own_words(council_id, key, channel, words)
    return _save_draft(actor, _draft_of(rows, council_id, key, channel, now), own, now)


@transaction.atomic
def discard_words(
    *, actor: Actor, council_id: int, key: str, channel: Channel, seen: str, now: datetime
) -> None:
    """
    Throw a draft away; what is in force stays.

    :raises NotFound: if there is none
    :raises Conflict: if somebody changed it since it was `seen`
    """
    require(policies.can_word_messages(actor, council_id))
    draft = draft_among(_locked(council_id, key, channel, seen))
    if draft is None:
        raise NotFound("There is no draft.")
    _record(actor, "wording.discarded", draft, now)
    draft.delete()


@transaction.atomic
def publish_words(
    *, actor: Actor, council_id: int, key: str, channel: Channel, seen: str, now: datetime
) -> WordingVersion:
    """
    Put a draft in force: every message that is asked for from now on has these words.

    :raises NotFound: if there is no draft
    :raises WordingMistake: if its words cannot be used any more
    :raises Conflict: if somebody changed it since it was `seen`
    """
    require(policies.can_word_messages(actor, council_id))
    rows = _locked(council_id, key, channel, seen)
    draft = draft_among(rows)
    if draft is None:
        raise NotFound("There is no draft.")
    for language, said in draft.words.items():
        check_own_wording(key, channel, language, Wording(said["subject"], said["body"]))
    draft.number = newest_number(_with_earlier(rows, council_id, key, channel, now)) + 1
    draft.published_at = now
    draft.changed_by_name = actor.name
    draft.save()
    _put_in_force(draft)
    _record(actor, "wording.published", draft, now)
    return draft


@transaction.atomic
def restore_words(
    *,
    actor: Actor,
    council_id: int,
    key: str,
    channel: Channel,
    number: int,
    seen: str,
    now: datetime,
) -> WordingVersion:
    """
    Make an earlier version the draft, to be looked at and published; number 0 has no own words.

    :raises NotFound: if there is no such version
    :raises WordingMistake: if its words cannot be used any more
    :raises Conflict: if somebody changed the words since they were `seen`
    """
    require(policies.can_word_messages(actor, council_id))
    rows = _locked(council_id, key, channel, seen)
    found = next((row for row in rows if row.number == number), None)
    if found is None and number:
        raise NotFound("There is no such version.")
    kept = found.words if found else {}
    words = {one: Wording(said["subject"], said["body"]) for one, said in kept.items()}
    own = _own_words(council_id, key, channel, words)
    return _save_draft(actor, _draft_of(rows, council_id, key, channel, now), own, now)


@transaction.atomic
def word_message(
    *,
    actor: Actor,
    council_id: int,
    key: str,
    channel: Channel,
    language: str,
    subject: str,
    body: str,
    now: datetime,
) -> MessageTemplate:
    """
    Give a council its own words for a message in one language, at once, as its file does.

    :raises WordingMistake: if the message does not exist or the words cannot be used
    """
    require(policies.can_word_messages(actor, council_id))
    check_own_wording(key, channel, language, Wording(subject, body))
    where = {"council_id": council_id, "key": key, "channel": channel.value}
    rows = list(WordingVersion.objects.select_for_update().filter(**where))
    in_force = _in_force(council_id, key, channel)
    said = {"subject": subject, "body": body}
    if in_force.get(language) != said:
        rows = _with_earlier(rows, council_id, key, channel, now)
        version = WordingVersion.objects.create(
            **where, words={**in_force, language: said}, number=newest_number(rows) + 1,
            changed_by_name=actor.name, changed_at=now, published_at=now,
        )  # fmt: skip
        _put_in_force(version)
        _record(actor, "wording.published", version, now)
    return MessageTemplate.objects.get(**where, language=language)


def _locked(council_id: int, key: str, channel: Channel, seen: str) -> list[WordingVersion]:
    rows = list(
        WordingVersion.objects.select_for_update().filter(
            council_id=council_id, key=key, channel=channel.value
        )
    )
    if token_of(rows) != seen:
        raise Conflict(_("Somebody else has changed these words meanwhile. Open the page again."))
    return rows


def _own_words(
    council_id: int, key: str, channel: Channel, words: Mapping[str, Wording]
) -> dict[str, dict[str, str]]:
    languages = council_by_id(council_id).languages
    own = {}
    for language, wording in words.items():
        if language not in languages:
            raise WordingMistake(f"This council writes nothing in {language!r}.")
        check_own_wording(key, channel, language, wording)
        if not is_standard(key, channel, language, wording):
            own[language] = {"subject": wording.subject.strip(), "body": wording.body.strip()}
    return own


def _draft_of(
    rows: list[WordingVersion], council_id: int, key: str, channel: Channel, now: datetime
) -> WordingVersion:
    return draft_among(rows) or WordingVersion(
        council_id=council_id, key=key, channel=channel.value, revision=0, changed_at=now
    )


def _save_draft(
    actor: Actor, draft: WordingVersion, own: dict[str, dict[str, str]], now: datetime
) -> WordingVersion:
    draft.words = own
    draft.revision += 1
    draft.changed_by_name = actor.name
    draft.changed_at = now
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as problem:
        raise Conflict(_("Somebody else has begun a draft meanwhile.")) from problem
    _record(actor, "wording.drafted", draft, now)
    return draft


def _with_earlier(
    rows: list[WordingVersion], council_id: int, key: str, channel: Channel, now: datetime
) -> list[WordingVersion]:
    """Return the versions, with one of what was in force before there were any."""
    in_force = _in_force(council_id, key, channel)
    if newest_number(rows) or not in_force:
        return rows
    earlier = WordingVersion.objects.create(
        council_id=council_id, key=key, channel=channel.value, words=in_force, number=1,
        changed_at=now, published_at=now,
    )  # fmt: skip
    return [*rows, earlier]


def _in_force(council_id: int, key: str, channel: Channel) -> dict[str, dict[str, str]]:
    templates = MessageTemplate.objects.filter(
        council_id=council_id, key=key, channel=channel.value
    )
    return {one.language: {"subject": one.subject, "body": one.body} for one in templates}


def _put_in_force(version: WordingVersion) -> None:
    where: dict[str, Any] = {
        "council_id": version.council_id, "key": version.key, "channel": version.channel,
    }  # fmt: skip
    MessageTemplate.objects.filter(**where).exclude(language__in=version.words).delete()
    for language, said in version.words.items():
        MessageTemplate.objects.update_or_create(**where, language=language, defaults=said)


def _record(actor: Actor, verb: str, version: WordingVersion, now: datetime) -> None:
    audit.record(
        actor=actor, verb=verb, subject=version, now=now,
        detail={
            "message": version.key,
            "channel": version.channel,
            "number": version.number,
            "languages": sorted(version.words),
        },
    )  # fmt: skip
