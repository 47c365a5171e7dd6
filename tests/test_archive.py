"""Archives: every article is read, whatever is wrong with others, and the results are the same however it is done."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from archives import FORMS, NEEDED, write_article, write_jsonl, write_warc
from conftest import Copydesk

from linter import lint_text
from linter import scan as scanning
from linter.archives import list_files, read_rows
from linter.cache import Cache
from linter.command import CLEAN, WRONG
from linter.config import Config
from linter.engines import Stand, say_pace, take_stand
from linter.faults import BadFile
from linter.intake import carry_out
from linter.plan import Shard, find_key, lay_plan, make_plan, read_manifest, read_plan
from linter.records import Article, Bad, Fields, Order, Row, read_date
from linter.run import Options
from linter.scan import merge_shards, scan_shard
from linter.tables import read_table

ARTICLES = [write_article(number) for number in range(40)]
RESULTS = ("documents.jsonl", "findings.jsonl", "failures.jsonl", "statistics.json", "manifest.json")
ALONE = Options(config=Config())


@pytest.fixture(autouse=True)
def _keep_rules(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    """Rules are loaded once for all tests, as they are for all processes of a scan."""
    monkeypatch.setenv("COPYDESK_CACHE_DIR", environment["COPYDESK_CACHE_DIR"])
    monkeypatch.setitem(globals(), "ALONE", ALONE._replace(cache=Cache(environment["COPYDESK_CACHE_DIR"])))


@pytest.fixture
def copydesk(in_process: Copydesk) -> Copydesk:
    return in_process


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "a.jsonl", ARTICLES)


def scan(archive: Path, out: Path, *, shards: int = 1, chunk: int = 7, jobs: int = 1, **more: Any) -> Path:
    """A scan carried out in this process and its children."""
    given = more.pop("fields", Fields())
    plan = make_plan([str(archive)], given, ALONE, shards=shards, chunk=chunk, **more)
    lay_plan(plan, str(out))
    carry_out(str(out), jobs, watched=False)
    return out


def read_results(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in RESULTS}


def read_all(path: Path, fields: Fields, wanted: Callable[[int, str], bool] = lambda *_: True) -> list[Row]:
    orders = [Order(one.path, one.name, fields, ".txt", wanted) for one in list_files([str(path)])]
    return [row for order in orders for row in read_rows(order)]


# ---------------------------------------------------------------- reading


@pytest.mark.parametrize("form", FORMS)
def test_every_form_holds_the_same_articles(tmp_path: Path, form: str) -> None:
    if form in NEEDED:
        pytest.importorskip(NEEDED[form])
    path = FORMS[form](tmp_path / form, ARTICLES)
    rows = read_all(path, Fields(*Fields._fields)._replace(id="id"))
    held = {one.held.id.rpartition("/")[2].removesuffix(".md"): one.held for one in rows}
    assert held.keys() == {one["id"] for one in ARTICLES}
    for one in ARTICLES:
        article = held[one["id"]]
        assert isinstance(article, Article)
        assert str(article.content).endswith(one["text"])
        assert (article.date, article.section, article.byline) == (one["date"], one["section"], one["byline"])


def test_pages_of_a_crawl_are_read_by_their_addresses(tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    pages = {
        "https://a.example/1": "<p>Le café ferme.</p>".encode(),
        "https://a.example/2": '<meta charset="iso-8859-1"><p>caf\xe9</p>'.encode("latin-1"),
        "https://a.example/3": b"<p>caf\xe9</p>",
    }
    for name in ("a.warc", "a.warc.gz"):
        rows = [row.held for row in read_all(write_warc(tmp_path / name, pages), Fields())]
        assert rows[:2] == [
            Article("https://a.example/1", "<p>Le café ferme.</p>", ".html", "2014-05-03"),
            Article("https://a.example/2", pages["https://a.example/2"].decode("latin-1"), ".html", "2014-05-03"),
        ]  # fmt: skip
        assert rows[2] == Bad("https://a.example/3", "is not UTF-8, as it says it is")
    assert read_all(write_warc(tmp_path / "b.warc", pages, "image/png"), Fields()) == []
    assert read_all(write_warc(tmp_path / "c.warc", pages, status="404 Not Found"), Fields()) == []


def test_text_of_what_is_not_wanted_is_not_looked_at(tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "a.jsonl", [{"id": "a", "text": 3}, {"id": "b", "text": "Ropes."}])
    rows = read_all(path, Fields("text", "id"), lambda _, name: name == "b")
    assert [(row.number, row.held) for row in rows] == [(1, Article("b", "Ropes.", ".txt"))]


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2014-05-03", "2014-05-03"),
        ("2014-05-03T23:59:00+02:00", "2014-05-03"),
        ("20140503", "2014-05-03"),
        ("2014/05", "2014-05"),
        (2014, "2014"),
        ("Sat, 03 May 2014 10:00:00 GMT", "2014-05-03"),
        (1399111200, "2014-05-03"),
        (1399111200000, "2014-05-03"),
        ("some day", ""),
        ("12345678901", ""),
        (None, ""),
        (True, ""),
        ({}, ""),
    ],
)
def test_dates_are_read_as_far_as_they_are_known(value: object, date: str) -> None:
    assert read_date(value) == date


# ---------------------------------------------------------------- what is found


def test_findings_are_those_of_a_check(archive: Path, tmp_path: Path) -> None:
    out = scan(archive, tmp_path / "out")
    found: dict[str, list[tuple[int, int, str, str]]] = {}
    for row in read_table(str(out), "findings"):
        found.setdefault(row["id"], []).append((row["line"], row["column"], row["code"], row["severity"]))
    assert sum(map(len, found.values())) > 80
    for one in ARTICLES:
        told = lint_text(one["text"], config=Config())
        assert sorted(found.get(one["id"], [])) == [(d.line, d.column, d.code, d.severity) for d in told]


def test_documents_have_their_counts_and_measures(archive: Path, tmp_path: Path) -> None:
    rows = {row["id"]: row for row in read_table(str(scan(archive, tmp_path / "out")), "documents")}
    assert rows.keys() == {one["id"] for one in ARTICLES}
    row = rows["a1"]
    told = [one.code for one in lint_text(ARTICLES[1]["text"], config=Config())]
    assert row["rules"] == {code: told.count(code) for code in sorted({*told})}
    assert (row["date"], row["section"], row["byline"]) == ("2011-02-11", "news", "Writer 1")
    assert row["measures"]["vague-source"] > 0
    assert list(row) == ["id", "date", "section", "byline", "words", "rules", "measures", "uses"]


def test_finding_stands_in_its_sentence(tmp_path: Path) -> None:
    text = "A rope is a rope. Again, critics say that it leaks. It does not."
    out = scan(write_jsonl(tmp_path / "a.jsonl", [{"text": text}]), tmp_path / "out")
    (row,) = [row for row in read_table(str(out), "findings") if row["code"] == "AT101"]
    assert (row["before"], row["excerpt"], row["after"]) == ("Again, ", "critics say", " that it leaks.")


def test_rules_and_severities_of_the_command_line_apply(copydesk: Copydesk, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl", [{"id": 1, "text": "Critics say so. Perhaps it may hold."}])
    options = ("--select", "AT101", "--severity", "AT101=error")
    ran = copydesk("scan", "a.jsonl", "--out", "out", *options)
    assert (ran.status, ran.err) == (CLEAN, "1 document scanned: 1 finding\n")
    (row,) = read_table(str(tmp_path / "out"), "findings")
    assert (row["id"], row["code"], row["severity"]) == ("1", "AT101", "error")


# ---------------------------------------------------------------- however it is done


@pytest.mark.parametrize(("shards", "chunk", "jobs"), [(1, 500, 1), (2, 3, 2), (25, 1, 2)])
def test_results_do_not_depend_on_shards_chunks_and_processes(
    archive: Path, tmp_path: Path, shards: int, chunk: int, jobs: int
) -> None:
    whole = scan(archive, tmp_path / "whole", chunk=500)
    parts = scan(archive, tmp_path / "parts", shards=shards, chunk=chunk, jobs=jobs)
    assert read_results(parts) == read_results(whole)
    assert not (parts / "shards").exists()


def test_more_chunks_than_may_be_open(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read_results(scan(archive, tmp_path / "whole"))
    monkeypatch.setattr("linter.scan._MOST_OPEN", 3)
    assert read_results(scan(archive, tmp_path / "parts", chunk=2)) == whole


def test_a_document_belongs_to_one_shard_and_shards_are_in_the_order_of_keys() -> None:
    keys = sorted(find_key(f"a{number}") for number in range(500))
    owners = [[n for n in range(7) if Shard("", n, 7).holds(key)] for key in keys]
    assert all(len(one) == 1 for one in owners)
    assert owners == sorted(owners)
    assert min(owners.count([n]) for n in range(7)) > 40


KILLED = """
import os, sys
from linter import scan
out, most = sys.argv[1], int(sys.argv[2])
write = scan.write_manifest
scan.write_manifest = lambda shard, told: os._exit(9) if len(told.chunks) > most else write(shard, told)
scan.scan_shard(out, 0)
"""


@pytest.mark.parametrize("stopped_after", [0, 3])
def test_restart_repeats_at_most_one_chunk(
    archive: Path, tmp_path: Path, stopped_after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is killed after a chunk has been written and before the manifest says so: the worst moment."""
    whole = read_results(scan(archive, tmp_path / "whole"))
    out = str(tmp_path / "out")
    lay_plan(make_plan([str(archive)], Fields(), ALONE, chunk=7), out)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    command = [sys.executable, "-c", KILLED, out, str(stopped_after)]
    assert subprocess.run(command, env=environment, timeout=60).returncode == 9
    assert len(read_manifest(Shard(out, 0, 1)).chunks) == stopped_after
    examined: list[str] = []
    examine = scanning._examine

    def note(*given: Any) -> Any:
        examined.append(given[2].id)
        return examine(*given)

    monkeypatch.setattr("linter.scan._examine", note)
    scan_shard(out, 0)
    merge_shards(out)
    assert len(examined) == len(ARTICLES) - 7 * stopped_after
    assert read_results(tmp_path / "out") == whole


