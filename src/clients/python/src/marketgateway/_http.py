"""What is asked of a gateway beside the stream, by HTTP."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from .errors import GatewayUnreachable, RequestError


def with_scheme(url: str, scheme: str) -> str:
    """``ws`` and ``wss`` of ``http`` and ``https``, and the other way round."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(scheme=scheme + ("s" if parts.scheme in ("wss", "https") else "")))


def ask(url: str, path: str, query: Sequence[tuple[str, str]], token: str | None, timeout: float) -> dict[str, Any]:
    """Asks what is beside the stream of an address; blocks."""
    address = urljoin(with_scheme(url, "http"), path) + ("?" + urlencode(query) if query else "")
    request = urllib.request.Request(address)
    if token is not None:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=timeout) as response:
        answer: dict[str, Any] = json.load(response)
    return answer


async def ask_any(urls: Sequence[str], path: str, query: Sequence[tuple[str, str]], token: str | None,
                  timeout: float) -> dict[str, Any]:
    """Asks the addresses in turn, until one answers; a refusal is an answer."""
    reason = "there is no address"
    for url in urls:
        try:
            return await asyncio.to_thread(ask, url, path, query, token, timeout)
        except urllib.error.HTTPError as refusal:
            with refusal:
                problem = _problem(refusal)
            if refusal.code < 500:
                raise RequestError(*problem) from None
            reason = f"{url}: {problem[1]}"
        except (OSError, ValueError) as error:
            reason = f"no gateway at {url}: {error}"
    raise GatewayUnreachable(reason)


def _problem(refusal: urllib.error.HTTPError) -> tuple[str, str]:
    try:
        problem = json.load(refusal)
        return problem["code"], problem["detail"]
    except (ValueError, KeyError, TypeError):
        return f"http_{refusal.code}", str(refusal)
