"""
Schools: pupils, who looks after them, what they eat, and the trips and clubs they go to.

Owns schools, pupils, guardians, prices of meals, trips and clubs with their instalments. Refuses to
own money: a pupil's wallet, free meals, cards and tills are those of `payments.wallets`, which
asks this app who a pupil is and whom to tell; what is due stands in baskets.
"""
