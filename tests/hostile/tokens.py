"""Tokens of a secret, and the settings of a gateway that trusts it."""

import base64
import hashlib
import hmac
import json
import time

SECRET = b"a secret of the hostile clients' tests"
SETTINGS = {
    "Authentication:Mode": "Jwt",
    "Authentication:Issuer": "hostile",
    "Authentication:Audience": "market-gateway",
    "Authentication:SigningKey": base64.b64encode(SECRET).decode(),
}


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def make(subject="desk7", secret=SECRET, **claims):
    """A token for an hour."""
    now = int(time.time())
    head = encode(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = {"iss": "hostile", "aud": "market-gateway", "sub": subject, "exp": now + 3600, **claims}
    signed = f"{head}.{encode(json.dumps(body).encode())}"
    return f"{signed}.{encode(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"