def test_chunk_that_is_spoilt_is_done_again(archive: Path, tmp_path: Path) -> None:
    whole = read_results(scan(archive, tmp_path / "whole"))
    out, done = str(tmp_path / "out"), []

    class Stopped(Exception):
        pass

    def stop() -> None:
        done.append(1)
        if len(done) == 4:
            raise Stopped

    lay_plan(make_plan([str(archive)], Fields(), ALONE, chunk=7), out)
    with pytest.raises(Stopped):
        scan_shard(out, 0, stop)
    shard = Shard(out, 0, 1)
    chunk = Path(shard.chunk(2))
    chunk.write_bytes(chunk.read_bytes()[:-20])
    done.clear()
    scan_shard(out, 0, lambda: done.append(1))
    merge_shards(out)
    assert len(done) == 5  # four chunks of six, and the whole
    assert read_results(tmp_path / "out") == whole


def test_killed_command_goes_on_where_it_stopped(
    archive: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    whole = read_results(scan(archive, tmp_path / "whole"))
    out = tmp_path / "out"
    command = [sys.executable, "-m", "linter", "scan", str(archive), "--out", str(out), "--no-config"]
    options = ("--chunk", "2", "-j", "2")
    with subprocess.Popen(
        [*command, *options], cwd=tmp_path, env=environment, start_new_session=True
    ) as running:
        while running.poll() is None and not list(out.glob("shards/*/manifest.json")):
            os.sched_yield()
        os.killpg(running.pid, signal.SIGKILL)
    assert not (out / "manifest.json").exists()
    ran = subprocess.run([*command, "-q"], cwd=tmp_path, env=environment, timeout=60, check=False)
    assert ran.returncode == CLEAN
    assert read_results(out) == whole


def test_a_process_that_is_killed_loses_nothing(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read_results(scan(archive, tmp_path / "whole"))
    mark = tmp_path / "killed"
    examine = scanning._examine

    def killed(*given: Any) -> Any:
        if given[2].id == "a30" and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return examine(*given)

    monkeypatch.setattr("linter.scan._examine", killed)
    assert read_results(scan(archive, tmp_path / "out", shards=2, jobs=2)) == whole
    assert mark.exists()


def test_a_process_that_is_killed_again_and_again_is_told_of(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr("linter.scan._examine", killed)
    with pytest.raises(BadFile, match="was killed by signal 9, twice in the same chunk"):
        scan(archive, tmp_path / "out", shards=2, jobs=2)


def test_shards_by_hand_come_together(copydesk: Copydesk, archive: Path, tmp_path: Path) -> None:
    whole = read_results(scan(archive, tmp_path / "whole"))
    for number in (2, 1):
        ran = copydesk("scan", "a.jsonl", "--out", "out", "--shard", f"{number}/3", "--no-config")
        assert ran.status == CLEAN
        assert f"shard {number} of 3: " in ran.err
    begun = tmp_path / "out" / "plan.json"
    (tmp_path / "out" / "plan.json.77.part").write_bytes(
        begun.read_bytes()
    )  # another process at the same time
    begun.rename(tmp_path / "out" / "plan.json.78.part")
    assert copydesk("scan", "a.jsonl", "--out", "out", "--shard", "2/3", "--no-config").status == CLEAN
    early = subprocess.run(
        [sys.executable, "-c", "import sys; from linter.scan import merge_shards; merge_shards('out')"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        timeout=60,
    )
    assert b"shard 3 of 3 is not done yet" in early.stderr
    assert copydesk("scan", "a.jsonl", "--out", "out", "--shards", "4").status == WRONG
    assert copydesk("scan", "a.jsonl", "--out", "out", "--no-config").status == CLEAN
    assert read_results(tmp_path / "out") == whole
    again = copydesk("scan", "a.jsonl", "--out", "out", "--no-config")
    assert (again.status, again.err[:20]) == (CLEAN, "40 documents scanned")


def test_any_map_over_the_shards_will_do(archive: Path, tmp_path: Path) -> None:
    """What the recipes for Ray, Spark and others rest on: the function and its arguments can be sent elsewhere."""
    whole = read_results(scan(archive, tmp_path / "whole"))
    out = str(tmp_path / "out")
    lay_plan(make_plan([str(archive)], Fields(), ALONE, shards=3), out)
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        files = list(pool.map(scan_shard, [out] * 3, range(3)))
    assert all(os.path.isfile(path) for paths in files for path in paths)
    merge_shards(out)
    assert read_results(tmp_path / "out") == whole


def test_parquet_holds_the_same_rows(archive: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    lines = scan(archive, tmp_path / "lines")
    one, two = (scan(archive, tmp_path / f"{n}", shards=n, form="parquet") for n in (1, 3))
    for name in ("documents", "findings", "failures"):
        assert list(read_table(str(one), name)) == list(read_table(str(lines), name))
        assert (one / f"{name}.parquet").read_bytes() == (two / f"{name}.parquet").read_bytes()


def test_stand_and_pace_are_told(archive: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    lay_plan(make_plan([str(archive)], Fields(), ALONE, shards=2, chunk=7), out)
    assert take_stand(out) == Stand(0, 0.0)
    scan_shard(out, 0)
    stand = take_stand(out)
    assert 10 < stand.documents < 30
    assert stand.share == 0.5
    assert say_pace(Stand(0, 0.0), Stand(7_200, 0.25), 60) == (
        "[#######.......................] 7,200 documents, 120 a second, 3:00 left"
    )
    assert say_pace(Stand(0, 0.5), Stand(0, 0.5), 0).endswith("0 documents, 0 a second")


# ---------------------------------------------------------------- what goes wrong


def test_bad_document_is_recorded_and_the_others_are_read(copydesk: Copydesk, tmp_path: Path) -> None:
    lines = [
        b'{"id": "good", "text": "Critics say so."}',
        b"",
        b'{"id": "cut", "text": "Cri',
        b'{"id": "latin", "text": "caf\xe9"}',
        b'{"id": "none"}',
        b'{"text": "Nameless."}',
        b"[1, 2]",
        b'{"id": "lone", "text": "\\ud800 stands alone."}',
        b'{"id": "huge", "text": "' + b"Long. " * 200_000 + b'"}',
        b'{"id": "last", "text": "Critics say so."}',
    ]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    ran = copydesk("scan", "a.jsonl", "--out", "out", "--no-config", "-j", "2")
    assert ran.status == WRONG
    assert ran.err.endswith("; 6 failures, listed in out/failures.jsonl\n")
    failures = {row["id"]: row["cause"] for row in read_table(str(tmp_path / "out"), "failures")}
    assert failures == {
        "a.jsonl:3": "is not JSON: column 23: Unterminated string starting at",
        "a.jsonl:4": "is not UTF-8: byte 0xe9 at offset 28 of the line",
        "none": "has no text in the field “text”",
        "a.jsonl:6": "has nothing in the field “id”, which holds the id",
        "a.jsonl:7": "is not an object of JSON",
        "huge": "is larger than 1 MB",
    }
    assert {row["id"] for row in read_table(str(tmp_path / "out"), "documents")} == {"good", "lone", "last"}
    assert copydesk("scan", "a.jsonl", "--out", "out", "--no-config").status == WRONG


def test_rule_out_of_time_is_a_failure_of_one_document(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linter.faults import RuleOutOfTime
    from linter.lint import Linter

    lay_out = Linter.lay_out

    def late(self: Linter, document: Any, verdict: Any) -> Any:
        if "day 17." in document.prose[:80]:
            raise RuleOutOfTime("AT101", "cues")
        return lay_out(self, document, verdict)

    monkeypatch.setattr(Linter, "lay_out", late)
    out = str(scan(archive, tmp_path / "out"))
    (row,) = read_table(out, "failures")
    assert (row["id"], row["cause"][:26]) == ("a17", "rule AT101 ran out of time")
    assert len(list(read_table(out, "documents"))) == len(ARTICLES) - 1


@pytest.mark.parametrize("form", ["a.jsonl.gz", "a.jsonl.zst", "a.parquet"])
def test_file_that_is_cut_is_read_as_far_as_it_goes(tmp_path: Path, form: str) -> None:
    if form in NEEDED:
        pytest.importorskip(NEEDED[form])
    path = FORMS[form](tmp_path / form, ARTICLES)
    path.write_bytes(path.read_bytes()[:-40])
    fields = Fields("text", "id")
    rows = read_all(path, fields)
    bad = [row.held for row in rows if isinstance(row.held, Bad)]
    assert len(bad) == 1
    assert "cannot be read from here on: " in bad[0].cause


def test_spoilt_rows_of_csv_are_told_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'id,text\na,"Ropes, and\nboats."\nb,caf\xe9\nc,one,two\n\nd,Piers.\n')
    assert [row.held for row in read_all(path, Fields("text", "id"))] == [
        Article("a", "Ropes, and\nboats.", ".txt"),
        Bad("a.csv:2", "is not UTF-8"),
        Bad("a.csv:3", "has 3 cells where the first row has 2"),
        Article("d", "Piers.", ".txt"),
    ]


def test_documents_of_one_id_are_all_kept_and_counted(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": f"Boat {n}."} for n in range(3)] + [{"id": "b", "text": "Ropes."}]
    one, two = (
        scan(write_jsonl(tmp_path / "a.jsonl", rows), tmp_path / f"{n}", shards=n, chunk=1) for n in (1, 4)
    )
    assert json.loads((one / "statistics.json").read_text())["repeated"] == 2
    assert read_results(one) == read_results(two)
    assert len(list(read_table(str(one), "documents"))) == 4


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--text", "txet"], "“date”, “section”, “byline”); did you mean “text”?"),
        (["--section", "desk"], "has no field “desk” for the section"),
        (["--out", "a.jsonl"], "a.jsonl"),
        (["--shard", "3"], "“3” is not I/N, as in 3/8"),
        (["--shard", "4/3"], "there is no shard 4 of 3"),
        (["--engine", "dask"], "--engine dask needs --scheduler"),
        (["--scheduler", "x"], "--scheduler is for --engine dask"),
        (["--select", "ATT"], "no rule, pack or beginning of a code is called “ATT”"),
        (["--chunk", "0"], "no document at once is too few"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(
    copydesk: Copydesk, archive: Path, options: list[str], told: str
) -> None:
    assert archive.exists()
    ran = copydesk("scan", "a.jsonl", "--out", "out", *options)
    assert (ran.status, ran.out) == (WRONG, "")
    assert told in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "a.jsonl",
            '{"headline": "A"}\n',
            "has no field that looks like the text (its fields: “headline”); name it",
        ),
        ("a.pdf", "x", "is no archive by its name"),
        ("none.jsonl", None, "there is no such file or folder"),
        ("empty.jsonl", "", "holds nothing that could be scanned"),
    ],
)
def test_archive_that_is_none_is_refused(
    copydesk: Copydesk, tmp_path: Path, name: str, content: str | None, told: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    ran = copydesk("scan", name, "--out", "out")
    assert ran.status == WRONG
    assert told in ran.err
    assert not (tmp_path / "out").exists()


def test_folder_is_neither_mixed_nor_overwritten(copydesk: Copydesk, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    assert "holds files, but no scan" in copydesk("scan", "a.jsonl", "--out", "full").err
    assert copydesk("scan", "a.jsonl", "--out", "out", "--no-config").status == CLEAN
    other = copydesk("scan", "a.jsonl", "--out", "out", "--no-config", "--ignore", "AT101")
    assert "was begun with other rules: begin it afresh (--fresh), or in another folder" in other.err
    write_jsonl(archive, ARTICLES[:-1])
    assert "before the archive changed" in copydesk("scan", "a.jsonl", "--out", "out", "--no-config").err
    fresh = copydesk("scan", "a.jsonl", "--out", "out", "--no-config", "--fresh")
    assert (fresh.status, fresh.err[:20]) == (CLEAN, "39 documents scanned")
    assert os.listdir(tmp_path / "full") == ["mine.txt"]


def test_results_are_not_put_into_the_archive(tmp_path: Path) -> None:
    folder = FORMS["folder"](tmp_path / "a", ARTICLES[:2])
    with pytest.raises(BadFile, match="lies in the archive, where the results would be scanned too"):
        scan(folder, folder / "out")
    assert not (folder / "out").exists()


def test_machine_with_other_rules_takes_no_part(archive: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    lay_plan(make_plan([str(archive)], Fields(), ALONE)._replace(rules="others"), out)
    with pytest.raises(BadFile, match="begun with other rules or another version"):
        scan_shard(out, 0)


def test_sections_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linter.tally._MOST_SECTIONS", 9)
    rows = [{"id": n, "text": "Ropes.", "section": f"s{n}"} for n in range(20)]
    path = write_jsonl(tmp_path / "a.jsonl", rows)
    with pytest.raises(BadFile, match="there are more than 9 sections, such as “s"):
        scan(path, tmp_path / "out")


@pytest.mark.parametrize(
    ("package", "name", "purpose"),
    [
        ("pyarrow", "a.parquet", "files like “*.parquet”"),
        ("warcio", "a.warc", "files like “*.warc”"),
        ("zstandard", "a.jsonl.zst", "files like “*.zst”"),
    ],
)
def test_missing_package_is_named_with_its_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, name: str, purpose: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(BadFile) as refused:
        make_plan([str(tmp_path / name)], Fields(), ALONE)
    told = f"the package “{package}” is needed for {purpose}: pip install 'copydesk[archive]'"
    assert refused.value.faults[0].message == told


def test_plan_is_read_as_it_was_laid(archive: Path, tmp_path: Path) -> None:
    plan = make_plan([str(archive)], Fields(text="text"), ALONE, shards=3)
    lay_plan(plan, str(tmp_path / "out"))
    assert read_plan(str(tmp_path / "out")) == plan._replace(config=plan.config._replace(given=frozenset()))
    (tmp_path / "out" / "plan.json").write_text("{}")
    with pytest.raises(BadFile, match="is not the plan of a scan by this version"):
        read_plan(str(tmp_path / "out"))
