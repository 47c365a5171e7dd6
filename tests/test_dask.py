"""A scan on a Dask cluster: the results of a scan in one process, to the byte, whatever becomes of a worker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from archives import write_article, write_jsonl

from linter.command import CLEAN, WRONG

pytest.importorskip("distributed")

RESULTS = ("documents.jsonl", "findings.jsonl", "failures.jsonl", "statistics.json", "manifest.json")
CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, *(one.pid for one in cluster.workers.values()), flush=True)
        sys.stdin.read()
"""


class Cluster(NamedTuple):
    """Where its scheduler answers, and the processes of its workers."""

    address: str
    workers: list[int]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "cluster.py").write_text(CLUSTER)
    command = [sys.executable, str(folder / "cluster.py")]
    with subprocess.Popen(
        command, stdin=-1, stdout=-1, stderr=-3, env=environment, cwd=folder, text=True
    ) as running:
        assert running.stdin
        assert running.stdout
        address, *workers = running.stdout.readline().split()
        yield Cluster(address, [*map(int, workers)])
        running.stdin.close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Path:
    """An archive, and beside it a scan of it in one process."""
    folder = tmp_path_factory.mktemp("whole")
    write_jsonl(folder / "a.jsonl", [write_article(number) for number in range(40)])
    assert scan(folder, folder / "whole", environment, "-j", "1").wait() == CLEAN
    return folder


def scan(folder: Path, out: Path, environment: dict[str, str], *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "linter", "scan", "a.jsonl", "--out", str(out), "--no-config", "-q"]
    return subprocess.Popen([*command, *options], cwd=folder, env=environment)


def read_results(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in RESULTS}


def test_cluster_finds_what_one_process_finds_though_a_worker_is_killed(
    whole: Path, tmp_path: Path, cluster: Cluster, environment: dict[str, str]
) -> None:
    out = tmp_path / "out"
    options = ("--engine", "dask", "--scheduler", cluster.address, "--shards", "2", "--chunk", "1")
    with scan(whole, out, environment, *options) as running:
        while running.poll() is None and not list(out.glob("shards/*/manifest.json")):
            os.sched_yield()
        os.kill(cluster.workers[0], signal.SIGKILL)
        assert running.wait() == CLEAN
    assert read_results(out) == read_results(whole / "whole")


def test_scheduler_that_is_not_there_is_told(
    whole: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    command = [
        sys.executable,
        "-m",
        "linter",
        "scan",
        "a.jsonl",
        "--out",
        str(tmp_path / "out"),
        "--no-config",
    ]
    options = ("--engine", "dask", "--scheduler", "nowhere")
    ran = subprocess.run([*command, *options], cwd=whole, env=environment, capture_output=True, timeout=60)
    assert ran.returncode == WRONG
    assert b"nowhere:1:1: no scheduler of Dask answers there" in ran.stderr
    assert b"Traceback" not in ran.stderr
