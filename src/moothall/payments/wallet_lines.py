"""How a line that pays into a wallet is called, wherever money asks what it is for."""

#: The `about_type` of such lines in baskets and payments.
WALLET_LINE = "payments.wallet"
