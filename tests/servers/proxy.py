"""A TCP proxy on loopback that stands in front of a server and breaks the wire on purpose."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import socket
import struct
import termios
import threading
import time
from array import array
from collections.abc import Callable

from tests.servers.cuts import Cut, End, Flow, Plan, Way
from tests.servers.looping import LoopThread
from tests.servers.ports import HOST, release_port, reserve_port
from tests.servers.process import Server

ANSWER_WITHIN = 5.0
"""Seconds that a server has for the answer that is going to be lost."""

QUIET = 0.1
"""Seconds after the first piece of that answer in which the rest of it comes."""


class FaultProxy(Server):
    """Forwards `port` to a target port on loopback until told otherwise.

    All switches act at once, on open connections too, and may be called from any thread.
    Under TLS the proxy sees ciphertext: count bytes there, do not look for words.
    """

    def __init__(self, target: int, host: str = HOST) -> None:
        self.target, self.target_host = target, host
        self.port = reserve_port()
        self.connections = 0
        """How many connections were accepted so far."""
        self.cuts = 0
        """How many were cut by `cut_after` and `cut_at` so far."""
        self._joined = 0
        self._changed = threading.Condition()
        self._loop = LoopThread("fault-proxy")
        self._listener: asyncio.Server | None = None
        self._links: dict[_Link, asyncio.Task[None]] = {}
        self.plan = Plan()
        self.silent, self.latency, self.piece = False, 0.0, 0

    # ── running ──

    def start(self) -> None:
        self._loop.start()
        self._loop.run(self._open_door())

    def stop(self) -> None:
        if self._loop.running:
            self._loop.run(self._close_door())
            self._loop.run(self._end_all(End.RST))
            self._loop.stop()
        release_port(self.port)

    # ── switches ──

    def pass_through(self) -> None:
        """Forget every fault; connections that were silenced stay silent until they end."""
        self._loop.run(self._heal())

    def refuse(self) -> None:
        """Refuse new connections (nobody listens); open ones go on."""
        self._loop.run(self._close_door())

    def blackhole(self) -> None:
        """Accept and swallow: nothing gets through in either direction, nothing is closed."""
        self._loop.run(self._fall_silent())

    def drop(self, end: End = End.RST) -> int:
        """End all open connections now; returns how many there were."""
        return self._loop.run(self._end_all(end))

    def strike(self, pick: float, end: End = End.RST, within: float = 0.0) -> bool:
        """End one of the open connections, chosen by `pick` from 0 to 1; False when none is open within so long."""
        deadline = time.monotonic() + within
        while True:
            before = self._joined
            if self._loop.run(self._end_one(pick, end)):
                return True
            if not self._is_joined(before, deadline - time.monotonic()):
                return False

    def end_silent(self) -> int:
        """Reset the connections that were silenced; returns how many there were."""
        return self._loop.run(self._end_all(End.RST, only_silent=True))

    def call_off_cuts(self) -> None:
        """Make no planned cut any more; all other faults stay."""
        self.plan.clear()

    def delay(self, seconds: float) -> None:
        """Hold every piece back for so long, each way; 0 ends it."""
        self.latency = seconds

    def segment(self, size: int) -> None:
        """Hand bytes on in pieces of at most this size, each in a packet of its own; 0 ends it."""
        self.piece = size

    def cut_after(self, count: int, way: Way, end: End = End.RST, times: int = 1) -> None:
        """Cut a connection once so many bytes, counted from its beginning, went this way.

        Byte number `count` is the last that gets through. Holds for the next so many cuts.
        """
        self.plan.add(Cut(way, end, times, after_bytes=count))

    def cut_inside(self, fraction: float, way: Way, end: End = End.FIN) -> None:
        """Let this share of the next piece through, on whichever connection it comes, and end that one then."""
        self.plan.add(Cut(way, end, 1, fraction=fraction))

    def cut_at(
        self,
        needle: bytes,
        way: Way,
        *,
        forward: bool,
        end: End = End.RST,
        times: int = 1,
        whole_piece: bool = False,
    ) -> None:
        """Cut a connection when this byte string passes, also when it comes in pieces.

        forward: True lets it through first, to the end of its line: the receiver acts on it, and
            when that is the server, its answer is awaited and lost. False holds it back, as far as it
            came in one piece, and all that follows it.
        whole_piece: what is let through ends with its piece instead of its line.
        """
        self.plan.add(Cut(way, end, times, needle=needle, forward=forward, whole_piece=whole_piece))

    def wait_for_connections(self, count: int, seconds: float = 10) -> None:
        """Wait until so many connections were accepted altogether."""
        self._wait(lambda: self.connections >= count, seconds, f"{count} connections")

    def wait_for_cuts(self, count: int, seconds: float = 10) -> None:
        """Wait until so many planned cuts were made altogether."""
        self._wait(lambda: self.cuts >= count, seconds, f"{count} cuts")

    @property
    def open(self) -> int:
        """How many connections are open now."""
        return len(self._links)

    def _is_joined(self, before: int, seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._joined > before, max(0.0, seconds))

    # ── inside the loop ──

    def _wait(self, true: Callable[[], bool], seconds: float, what: str) -> None:
        with self._changed:
            if not self._changed.wait_for(true, seconds):
                message = f"waited {seconds:g} s for {what}"
                raise TimeoutError(message)

    def note_cut(self) -> None:
        """One planned cut is done."""
        with self._changed:
            self.cuts += 1
            self._changed.notify_all()

    async def _open_door(self) -> None:
        if self._listener is None:
            self._listener = await asyncio.start_server(self._accept, HOST, self.port)

    async def _close_door(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    async def _fall_silent(self) -> None:
        self.silent = True
        for link in self._links:
            link.silent = True

    async def _heal(self) -> None:
        self.silent, self.latency, self.piece = False, 0.0, 0
        self.plan.clear()
        await self._open_door()

    async def _end_one(self, pick: float, end: End) -> bool:
        links = [link for link in self._links if link.server is not None and not link.silent]
        if links:
            links[min(int(pick * len(links)), len(links) - 1)].finish(end)
        return bool(links)

    async def _end_all(self, end: End, *, only_silent: bool = False) -> int:
        links = [link for link in self._links if link.silent or not only_silent]
        for link in links:
            link.finish(end)
        return len(links)

    def note_join(self) -> None:
        """A client is connected with the server."""
        with self._changed:
            self._joined += 1
            self._changed.notify_all()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = _Link(self, reader, writer)
        self._links[link] = asyncio.create_task(self._serve(link))

    async def _serve(self, link: _Link) -> None:
        with self._changed:
            self.connections += 1
            self._changed.notify_all()
        try:
            await link.run()
        finally:
            link.finish(End.FIN)
            del self._links[link]


class _Link:
    """One client's connection and the one to the server that belongs to it."""

    def __init__(self, proxy: FaultProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.proxy, self.reader, self.client = proxy, reader, writer
        self.server: asyncio.StreamWriter | None = None
        self.silent = proxy.silent
        self.answered = asyncio.Event()

    async def run(self) -> None:
        """Carry bytes both ways until both ends are done."""
        if self.silent:
            await self._read(self.reader, asyncio.Queue(), Way.TO_SERVER)
            return
        try:
            answers, self.server = await asyncio.open_connection(self.proxy.target_host, self.proxy.target)
        except OSError:
            self.finish(End.RST)
            return
        self.proxy.note_join()
        await asyncio.gather(
            self._carry(self.reader, self.server, Way.TO_SERVER),
            self._carry(answers, self.client, Way.TO_CLIENT),
        )

    def finish(self, end: End) -> None:
        """End both sides now."""
        if end is End.SILENCE:
            self.silent = True
            return
        for writer in filter(None, (self.client, self.server)):
            _end(writer, end)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way) -> None:
        queue: asyncio.Queue[_Piece] = asyncio.Queue()
        await asyncio.gather(self._read(reader, queue, way), self._deliver(queue, writer, way))

    async def _read(self, reader: asyncio.StreamReader, queue: asyncio.Queue[_Piece], way: Way) -> None:
        data = b"?"
        while data:
            try:
                data = await reader.read(65_536)
            except OSError:
                data = b""
                if not self.silent:
                    self.finish(End.RST)
            if way is Way.TO_CLIENT:
                self.answered.set()
            queue.put_nowait((time.monotonic() + self.proxy.latency, data))

    async def _deliver(self, queue: asyncio.Queue[_Piece], writer: asyncio.StreamWriter, way: Way) -> None:
        flow = Flow(way)
        while True:
            due, data = await queue.get()
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if not data:
                break
            if self.silent:
                continue
            data, cut = self.proxy.plan.inspect(flow, data)
            self.answered.clear()
            await self._send(writer, data)
            if cut is not None:
                await self._cut(cut)
        if not self.silent and not writer.is_closing():
            with contextlib.suppress(OSError):
                writer.write_eof()

    async def _send(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        size = self.proxy.piece or len(data)
        for start in range(0, len(data), size or 1):
            if writer.is_closing():
                return
            writer.write(data[start : start + size])
            with contextlib.suppress(OSError):
                await writer.drain()
            if size < len(data):
                await asyncio.sleep(0)

    async def _cut(self, cut: Cut) -> None:
        self.silent = True
        if cut.end is not End.SILENCE:
            for writer in filter(None, (self.client, self.server)):
                await _flush(writer)
            if cut.forward and cut.way is Way.TO_SERVER:
                _end(self.client, cut.end)
                await self._let_server_answer()
            self.finish(cut.end)
        self.proxy.note_cut()

    async def _let_server_answer(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.answered.wait(), ANSWER_WITHIN)
            await asyncio.sleep(QUIET)


_Piece = tuple[float, bytes]
"""When bytes are due, and the bytes; no bytes are the end."""


def _end(writer: asyncio.StreamWriter, end: End) -> None:
    if end is End.FIN or writer.is_closing():
        writer.close()
        return
    raw: socket.socket = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _flush(writer: asyncio.StreamWriter) -> None:
    """Wait until the other side's kernel has everything: a reset throws away what is under way."""
    deadline = time.monotonic() + 1
    while not writer.is_closing() and time.monotonic() < deadline:
        unsent = array("i", [0])
        fcntl.ioctl(writer.get_extra_info("socket").fileno(), termios.TIOCOUTQ, unsent)
        if not unsent[0] and not writer.transport.get_write_buffer_size():
            return
        await asyncio.sleep(0.001)
