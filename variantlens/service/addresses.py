"""Addresses of classify services, written in one way, so that they can be compared."""

import re
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}

HOST = re.compile(r"([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?", re.ASCII | re.IGNORECASE)


def normalised(address: str) -> str:
    """The address in the one form that we compare and store: lower case host, no default port, no slash at the end.

    Args:
        address: Base of a service with its version, such as ``https://studio.edgeimpulse.com/v1``.

    Raises:
        ValueError: It is not such an address; the text says why and never repeats a password.
    """
    text = address.strip()
    # Raised outside of the handler: Python's own error repeats the text, and that may hold a password.
    parts = None
    with suppress(ValueError):
        parts, port = urlsplit(text), urlsplit(text).port
    if parts is None:
        raise ValueError("this is not a web address")
    if parts.scheme.lower() not in DEFAULT_PORTS or not parts.hostname or not parts.hostname.rstrip("."):
        raise ValueError("an address begins with http:// or https:// and a host name")
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address holds no user name or password; a key has its own field")
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise ValueError("an address ends with its path, without ? or #")
    if any(character.isspace() or not character.isprintable() for character in text) or "\\" in text:
        raise ValueError("an address holds no spaces or backslashes")
    scheme = parts.scheme.lower()
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.rstrip(".")
    shown_port = "" if port is None or port == DEFAULT_PORTS[scheme] else f":{port}"
    return f"{scheme}://{host}{shown_port}{parts.path.rstrip('/')}"


def host_name(host: str) -> str | None:
    """The host in the one form that we compare: lower case, without port and dot at the end, IPv6 in brackets.

    Args:
        host: As an HTTP header ``Host`` has it, such as ``lens.example.org:8501``; brackets may be missing.

    Returns:
        Its name, or None where it is none.
    """
    with suppress(ValueError):
        address = ip_address(host.removeprefix("[").removesuffix("]"))
        return f"[{address}]" if address.version == 6 else str(address)
    found = HOST.fullmatch(host)
    if found is None:
        return None
    if found[1].startswith("["):
        return host_name(found[1]) if found[2] else None
    return found[1].lower().rstrip(".") or None


def is_loopback(address: str) -> bool:
    """Whether the address is on this machine, so that no proxy may stand in between."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
