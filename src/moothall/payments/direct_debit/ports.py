"""
What Direct Debit needs of others: somebody who collects, and somebody who knows what is owed.

Collectors live in `suppliers/<name>/`. They are given and return values only, and are called
outside of every transaction. A collector is handed the whole of a day's run and answers for each
item by its id; one that is handed the same run again does nothing twice. Collectors that can be
asked (`Answers`) or whose banks send reports (`ReadsReports`) fulfil a protocol more.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar, Protocol, runtime_checkable
from uuid import UUID

from moothall.kernel.errors import MoothallError
from moothall.kernel.options import Options
from moothall.kernel.registry import Registry


class DebitHintRefused(MoothallError):
    """A message does not prove that it comes from the collector, or cannot be read."""


class ReportRefused(MoothallError):
    """A report of the banks cannot be read; the message says why."""


@dataclass(frozen=True, kw_only=True)
class BankDetails:
    """A payer's account, unsealed for the moment in which it is used; shown nowhere."""

    name: str
    sort_code: str
    account_number: str

    def __repr__(self) -> str:
        return f"BankDetails(ending {self.account_number[-4:]})"


@dataclass(frozen=True, kw_only=True)
class Lodge:
    """
    A new instruction; one that was `is_on_paper` before is taken over, not agreed anew.

    `outcome_unknown` tells that an earlier attempt may have arrived.
    """

    mandate_id: UUID
    reference: str
    details: BankDetails
    email: str = ""
    language: str = "en"
    is_on_paper: bool = False
    outcome_unknown: bool = False


@dataclass(frozen=True, kw_only=True)
class Withdraw:
    """An instruction that ends."""

    mandate_id: UUID
    reference: str
    details: BankDetails
    collector_reference: str


class Turn(StrEnum):
    """Which time it is that something is collected under a mandate."""

    FIRST = "first"
    REGULAR = "regular"
    AGAIN = "again"
    LAST = "last"


@dataclass(frozen=True, kw_only=True)
class Collect:
    """One amount to be taken on one working day; `attempt` tells one presentation from the next."""

    collection_id: UUID
    reference: str
    mandate_reference: str
    mandate_collector_reference: str = ""
    details: BankDetails
    amount_pence: int
    collects_on: date
    turn: Turn
    attempt: int
    description: str = ""
    collector_reference: str = ""
    outcome_unknown: bool = False


@dataclass(frozen=True, kw_only=True)
class Run:
    """Everything that is asked on one working day: `number` counts the runs of the same day."""

    run_id: UUID
    input_on: date
    number: int
    statement_name: str
    lodge: Sequence[Lodge] = ()
    withdraw: Sequence[Withdraw] = ()
    collect: Sequence[Collect] = ()


@dataclass(frozen=True, kw_only=True)
class Taken:
    """An item was taken on; a collector that has a name for it tells it."""

    collector_reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Refused:
    """An item will never be taken on."""

    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Later:
    """An item was not taken on for a passing reason, or nobody knows whether it was."""

    reason: str
    outcome_unknown: bool = False


Answer = Taken | Refused | Later


@dataclass(frozen=True, kw_only=True)
class RunFile:
    """A file for the council's own bureau."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """What a collector says to each item of a run, by its id, and the file if it writes one."""

    answers: Mapping[UUID, Answer]
    file: RunFile | None = None


class DebitCollector(Protocol):
    """A company or a bureau's file by which a council collects Direct Debits."""

    key: ClassVar[str]
    label: ClassVar[str]
    options: ClassVar[type[Options]]
    #: So many working days before its day a collection is handed over.
    lead_days: ClassVar[int]

    def submit(self, run: Run, options: Options, /) -> Submitted:
        """
        Ask for everything in a run; whatever goes wrong with an item is its answer.

        :raises GiveUp: if the run as a whole cannot be asked for, and nothing of it was
        """


class MandateOutcome(StrEnum):
    """How a collector says that a mandate stands."""

    UNDER_WAY = "under_way"
    ACTIVE = "active"
    CANCELLED = "cancelled"
    FAILED = "failed"
    EXPIRED = "expired"
    SUSPENDED = "suspended"


class CollectionOutcome(StrEnum):
    """How a collector says that a collection stands."""

    UNDER_WAY = "under_way"
    PAID = "paid"
    FAILED = "failed"
    CHARGED_BACK = "charged_back"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class MandateStatus:
    """A mandate as the collector has it now; `code` is the bank's or the collector's word."""

    collector_reference: str
    outcome: MandateOutcome
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CollectionStatus:
    """A collection as the collector has it now."""

    collector_reference: str
    outcome: CollectionOutcome
    amount_pence: int
    code: str = ""
    reason: str = ""
    on: date | None = None


class HintAbout(StrEnum):
    """What a hint is about."""

    MANDATE = "mandate"
    COLLECTION = "collection"


