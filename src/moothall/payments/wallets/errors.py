"""What wallets, cards and tills refuse."""

from moothall.kernel.errors import MoothallError


class WalletBlocked(MoothallError):
    """Nothing goes into this wallet or out of it just now."""


class TooMuchInWallet(MoothallError):
    """The wallet would hold more than its scheme allows."""


class CardDead(MoothallError):
    """The card is unknown, blocked or replaced."""


class OwnPayout(MoothallError):
    """Who agreed to a payout above the limit does not pay it too."""


class TillRefused(MoothallError):
    """The key is of no till of this council, or of one that was ended."""
