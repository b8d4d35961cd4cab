"""A gateway that refunds only in its own portal, as Capita's does."""

from moothall.payments.gateways.fake.adapter import FakeGateway


class PortalGateway:
    """Begins and tells payments as the one in memory does, and cannot be asked for more."""

    key = "portal"
    label = "Only in a portal"
    options = FakeGateway.options
    entries = FakeGateway.entries
    gives_hints = False

    def __init__(self, inner):
        self._inner = inner

    def start(self, request, options, /):
        return self._inner.start(request, options)

    def fetch(self, reference, options, /):
        return self._inner.fetch(reference, options)

    def find(self, payment_id, reference, options, /):
        return self._inner.find(payment_id, reference, options)

    def cancel(self, reference, options, /):
        return self._inner.cancel(reference, options)

    def read_hint(self, headers, body, options, /):
        return self._inner.read_hint(headers, body, options)
