"""A small real service for these tests: `python worker.py DIRECTORY NAME [PORT] [OPTION…]`.

It notes each start and each orderly stop in DIRECTORY/events, so that tests can read what happened in which order.
Options: `stubborn` ignores SIGTERM; `child` starts a grandchild in its own group; `never-ready` answers 503; `exit=N`
ends at once; `noise=N` writes N bytes of log.
"""

import http.server
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

directory, name, port, options = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4:]


def note(event: str) -> None:
    with (directory / "events").open("a") as file:
        file.write(f"{event} {name} {os.getpid()}\n")


def end(*_: object) -> None:
    note("stop")
    os._exit(0)


class Admin(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(503 if "never-ready" in options else 200)
        self.end_headers()
        self.wfile.write(b"still loading")

    def log_message(self, *_: object) -> None:
        pass


signal.signal(signal.SIGTERM, signal.SIG_IGN if "stubborn" in options else end)
note("start")
print(f"hello from {name}", flush=True)
for option in options:
    if option.startswith("exit="):
        print("a clear last word", file=sys.stderr, flush=True)
        sys.exit(int(option.removeprefix("exit=")))
    if option.startswith("noise="):
        print("x" * int(option.removeprefix("noise=")), flush=True)
if "child" in options:
    grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with (directory / "events").open("a") as file:
        file.write(f"grandchild {name} {grandchild.pid}\n")
if port:
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Admin).serve_forever()
while True:
    time.sleep(60)
