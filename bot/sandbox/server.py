"""The sandbox as a server: in a thread for a test or the demo, or in the foreground."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.errors import BadUsage, GatepostError
from bot.sandbox.app import is_loopback, make_app
from bot.sandbox.state import SandboxState

READY_WITHIN = 10.0  # seconds
TICK = 0.1  # seconds between uvicorn's looks at itself
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A running sandbox: where it is, and what it has received."""

    base_url: str  # without a slash at the end
    state: SandboxState

    def url(self, platform: str) -> str:
        """The base URL of a platform, for its settings."""
        return f"{self.base_url}/{platform}"

    @property
    def media_host(self) -> str:
        """Where files of the state's media folder are served."""
        return f"{self.base_url}/media-host"


class Tracked(H11Protocol):
    """HTTP that hands its connection to the application, so that a fault can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Note the connection in the state of each of its requests."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class Quiet(uvicorn.Server):
    """A server for a thread: it leaves signal handlers alone and stops without delay."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._wake: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none: whoever started the thread stops it."""
        yield

    async def main_loop(self) -> None:
        """As uvicorn's, but woken by ``stop``."""
        event = asyncio.Event()
        self._wake = (asyncio.get_running_loop(), event)
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), TICK)

    def stop(self) -> None:
        """Ask it to end, from another thread."""
        self.should_exit = True
        if self._wake is not None:
            loop, event = self._wake
            with suppress(RuntimeError):  # the loop has ended by itself
                loop.call_soon_threadsafe(event.set)


@contextmanager
def running(state: SandboxState | None = None, port: int = 0) -> Iterator[Sandbox]:
    """Run a sandbox on loopback while the block lasts; ``port`` 0 takes a free one.

    It answers when the block starts and is gone when it ends, whatever its requests are
    waiting for. Raises BadUsage when the port is taken.
    """
    state = SandboxState() if state is None else state
    listener = _listen(HOST, port)
    app = make_app(state)
    server = Quiet(_config(app))
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="gatepost-sandbox", daemon=True
    )
    thread.start()
    try:
        _await_start(server, thread)
        yield Sandbox(f"http://{HOST}:{listener.getsockname()[1]}", state)
    finally:
        app.state.stopping.set()
        server.stop()
        thread.join(READY_WITHIN)
        listener.close()


def serve(host: str = HOST, port: int = 8765, state: SandboxState | None = None) -> None:
    """Run a sandbox in the foreground until it is interrupted.

    Raises BadUsage for a host that is not loopback or a port that is taken.
    """
    listener = _listen(host, port)
    app = make_app(SandboxState() if state is None else state)
    server = uvicorn.Server(_config(app))
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass  # how a person ends it
    finally:
        app.state.stopping.set()
        listener.close()


def _config(app: Any) -> uvicorn.Config:
    """Without logs: a request line may hold a token, and a post's text is nobody's business."""
    return uvicorn.Config(
        app,
        http=Tracked,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )


def _listen(host: str, port: int) -> socket.socket:
    if not is_loopback(host) or host.startswith("["):
        raise BadUsage(
            "The sandbox listens on loopback only.", fix="Use 127.0.0.1 and forward nothing to it."
        )
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST if host == "localhost" else host, port))
    except OSError as error:
        listener.close()
        raise BadUsage(
            f"Port {port} of this machine is taken.", fix="Stop what uses it or choose another."
        ) from error
    listener.listen(128)
    return listener


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    waited = threading.Event()
    for _ in range(int(READY_WITHIN * 200)):
        if server.started:
            return
        if not thread.is_alive():
            break
        waited.wait(0.005)
    raise GatepostError("The sandbox did not start.", fix="Look for another error above this one.")
