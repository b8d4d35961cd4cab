"""The parts of somebody's affairs with a council, which they may let another deal with."""

REQUESTS = "own.requests"
DRAFTS = "own.drafts"
DOCUMENTS = "own.documents"
MESSAGES = "own.messages"
MONEY = "own.money"
BOOKINGS = "own.bookings"
LINKED_ACCOUNTS = "own.linked-accounts"
DETAILS = "own.details"
PREFERENCES = "own.preferences"

#: How somebody signs in, their rights over their data and those who act for them: theirs alone.
ACCOUNT = "own.account"

#: What may be granted to somebody who acts for another.
GRANTABLE = frozenset(
    {
        REQUESTS,
        DRAFTS,
        DOCUMENTS,
        MESSAGES,
        MONEY,
        BOOKINGS,
        LINKED_ACCOUNTS,
        DETAILS,
        PREFERENCES,
    }
)
ALL = GRANTABLE | {ACCOUNT}
