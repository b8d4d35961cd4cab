"""All that changes payments, baskets and books."""

from moothall.payments.actions.choosing import choose_gateway

__all__ = ["choose_gateway"]
