"""What is expected of an answer or a state, and where it differs."""

import decimal as decimals
import json
import re


def decimal(number, scale):
    return None if number is None else format(decimals.Decimal(number).scaleb(-scale).normalize(), "f")


def in_decimals(key, actual):
    """bidsDecimal, asksDecimal, fieldsDecimal: what is shown, whatever its scale."""
    name, scale = key[: -len("Decimal")], actual.get("priceScale") or 0
    if name == "fields":
        return {
            k: decimal(v, scale) if k.endswith("Price") or k in ("open", "high", "low", "previousClose") else v
            for k, v in actual["fields"].items()
        }
    return [[decimal(price, scale), size] for price, size, *_ in actual[name]]


def differs(expected, actual, path=""):
    """Says where actual is not as expected; None when it is."""
    if expected == "*":
        return None
    if isinstance(expected, str) and expected.startswith("!"):
        return f"{path}: {actual}" if actual == expected[1:] else None
    if isinstance(expected, str) and isinstance(actual, (int, float)) and not isinstance(actual, bool):
        m = re.fullmatch(r"(>=|<=|>|<)(-?[\d.]+)", expected)
        if m:
            ok = {
                ">=": actual >= float(m[2]),
                "<=": actual <= float(m[2]),
                ">": actual > float(m[2]),
                "<": actual < float(m[2]),
            }[m[1]]
            return None if ok else f"{path}: {actual} is not {expected}"
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            return f"{path}: {json.dumps(actual)[:200]} instead of an object"
        for key, value in expected.items():
            if value == "absent" and key not in actual:
                continue
            if key.endswith("Decimal") and key not in actual:
                actual = {**actual, key: in_decimals(key, actual)}
            if key not in actual:
                return f"{path}/{key}: missing"
            d = differs(value, actual[key], f"{path}/{key}")
            if d:
                return d
        return None
    if isinstance(expected, list):
        if not isinstance(actual, list) or len(actual) != len(expected):
            return f"{path}: {json.dumps(actual)[:300]} instead of {json.dumps(expected)[:300]}"
        for i, (e, a) in enumerate(zip(expected, actual)):
            d = differs(e, a, f"{path}[{i}]")
            if d:
                return d
        return None
    return None if expected == actual else f"{path}: {json.dumps(actual)[:300]} instead of {json.dumps(expected)[:300]}"
