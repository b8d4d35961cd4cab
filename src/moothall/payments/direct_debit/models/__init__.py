"""The rows of Direct Debit, one file an aggregate."""

from moothall.payments.direct_debit.models.advice import BankAdvice, IndemnityClaim
from moothall.payments.direct_debit.models.arrangement import Arrangement, DebitLink
from moothall.payments.direct_debit.models.collection import Collection
from moothall.payments.direct_debit.models.mandate import Mandate
from moothall.payments.direct_debit.models.run import DebitRun
from moothall.payments.direct_debit.models.service import DebitService

__all__ = [
    "Arrangement",
    "BankAdvice",
    "Collection",
    "DebitLink",
    "DebitRun",
    "DebitService",
    "IndemnityClaim",
    "Mandate",
]
