"""Talks to the service manager: sd_notify(3) over NOTIFY_SOCKET. Without one, everything here does nothing."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from datetime import timedelta


class Notifier:
    """Tells systemd how the service is doing.

    Args:
        address: NOTIFY_SOCKET: a path, or "@name" for an abstract socket; "" when there is no service manager.
        watchdog: how often at least systemd wants to hear from us; None when it does not watch.
    """

    def __init__(self, address: str = "", watchdog: timedelta | None = None) -> None:
        self._address = address
        self.watchdog = watchdog

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Notifier:
        """What systemd set for this very process (a WATCHDOG_PID of another process is not meant for us)."""
        pid, interval = environ.get("WATCHDOG_PID", ""), environ.get("WATCHDOG_USEC", "")
        ours = interval.isdigit() and int(interval) > 0 and pid in {"", str(os.getpid())}
        return cls(environ.get("NOTIFY_SOCKET", ""), timedelta(microseconds=int(interval)) if ours else None)

    @property
    def is_watched(self) -> bool:
        """Whether `alive` must be called, best every half of `watchdog`."""
        return self.watchdog is not None and bool(self._address)

    def ready(self, status: str = "") -> bool:
        """Start-up or a reload is complete."""
        return self._send("READY=1", status)

    def reloading(self) -> bool:
        """A reload began; `ready` must follow. The time is needed by Type=notify-reload."""
        return self._send("RELOADING=1", more=f"MONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")

    def stopping(self) -> bool:
        """The ordered stop began."""
        return self._send("STOPPING=1")

    def alive(self) -> bool:
        """The watchdog's sign of life."""
        return self._send("WATCHDOG=1")

    def status(self, sentence: str) -> bool:
        """One line for `systemctl status`."""
        return self._send("", sentence)

    def _send(self, state: str, status: str = "", more: str = "") -> bool:
        """Send one datagram; whether it was delivered. Never blocks and never raises: being watched is not the job."""
        lines = [state, more, f"STATUS={' '.join(status.split())}" if status else ""]
        text = "\n".join(line for line in lines if line)
        if not self._address or not text:
            return False
        # An abstract name begins with NUL, which an environment variable cannot hold; systemd writes "@" for it.
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK) as link:
                link.connect(address)
                link.sendall(text.encode())
        except OSError:
            return False
        return True
