"""An editor as a language server sees it: a real server process, and messages over its pipes."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

# Seconds; a server that is silent for longer has failed.
PATIENCE = 60
COMMAND = (sys.executable, "-m", "linter", "server")


class Editor:
    """A client that sends what it is told to, right or wrong, and keeps what it gets."""

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        *arguments: str,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [*command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder, env=environment
        )
        self.published: dict[str, Any] = {}
        self.asked: list[Any] = []
        self._came: queue.Queue[Any] = queue.Queue()
        self._answers: dict[int, Any] = {}
        self._number = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> "Editor":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: object, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream
            with suppress(BrokenPipeError):
                stream.close()

    # ------------------------------------------------------------ messages

    def send_bytes(self, body: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def send(self, **message: Any) -> None:
        self.send_bytes(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def notify(self, method: str, **params: Any) -> None:
        self.send(method=method, params=params)

    def ask(self, method: str, **params: Any) -> Any:
        """The result of a request; an error fails the test."""
        answer = self.answer(self.begin(method, **params))
        assert "error" not in answer, answer
        return answer["result"]

    def begin(self, method: str, **params: Any) -> int:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method}
        self.send(**message, **({"params": params} if params else {}))
        return self._number

    def answer(self, number: int) -> Any:
        self.wait_until(lambda: number in self._answers)
        return self._answers.pop(number)

    def wait_until(self, is_so: Callable[[], object]) -> None:
        """Take what comes until something is so."""
        while not is_so():
            message = self._came.get(timeout=PATIENCE)
            assert message is not None, "the server has gone"
            self._take(message)

    def _take(self, message: Any) -> None:
        method = message.get("method")
        if method is None:
            self._answers[message["id"]] = message
        elif method == "textDocument/publishDiagnostics":
            self.published[message["params"]["uri"]] = message["params"]
        elif "id" in message:
            self.asked.append(message)
            self.send(id=message["id"], result=None)

    def _read(self) -> None:
        for message in self._read_messages():
            self._came.put(message)
        self._came.put(None)

    def _read_messages(self) -> Iterator[Any]:
        assert self.process.stdout
        while header := self.process.stdout.readline():
            length = int(header.split(b":")[1])
            while self.process.stdout.readline().strip():
                pass
            yield json.loads(self.process.stdout.read(length))

    # ------------------------------------------------------------ the life of an editor

    def start(self, capabilities: Mapping[str, Any] | None = None, **wishes: Any) -> Any:
        """What the server can do."""
        folders = [{"uri": self.folder.as_uri(), "name": "drafts"}]
        result = self.ask(
            "initialize",
            processId=os.getpid(),
            capabilities=capabilities or {},
            initializationOptions={"pause": 0, **wishes},
            workspaceFolders=folders,
            rootUri=None,
        )
        self.notify("initialized")
        return result["capabilities"]

    def end(self) -> int:
        """Take leave as the protocol wants it; the status of the server."""
        self.ask("shutdown")
        self.send(method="exit")
        return self.process.wait(PATIENCE)

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str, language: str = "markdown", version: int = 1) -> list[Any]:
        """Show a text, and what the server says of it."""
        document = {"uri": self.uri(name), "languageId": language, "version": version, "text": text}
        self.published.pop(self.uri(name), None)
        self.notify("textDocument/didOpen", textDocument=document)
        return self.told(name, version)

    def change(self, name: str, version: int, *changes: Any) -> None:
        self.notify(
            "textDocument/didChange",
            textDocument={"uri": self.uri(name), "version": version},
            contentChanges=list(changes),
        )

    def told(self, name: str, version: int | None = None) -> list[Any]:
        """What the server has pushed of a file, for a version of it."""

        def is_told() -> bool:
            published = self.published.get(self.uri(name))
            return published is not None and (version is None or published.get("version") == version)

        self.wait_until(is_told)
        found: list[Any] = self.published[self.uri(name)]["diagnostics"]
        return found

    def at(self, name: str, line: int, character: int) -> dict[str, Any]:
        return {"textDocument": {"uri": self.uri(name)}, "position": {"line": line, "character": character}}


def mark(line: int, character: int) -> dict[str, int]:
    return {"line": line, "character": character}


def stretch(start: tuple[int, int], end: tuple[int, int]) -> dict[str, Any]:
    return {"start": mark(*start), "end": mark(*end)}


def edit(start: tuple[int, int], end: tuple[int, int], text: str) -> dict[str, Any]:
    return {"range": stretch(start, end), "text": text}


def places(told: Sequence[Any]) -> list[tuple[str, int, int, int, int]]:
    """The codes and ranges of diagnostics."""
    found = [
        (
            one.get("code", ""),
            *(one["range"]["start"][key] for key in ("line", "character")),
            *(one["range"]["end"][key] for key in ("line", "character")),
        )
        for one in told
    ]
    return sorted(found)
