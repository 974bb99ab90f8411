"""A client that believes everything: it compares no checksum, passes over gaps, keeps what was in other scales,
and acknowledges what nobody has taken.

`mgw conform` must say so.
"""

import asyncio

import python_client

from marketgateway import book, quote, streams


class Credulous:
    def _apply(self, message):
        self.version = None if message[2] is None else message[2]
        self._is_chained = True
        verdict = super()._apply(message)
        self._is_trusted = True
        return streams.APPLIED if verdict in (streams.CHECKSUM_WRONG, streams.UNTRUSTED) else verdict

    def _scales_changed(self, before):
        pass


def credulous(of):
    return type(of.__name__, (Credulous, of), {"channel": of.channel})


book.BookStream = credulous(book.BookStream)
quote.QuoteStream = credulous(quote.QuoteStream)
python_client.marketgateway.client.BookStream = book.BookStream
python_client.marketgateway.client.QuoteStream = quote.QuoteStream
for wrong in (book.BookStream, quote.QuoteStream):
    wrong.__str__ = object.__str__



class Hasty(python_client.Asked):
    """Its program's work is nothing to it: flushes are acknowledged as they come."""

    async def busy(self, **_):
        pass

    async def free(self, **_):
        pass


if __name__ == "__main__":
    asyncio.run(python_client.main(Hasty()))
