"""People's rows; each file holds one aggregate."""

from moothall.people.models.account import (
    Account,
    AccountKind,
)
from moothall.people.models.consent import (
    Consent,
)
from moothall.people.models.details import (
    ContactProof,
    Detail,
    DetailChange,
)
from moothall.people.models.elsewhere import (
    ElsewhereKind,
    SignInProvider,
)
from moothall.people.models.grant import (
    Grant,
    GrantKind,
    Invitation,
    InvitationRole,
)
from moothall.people.models.helping import (
    Help,
    ProtectedLook,
)
from moothall.people.models.identity import (
    ExternalIdentity,
    HeardLogout,
    ProvenFact,
)
from moothall.people.models.imported import (
    ImportedPair,
    ImportedState,
    ImportedUser,
    ListState,
    PairReason,
    PairState,
    UserList,
)
from moothall.people.models.kept_words import (
    KeptWords,
)
from moothall.people.models.linked import (
    AccountChange,
    AccountSystem,
    LinkedAccount,
    PostedCode,
)
from moothall.people.models.merging import (
    LikelyPair,
    Merge,
    MergePart,
    PairStanding,
    PartKind,
)
from moothall.people.models.name_words import (
    NameWord,
)
from moothall.people.models.needs import (
    CommunicationNeeds,
    Format,
    Interpreter,
)
from moothall.people.models.organisation import (
    MemberRole,
    Membership,
    Organisation,
)
from moothall.people.models.own_role import (
    OwnRole,
)
from moothall.people.models.person import (
    ContactKind,
    ContactPoint,
    Person,
)
from moothall.people.models.provider import (
    PairwiseSubject,
    SigningKey,
)
from moothall.people.models.record_access import (
    RecordAccess,
)
from moothall.people.models.recovery import (
    Recovery,
)
from moothall.people.models.relationship import (
    OTHER_SIDE,
    Tie,
    TieKind,
)
from moothall.people.models.residence import (
    Residence,
)
from moothall.people.models.resident import (
    Joining,
    ResidentAccount,
    ResidentSession,
)
from moothall.people.models.rights import (
    AccountClosing,
    DataDownload,
    DownloadState,
    Erasure,
    RetentionRule,
)
from moothall.people.models.sites import (
    SatelliteSite,
    SiteClient,
    SiteConsent,
    SiteSession,
    SiteSignIn,
)
from moothall.people.models.staff import (
    Role,
    StaffRole,
    StaffUser,
)
from moothall.people.models.warning import (
    PersonWarning,
    WarningKind,
)

__all__ = [
    "OTHER_SIDE",
    "Account",
    "AccountChange",
    "AccountClosing",
    "AccountKind",
    "AccountSystem",
    "CommunicationNeeds",
    "Consent",
    "ContactKind",
    "ContactPoint",
    "ContactProof",
    "DataDownload",
    "Detail",
    "DetailChange",
    "DownloadState",
    "ElsewhereKind",
    "Erasure",
    "ExternalIdentity",
    "Format",
    "Grant",
    "GrantKind",
    "HeardLogout",
    "Help",
    "ImportedPair",
    "ImportedState",
    "ImportedUser",
    "Interpreter",
    "Invitation",
    "InvitationRole",
    "Joining",
    "KeptWords",
    "LikelyPair",
    "LinkedAccount",
    "ListState",
    "MemberRole",
    "Membership",
    "Merge",
    "MergePart",
    "NameWord",
    "Organisation",
    "OwnRole",
    "PairReason",
    "PairStanding",
    "PairState",
    "PairwiseSubject",
    "PartKind",
    "Person",
    "PersonWarning",
    "PostedCode",
    "ProtectedLook",
    "ProvenFact",
    "RecordAccess",
    "Recovery",
    "Residence",
    "ResidentAccount",
    "ResidentSession",
    "RetentionRule",
    "Role",
    "SatelliteSite",
    "SignInProvider",
    "SigningKey",
    "SiteClient",
    "SiteConsent",
    "SiteSession",
    "SiteSignIn",
    "StaffRole",
    "StaffUser",
    "Tie",
    "TieKind",
    "UserList",
    "WarningKind",
]
