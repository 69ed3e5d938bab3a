"""A network of our own between a client and a service on loopback: everything that is sent arrives later."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit


@contextmanager
def delayed(address: str, seconds: float) -> Iterator[str]:
    """The service at ``address``, further away.

    Args:
        address: Base address of a service on loopback.
        seconds: How much later a request arrives; answers come back at once.

    Yields:
        The address under which it is reached from afar.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    parts = urlsplit(address)
    relay = _Relay(parts.hostname or "127.0.0.1", parts.port or 80, seconds)
    server = asyncio.run_coroutine_threadsafe(asyncio.start_server(relay.carry, "127.0.0.1", 0), loop).result()
    port = server.sockets[0].getsockname()[1]
    try:
        yield urlunsplit((parts.scheme, f"127.0.0.1:{port}", parts.path, "", ""))
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _end(server: asyncio.Server) -> None:
    """Take no more connections, and let go of those that are open."""
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class _Relay:
    def __init__(self, host: str, port: int, seconds: float) -> None:
        self.host, self.port, self.seconds = host, port, seconds

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection in both directions."""
        there, back = await asyncio.open_connection(self.host, self.port)
        with suppress(asyncio.CancelledError):
            await asyncio.gather(_pipe(reader, back, self.seconds), _pipe(there, writer, 0.0), return_exceptions=True)


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    try:
        while data := await reader.read(1 << 16):
            await asyncio.sleep(seconds)
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
