"""A server that answers like an OpenAI-compatible API, for as long as a test wants it to."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]


@dataclass
class JudgeServer:
    """What it is asked, and how it answers: `answer` makes the model's words of a request."""

    answer: Callable[[Body], str]
    url: str = ""
    asked: list[Body] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    status: int = 200
    location: str | None = None
    #: Sent in place of a chat completion.
    raw: bytes | None = None
    #: Before the reply, and between its first and second half.
    waits_s: float = 0.0
    pauses_s: float = 0.0
    refuses_schemas: bool = False

    def criteria(self, rubric: Any, language: str = "es") -> list[str]:
        """What it was asked about, by the labels in the questions."""
        labels = {one.label.text(language): one.id for one in rubric.criteria}
        texts = [body["messages"][-1]["content"] for body in self.asked]
        lines = [
            line.partition(": ")[2]
            for text in texts
            for line in text.splitlines()
            if line.startswith(("Criterio: ", "Criterion: "))
        ]
        return [labels[line] for line in lines]


@contextmanager
def judge_server(answer: Callable[[Body], str]) -> Iterator[JudgeServer]:
    """Answer on a free port of this machine until the end of the block, which ends all waits."""
    state = JudgeServer(answer=answer)
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(length))
            state.asked.append({**body, "path": self.path})
            state.headers.append(dict(self.headers))
            over.wait(state.waits_s)
            no_schema = state.refuses_schemas and "response_format" in body
            status = 400 if no_schema else state.status
            reply = _completion(state, body) if state.raw is None else state.raw
            self.send_response(status)
            if state.location:
                self.send_header("Location", state.location)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            half = len(reply) // 2
            for piece in (reply[:half], reply[half:]):
                self.wfile.write(piece)
                self.wfile.flush()
                over.wait(state.pauses_s)

        def log_message(self, *arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *where: object) -> None:
            """Who hung up did so on purpose."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield state
    finally:
        over.set()
        server.shutdown()
        server.server_close()


def _completion(state: JudgeServer, body: Body) -> bytes:
    message = {"role": "assistant", "content": state.answer(body)}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return json.dumps({"object": "chat.completion", "choices": [choice]}).encode()
