"""The interface for partners' programs in JSON: who asks, and refusals in the shape of RFC 9457."""
