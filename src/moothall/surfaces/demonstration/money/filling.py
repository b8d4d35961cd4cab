"""The order in which the demonstration's money comes about."""

from dataclasses import replace
from datetime import datetime, timedelta

from moothall.councils.rows import CouncilRow
from moothall.payments.models import Payment
from moothall.surfaces.demonstration import residents
from moothall.surfaces.demonstration.money import books, cashless, debits, takings
from moothall.surfaces.demonstration.money.card_companies import CardCompanies
from moothall.surfaces.demonstration.money.paying import Till

#: A year ago, all but some weeks: who joined then has just been told that it will end.
ALMOST_A_YEAR = timedelta(days=345)


def fill(council: CouncilRow, *, govuk_pay: str, now: datetime) -> bool:
    """Make the money of the council in force, once; tell whether it is new."""
    if Payment.objects.filter(council_id=council.id).exists():
        return False
    residents.settle(council, now=now)  # who pays; nothing where they are there already
    companies = CardCompanies(council, govuk_pay=govuk_pay)
    till = Till(council=council, companies=companies, now=now - ALMOST_A_YEAR)
    with companies.in_the_past(till.now, now=now):
        takings.join_garden_waste(till, residents.OWEN)
        for days_ago in takings.DAYS:
            till = replace(till, now=now - timedelta(days=days_ago))
            companies.go_to(till.now)
            takings.take(till, days_ago=days_ago)
        takings.join_garden_waste(till, residents.GWEN)
        cashless.open_school(till)
    takings.remind(replace(till, now=now))
    cashless.sell(council, now=now)
    debits.collect(council, now=now)
    books.keep(council, now=now)
    return True
