"""Archives for tests: articles made up by number, in every form that they may come in."""

import csv
import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

LINES = (
    "Critics say that the harbour is unsafe.",
    "The tide rose by 4 feet on 3 May 2014.",
    "Perhaps the pier may hold, and perhaps it could not.",
    "Ana Bohm, the treasurer, said that “the dredging has cost 40,000 crowns”.",
    "Everyone knows that the ferry always loses money.",
    "The board met. The board voted. The board went home.",
    "It is clear that the levy will obviously fail.",
    "Ropes cost more than they did.",
)
SECTIONS = ("opinion", "news", "")


def write_article(number: int) -> dict[str, str]:
    """An article that is like no other: its lines by the digits of its number."""
    chosen = [LINES[(number >> shift) % len(LINES)] for shift in range(0, 9, 2)]
    body = "\n\n".join(f"{line} That was day {number + n}." for n, line in enumerate(chosen))
    date = f"{2010 + number % 3}-{1 + number % 12:02}-11"
    return {
        "id": f"a{number}",
        "text": body,
        "date": date,
        "section": SECTIONS[number % 3],
        "byline": f"Writer {number % 5}",
    }


def write_jsonl(path: Path, articles: Sequence[Mapping[str, object]]) -> Path:
    path.write_text("".join(f"{json.dumps(one)}\n" for one in articles), encoding="utf-8")
    return path


def write_csv(path: Path, articles: Sequence[Mapping[str, str]], delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(articles[0]), delimiter=delimiter)
        table.writeheader()
        table.writerows(articles)
    return path


def write_gz(path: Path, articles: Sequence[Mapping[str, object]]) -> Path:
    inner = write_jsonl(path.with_suffix(""), articles)
    path.write_bytes(gzip.compress(inner.read_bytes()))
    inner.unlink()
    return path


def write_zst(path: Path, articles: Sequence[Mapping[str, object]]) -> Path:
    import zstandard

    inner = write_jsonl(path.with_suffix(""), articles)
    path.write_bytes(zstandard.ZstdCompressor().compress(inner.read_bytes()))
    inner.unlink()
    return path


def write_parquet(path: Path, articles: Sequence[Mapping[str, object]]) -> Path:
    import pyarrow
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(list(articles)), path, row_group_size=7)
    return path


def write_folder(path: Path, articles: Sequence[Mapping[str, str]]) -> Path:
    for one in articles:
        place = path / one["id"][:2] / f"{one['id']}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        head = f"---\ndate: {one['date']}\nsection: {one['section']}\nbyline: {one['byline']}\n---\n"
        place.write_text(head + one["text"], encoding="utf-8")
    return path


def write_warc(
    path: Path, pages: Mapping[str, bytes], kind: str = "text/html", status: str = "200 OK"
) -> Path:
    with path.open("wb") as file:
        for number, (address, page) in enumerate(pages.items()):
            answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + page
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
                f"WARC-Target-URI: {address}\r\nWARC-Date: 2014-05-03T10:00:00Z\r\n"
                f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
            )
            record = head.encode() + answer + b"\r\n\r\n"
            file.write(gzip.compress(record) if path.suffix == ".gz" else record)
    return path


FORMS: dict[str, Callable[[Path, Sequence[dict[str, str]]], Path]] = {
    "a.jsonl": write_jsonl,
    "a.jsonl.gz": write_gz,
    "a.jsonl.zst": write_zst,
    "a.csv": write_csv,
    "a.tsv": lambda path, articles: write_csv(path, articles, "\t"),
    "a.parquet": write_parquet,
    "folder": write_folder,
}
NEEDED = {"a.jsonl.zst": "zstandard", "a.parquet": "pyarrow"}
