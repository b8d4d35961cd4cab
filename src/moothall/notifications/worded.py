"""What staff see of the words of messages: ours, their own, drafts, versions, how they look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from moothall.councils.rows import CouncilRow
from moothall.kernel.errors import NotFound
from moothall.notifications.channels import Channel
from moothall.notifications.gap_words import OF_THE_COUNCIL, words_of_gap
from moothall.notifications.kinds import Group, MessageKind, kinds
from moothall.notifications.models import MessageTemplate, WordingVersion
from moothall.notifications.text_length import TextLength, length_of
from moothall.notifications.wording import (
    Wording,
    facts_of,
    filled,
    gaps_known,
    standard_wording,
    wording_for,
)
from moothall.notifications.wording_check import is_standard, needed_gaps
from moothall.notifications.wording_versions import draft_among, token_of


@dataclass(frozen=True)
class KindRow:
    """A kind of message, with the channels in which a council has own words or a draft."""

    key: str
    name: str
    when: str
    lock: str
    own: tuple[str, ...]
    drafted: tuple[str, ...]


@dataclass(frozen=True)
class GapRow:
    """A gap that staff may use; `needed` where nobody can do without it."""

    name: str
    meaning: str
    example: str
    needed: bool

    @property
    def written(self) -> str:
        """Return it as it is typed."""
        return f"(({self.name}))"


@dataclass(frozen=True)
class VersionRow:
    """A version as its history shows it."""

    number: int
    by: str
    published_at: datetime | None
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Look:
    """How words look with examples in their gaps; `length` is a text's."""

    language: str
    subject: str
    body: str
    is_own: bool
    length: TextLength | None


@dataclass(frozen=True, kw_only=True)
class WordsRow:
    """All there is of one message's words in one channel, by language."""

    kind: MessageKind
    channel: Channel
    standard: Mapping[str, Wording]
    in_force: Mapping[str, Wording]
    draft: Mapping[str, Wording] | None
    draft_by: str
    draft_at: datetime | None
    versions: tuple[VersionRow, ...]
    token: str

    @property
    def newest(self) -> Mapping[str, Wording]:
        """Return what is to be gone on with: the draft, or what is in force."""
        return self.in_force if self.draft is None else self.draft


def kind_of(key: str) -> MessageKind:
    """
    Return a kind of message that residents get.

    :raises NotFound: if there is none
    """
    if key not in kinds:
        raise NotFound("There is no such message.")
    return kinds.get(key)


def channels_of(kind: MessageKind) -> tuple[Channel, ...]:
    """Return the channels in which a message goes, in their usual order."""
    return tuple(one for one in Channel if one in kind.channels)


def kinds_in_groups(council_id: int) -> list[tuple[Group, list[KindRow]]]:
    """Return every kind of message by group; two queries."""
    templates = MessageTemplate.objects.filter(council_id=council_id)
    drafts = WordingVersion.objects.filter(council_id=council_id, number__isnull=True)
    own = _channels(templates.values_list("key", "channel"))
    drafted = _channels(drafts.values_list("key", "channel"))
    rows: dict[Group, list[KindRow]] = {group: [] for group in Group}
    for kind in kinds:
        rows[kind.group].append(
            KindRow(
                key=kind.key, name=str(kind.name), when=str(kind.when), lock=str(kind.lock),
                own=own.get(kind.key, ()), drafted=drafted.get(kind.key, ()),
            )
        )  # fmt: skip
    return [(group, found) for group, found in rows.items() if found]


def words_in(council: CouncilRow, key: str, channel: str) -> WordsRow:
    """
    Return all there is of one message's words in one channel; three queries at most.

    :raises NotFound: if there is no such message, or it does not go in this channel
    """
    kind = kind_of(key)
    if channel not in Channel or Channel(channel) not in kind.channels:
        raise NotFound("This message does not go in this way.")
    wanted = Channel(channel)
    rows = list(
        WordingVersion.objects.filter(council_id=council.id, key=key, channel=channel).order_by(
            "-number"
        )
    )
    draft = draft_among(rows)
    own = {
        one.language: Wording(one.subject, one.body)
        for one in MessageTemplate.objects.filter(council_id=council.id, key=key, channel=channel)
    }
    standard = {one: _standard(council, key, wanted, one) for one in council.languages}
    return WordsRow(
        kind=kind,
        channel=wanted,
        standard=standard,
        in_force={one: own.get(one, standard[one]) for one in council.languages},
        draft=None if draft is None else _of_version(draft, standard),
        draft_by=draft.changed_by_name if draft else "",
        draft_at=draft.changed_at if draft else None,
        versions=tuple(
            VersionRow(row.number, row.changed_by_name, row.published_at, tuple(sorted(row.words)))
            for row in rows
            if row.number is not None
        ),
        token=token_of(rows),
    )


def gap_rows(council: CouncilRow, key: str, channel: Channel) -> list[GapRow]:
    """Return the gaps that a message knows, those first that it cannot do without."""
    needed = frozenset().union(*(needed_gaps(key, channel, one) for one in council.languages))
    own = facts_of(council, council.languages[0])
    rows = [
        GapRow(
            name,
            str(words_of_gap(name).meaning),
            own.get(name) or str(words_of_gap(name).example),
            name in needed,
        )
        for name in sorted(_known(key))
    ]
    return sorted(rows, key=lambda row: not row.needed)


def look_of(
    council: CouncilRow, key: str, channel: Channel, language: str, wording: Wording
) -> Look:
    """Return how words look in a language with examples in their gaps."""
    with translation.override(language):
        values = {
            name: str(words_of_gap(name).example) for name in wording.gaps if name in _known(key)
        }
    values |= facts_of(council, language)
    shown = filled(wording, values)
    is_text = channel is Channel.TEXT
    return Look(
        language=language,
        subject="" if is_text else shown.subject,
        body=shown.body,
        is_own=not is_standard(key, channel, language, wording),
        length=length_of(shown.body) if is_text else None,
    )


def _known(key: str) -> frozenset[str]:
    return gaps_known(key) | OF_THE_COUNCIL


def _standard(council: CouncilRow, key: str, channel: Channel, language: str) -> Wording:
    ours = standard_wording(key, channel, language) or standard_wording(key, channel, "en")
    found = ours or wording_for(council.id, key, channel, "en")
    return Wording("" if channel is Channel.TEXT else found.subject, found.body.strip())


def _of_version(version: WordingVersion, standard: Mapping[str, Wording]) -> dict[str, Wording]:
    own = {one: Wording(said["subject"], said["body"]) for one, said in version.words.items()}
    return {language: own.get(language, standard[language]) for language in standard}


def _channels(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for key, channel in pairs:
        found.setdefault(key, set()).add(channel)
    return {key: tuple(one for one in Channel.values if one in used) for key, used in found.items()}
