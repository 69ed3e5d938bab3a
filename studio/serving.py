"""The service as a process: sockets, the key from a parent, and an end with the parent.

A parent that supervises the service binds and listens itself, hands the socket down, and holds a pipe to the child's
standard input: its first line brings the key, so that the key is in no command line and no environment, and its end
says that the parent is gone, however it went.
"""

import errno
import gc
import json
import logging
import os
import socket
import sys
import threading
from typing import TextIO

import uvicorn
from fastapi import FastAPI

GRACE_SECONDS = 2
"""How long calls that are being answered may take once the service is to end."""

KEEP_ALIVE_SECONDS = 60
"""Longer than clients keep idle connections, so that none is closed under a call that is just being sent."""

log = logging.getLogger(__name__)


class BadStart(Exception):
    """The process was started in a way that cannot work; the text says how."""


def serve(app: FastAPI, listener: socket.socket, parent: TextIO | None = None) -> None:
    """Answer calls until interrupted, or until the parent is gone.

    Args:
        app: The application.
        listener: A bound socket.
        parent: A pipe whose end means that the parent is gone.
    """
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent, server), daemon=True, name="parent").start()
    # What is there by now stays: it need not be looked through again and again for what can be thrown away.
    gc.freeze()
    server.run(sockets=[listener])


def listening(host: str, port: int) -> socket.socket:
    """A socket of our own.

    Raises:
        BadStart: The port is taken, or the address is not ours.
    """
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BadStart(f"another program listens on {host}:{port} already; --port takes another port") from None
        raise BadStart(f"cannot listen on {host}:{port}: {error.strerror or error}") from None


def inherited(descriptor: int) -> socket.socket:
    """A socket that the parent bound and handed down.

    Raises:
        BadStart: The descriptor is no socket.
    """
    try:
        return socket.socket(fileno=descriptor)
    except OSError as error:
        raise BadStart(f"descriptor {descriptor} is no socket: {error.strerror}") from None


def key_from(parent: TextIO) -> str:
    """The key in the parent's first line.

    Raises:
        BadStart: The line is something else.
    """
    try:
        key = json.loads(parent.readline())["apiKey"]
    except (ValueError, KeyError, TypeError):
        key = None
    if not isinstance(key, str) or not key:
        raise BadStart('the first line of standard input should be {"apiKey": "…"}')
    return key


def _end_with(parent: TextIO, server: uvicorn.Server) -> None:
    """Wait for the parent's end, then let calls finish, and end anyway if something hangs."""
    while parent.read(4096):
        pass
    server.should_exit = True
    threading.Event().wait(GRACE_SECONDS + 1)
    log.warning("The service did not end in time and is stopped")
    sys.stderr.flush()
    os._exit(1)
