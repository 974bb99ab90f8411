"""A client that believes everything: it compares no checksum, passes over gaps, and keeps what was in other scales.

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

if __name__ == "__main__":
    asyncio.run(python_client.main(python_client.Asked()))