@dataclass(frozen=True, kw_only=True)
class DebitHint:
    """Something happened to one thing: look. What else a message says is not believed."""

    about: HintAbout
    collector_reference: str


@runtime_checkable
class Answers(Protocol):
    """A collector that can be asked how things stand, and tells when they change."""

    def mandate(self, collector_reference: str, options: Options, /) -> MandateStatus:
        """
        Ask how a mandate stands.

        :raises Retry: if the collector does not answer
        :raises GiveUp: if it knows of no such mandate
        """

    def collection(self, collector_reference: str, options: Options, /) -> CollectionStatus:
        """
        Ask how a collection stands.

        :raises Retry: if the collector does not answer
        :raises GiveUp: if it knows of no such collection
        """

    def read_hints(
        self, headers: Mapping[str, str], body: bytes, options: Options, /
    ) -> Sequence[DebitHint]:
        """
        Read what the collector told us unasked.

        :raises DebitHintRefused: if it is not proved to come from it, or not understood
        """


@dataclass(frozen=True, kw_only=True)
class HostedSignUp:
    """Somebody who sets a Direct Debit up at the collector's pages, and where they came from."""

    mandate_id: UUID
    email: str
    language: str
    description: str
    return_url: str
    exit_url: str


@dataclass(frozen=True, kw_only=True)
class HostedBegun:
    """What the collector calls it, and the address at which the payer goes on."""

    hosted_reference: str
    url: str


@dataclass(frozen=True, kw_only=True)
class SignedUp:
    """A mandate that was agreed to at the collector's pages; of the account its end alone."""

    collector_reference: str
    reference: str
    account_name: str
    account_ending: str


@runtime_checkable
class HostsSignUp(Protocol):
    """A collector at whose own pages payers give their bank account and agree."""

    def hosts(self, options: Options, /) -> bool:
        """Tell whether the council has chosen these pages."""

    def begin_sign_up(self, asked: HostedSignUp, options: Options, /) -> HostedBegun:
        """
        Begin, or begin anew for the same mandate.

        :raises Retry: if the collector does not answer
        :raises GiveUp: if it refuses
        """

    def signed_up(self, hosted_reference: str, options: Options, /) -> SignedUp | None:
        """
        Ask what came of it; nothing as long as the payer has not agreed.

        :raises Retry: if the collector does not answer
        :raises GiveUp: if it knows of nothing like that
        """


class AdviceKind(StrEnum):
    """The reports that banks send."""

    UNPAID = "arudd"
    AMENDED = "addacs"
    REFUSED = "auddis"
    INDEMNITY = "ddica"


@dataclass(frozen=True, kw_only=True)
class Advice:
    """
    One line of a bank's report.

    `identity` is whatever tells it from all others, so that a report read twice counts once.
    """

    kind: AdviceKind
    identity: str
    reference: str
    code: str
    effective_on: date
    amount_pence: int | None = None
    original_on: date | None = None
    claim_reference: str = ""
    new_details: BankDetails | None = None


@runtime_checkable
class ReadsReports(Protocol):
    """A collector whose banks' reports are files that the council brings."""

    def read_report(self, content: bytes, options: Options, /) -> Sequence[Advice]:
        """
        Read a report whole, or not at all.

        :raises ReportRefused: if it is none that is known, or somebody else's
        """


@dataclass(frozen=True, kw_only=True)
class Instalment:
    """A part of what is owed, as the owner of the schedule calls it, and its day."""

    key: str
    due_on: date
    pence: int


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """
    What is to be paid for an account, and when.

    An owner whose days are fixed by law (`days_are_fixed`) lets no payer choose another day. One
    that `is_whole` has nothing after its last instalment, ever.
    """

    account: str
    description: Mapping[str, str]
    instalments: Sequence[Instalment]
    fund_key: str = ""
    days_are_fixed: bool = True
    is_whole: bool = False


class ScheduleOwner(Protocol):
    """Whoever keeps accounts that a council collects by Direct Debit itself."""

    key: ClassVar[str]

    def accounts_of(self, council_id: int, person_id: UUID, /) -> Sequence[str]:
        """Return the accounts that a person pays, in order; only rows are read."""

    def names_of(self, council_id: int, accounts: Collection[str], /) -> dict[str, dict[str, str]]:
        """Return what each account is for, by language; only rows are read."""

    def schedule(self, council_id: int, account: str, /) -> Schedule | None:
        """
        Return what is owed on an account from now on, or nothing if there is no such account.

        Called outside of every transaction: an owner may have to ask another system.

        :raises Retry: if it cannot be said now
        """


collectors: Registry[DebitCollector] = Registry("collector of Direct Debits")
schedule_owners: Registry[ScheduleOwner] = Registry("owner of schedules")
