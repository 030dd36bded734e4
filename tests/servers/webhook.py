"""An HTTP server in a thread that keeps what is posted to it, and misbehaves when told to."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from tests.servers.ports import HOST
from tests.servers.process import wait_until


class Webhook:
    """A chat's door.

    Attributes:
        status: what it answers.
        silence: seconds before it answers.
        posts: bodies of what was posted, in order.
    """

    def __init__(self) -> None:
        self.status, self.silence = 200, 0.0
        self.posts: list[dict[str, Any]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                time.sleep(outer.silence)
                if outer.status < 300:
                    outer.posts.append(json.loads(body))
                self.send_response(outer.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name for it
                pass

        self._server = ThreadingHTTPServer((HOST, 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """Its Apprise URL, with a secret in it."""
        return f"json://{HOST}:{self._server.server_address[1]}/hook/S3CRET"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def wait_for(self, count: int, seconds: float = 20) -> list[dict[str, Any]]:
        """Until so much was posted."""
        wait_until(lambda: len(self.posts) >= count, seconds, f"{count} posts")
        return self.posts
