"""What goes wrong, as exceptions."""

from __future__ import annotations


class MarketGatewayError(Exception):
    """The base of all that this package raises by itself."""


class RequestError(MarketGatewayError):
    """The gateway refused a request, or the session ended before the answer.

    ``code`` is one of schemas/wire, section 4, or ``session_ended``, ``timeout``, ``not_connected``, ``closed``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class GatewayUnreachable(MarketGatewayError, ConnectionError):
    """None of the addresses had a gateway when the client first connected, or it was told to stay away."""


class WireError(MarketGatewayError):
    """What the gateway sent is not the protocol. It costs its stream or, where that is not known, the connection."""
