"""
Paying by telephone without an agent: a reference and an amount by keypad, the card elsewhere.

A carrier of calls asks us over HTTP what to say next; the answers are in the shape of TwiML. Never
is a digit of a card keyed here: it is keyed at the gateway's own voice page, to which the call is
handed over, or typed on the page behind a link that is texted. The contract is in
`docs/payments/by-telephone.md`; other voice applications stand on `steps.answer`.
"""
