"""Addresses of classify services, written in one way, so that they can be compared."""

from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


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


def is_loopback(address: str) -> bool:
    """Whether the address is on this machine, so that no proxy may stand in between."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
