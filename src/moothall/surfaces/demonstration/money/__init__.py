"""
The demonstration's money: payments of the last days, books, subscriptions, schools, tills, debits.

All of it comes from what everybody uses: baskets are filled and paid at the simulated card
companies, one of whose clocks is put back for it, and the books follow from that.
"""
