"""The command: exit statuses, streams, options, and files that cannot be read."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Copydesk

CLEAN = "The moon is made of rock.\n"
FAULTY = "The moon is green cheese.\n"
LINE = "draft.txt:1:13: warning: “green cheese” is not what the moon is made of. [ZZ101 moon-cheese]\n"


def test_clean_draft(copydesk: Copydesk, house: Path) -> None:
    (house / "draft.txt").write_text(CLEAN)
    assert copydesk("check", "draft.txt") == (0, "", "1 draft checked: no findings\n")


@pytest.mark.parametrize("text", [pytest.param("", id="empty"), pytest.param("\n", id="blank"), "x"])
def test_hardly_a_draft(copydesk: Copydesk, house: Path, text: str) -> None:
    (house / "draft.txt").write_text(text)
    assert copydesk("check", "draft.txt").status == 0


def test_finding(copydesk: Copydesk, house: Path) -> None:
    (house / "draft.txt").write_text(FAULTY)
    assert copydesk("check", "draft.txt") == (1, LINE, "1 draft checked: 1 warning\n")


def test_built_in_rules_need_no_config(copydesk: Copydesk, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text("Critics say that the bridge is unsafe.\n")
    ran = copydesk("check")
    assert ran.status == 1
    assert ran.out.startswith("draft.txt:1:1: warning: “Critics say")
    assert ran.out.endswith("[AT101 vague-source]\n")


# ---------------------------------------------------------------- severities and selection


def test_notes_are_counted(copydesk: Copydesk, house: Path) -> None:
    (house / "draft.txt").write_text("It is pure silver.\n")
    ran = copydesk("check", "draft.txt")
    assert (ran.status, ran.out) == (0, "")
    assert "1 note not shown (--min-severity info shows them)" in ran.err


def test_warnings_that_are_not_shown_are_counted(copydesk: Copydesk, house: Path) -> None:
    (house / "draft.txt").write_text("It is pure silver. It is green cheese.\n")
    ran = copydesk("check", "--min-severity=error", "--fail-on=error", "draft.txt")
    assert (ran.status, ran.out) == (0, "")
    assert "no findings; 1 warning, 1 note not shown" in ran.err


def test_notes_are_shown_on_demand(copydesk: Copydesk, house: Path) -> None:
    (house / "draft.txt").write_text("It is pure silver.\n")
    ran = copydesk("check", "--min-severity", "info", "draft.txt")
    assert ran.status == 0
    assert ran.out.startswith("draft.txt:1:7: info: ")


def test_whatever_fails_the_run_is_shown(copydesk: Copydesk, house: Path) -> None:
    (house / "draft.txt").write_text("It is pure silver.\n")
    ran = copydesk("check", "--fail-on=info", "draft.txt")
    assert ran.status == 1
    assert "ZZ102" in ran.out


@pytest.mark.parametrize(
    ("options", "status"),
    [
        pytest.param(["--fail-on", "error"], 0, id="fails on errors only"),
        pytest.param(["--exit-zero"], 0, id="never fails"),
        pytest.param(["--severity", "ZZ101=error", "--fail-on", "error"], 1, id="raised"),
        pytest.param(["--severity", "moon-cheese=info"], 0, id="lowered"),
        pytest.param(["--ignore", "ZZ"], 0, id="ignored by the beginning of its code"),
        pytest.param(["--ignore", "house", "--extend-select", "ZZ101"], 1, id="the closer word wins"),
        pytest.param(["--select", "AT,HD1"], 0, id="others selected"),
        pytest.param(["--no-config"], 0, id="without its pack"),
        pytest.param(["--isolated"], 0, id="without its pack, by another name"),
    ],
)
def test_options_that_judge(copydesk: Copydesk, house: Path, options: list[str], status: int) -> None:
    (house / "draft.txt").write_text(FAULTY)
    assert copydesk("check", *options, "draft.txt").status == status


def test_config_by_name(copydesk: Copydesk, house: Path) -> None:
    (house / "draft.txt").write_text(FAULTY)
    (house / "other.yaml").write_text("packs: [house.yaml]\nselect: [ZZ102]\n")
    assert copydesk("check", "--config", "other.yaml", "draft.txt").status == 0


# ---------------------------------------------------------------- what cannot be followed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["check", "--fail-of"], "no option is called “--fail-of”; did you mean “--fail-on”?", id="option"),
        pytest.param(["check", "--fail-on", "eror"], "did you mean “error”?", id="level"),
        pytest.param(["check", "--output-format", "jsn"], "did you mean “json”?", id="format"),
        pytest.param(["check", "--select", "AT191"], "did you mean “AT101”?", id="code"),
        pytest.param(["check", "--ignore", "vage-source"], "did you mean “vague-source”?", id="name"),
        pytest.param(["check", "--severity", "AT101"], "is not CODE=LEVEL", id="no level"),
        pytest.param(["check", "--severity", "AT1O1=error"], "did you mean “AT101”?", id="weighed code"),
        pytest.param(["check", "--config", "none.yaml"], "there is no file “none.yaml”", id="config"),
        pytest.param(["chek"], "“chek” is no command; did you mean “check”?", id="command"),
        pytest.param(["draft.txt"], "did you mean “copydesk check draft.txt”?", id="no command"),
        pytest.param(["explain", "AT110"], "no rule is called “AT110”; did you mean", id="explained code"),
        pytest.param(["explain"], "CODE", id="nothing to explain"),
        pytest.param(["test", "none.yaml"], "none.yaml:1:1: cannot be read", id="pack"),
    ],
)  # fmt: skip
def test_refused(copydesk: Copydesk, tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "draft.txt").write_text(CLEAN)
    ran = copydesk(*arguments)
    assert ran.out == ""
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert ran.status == 2


def test_faulty_config_has_places(copydesk: Copydesk, house: Path) -> None:
    (house / "copydesk.yaml").write_text("packs: [house.yaml]\nselct: [ZZ]\nfail-on: eror\n")
    ran = copydesk("check", given="")
    assert ran.status == 2
    assert f"{house}/copydesk.yaml:2:1: unknown key “selct”; did you mean “select”?" in ran.err
    assert (
        f"{house}/copydesk.yaml:3:10: “eror” is none of info, warning, error; did you mean “error”?"
        in ran.err
    )


def test_no_command_shows_them(copydesk: Copydesk) -> None:
    assert copydesk().status == 2
    assert "explain" in copydesk("--help").out
    assert "--fail-on" in copydesk("check", "--help").out
    assert copydesk("--version").out.startswith("copydesk ")


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        pytest.param(
            b"caf\xe9 talk", "is not UTF-8: byte 0xe9 at offset 3; it looks like Windows-1252", id="Latin"
        ),
        pytest.param("café".encode("utf-16-le"), "is not UTF-8", id="UTF-16 without a mark"),
        pytest.param(b"PK\x03\x04\0\0", "is a zip or Word file, not text", id="Word"),
        pytest.param(b"\x7fELF\0\1\2\3\4", "is a binary file, not text", id="program"),
        pytest.param(b"\xff\xfea", "has the byte order mark of UTF-16, but is not", id="half a character"),
    ],
)
def test_undecodable_draft(copydesk: Copydesk, house: Path, data: bytes, cause: str) -> None:
    (house / "broken.txt").write_bytes(data)
    (house / "draft.txt").write_text(FAULTY)
    ran = copydesk("check", "broken.txt", "draft.txt")
    assert (ran.status, ran.out) == (2, LINE)
    assert f"broken.txt: {cause}" in ran.err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark(copydesk: Copydesk, house: Path, encoding: str) -> None:
    (house / "draft.txt").write_bytes(FAULTY.encode(encoding))
    assert copydesk("check", "draft.txt").out == LINE


def test_missing_draft(copydesk: Copydesk, house: Path) -> None:
    (house / "draft.txt").write_text(FAULTY)
    ran = copydesk("check", "none.txt", "draft.txt")
    assert (ran.status, ran.out) == (2, LINE)
    assert "none.txt: cannot be read: No such file or directory\n" in ran.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_draft(copydesk: Copydesk, house: Path) -> None:
    (house / "draft.txt").write_text(FAULTY)
    (house / "draft.txt").chmod(0)
    ran = copydesk("check", "draft.txt")
    assert ran.status == 2
    assert "draft.txt: cannot be read: Permission denied\n" in ran.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_named_pipe_is_not_waited_for(copydesk: Copydesk, house: Path) -> None:
    os.mkfifo(house / "pipe.txt")
    ran = copydesk("check", "pipe.txt", "/dev/null")
    assert ran.status == 2
    assert "pipe.txt: is a named pipe, not a file" in ran.err
    assert "/dev/null: is a device, not a file" in ran.err


def test_socket_is_no_draft(copydesk: Copydesk, house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(house)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.txt")
        assert "s.txt: is a socket, not a file" in copydesk("check", "s.txt").err


def test_link_that_leads_nowhere(copydesk: Copydesk, house: Path) -> None:
    (house / "gone.md").symlink_to("nowhere.md")
    (house / "loop.md").symlink_to("loop.md")
    ran = copydesk("check")
    assert ran.status == 2
    assert "gone.md: cannot be read: No such file or directory\n" in ran.err
    assert "loop.md: cannot be read: Too many levels of symbolic links\n" in ran.err


def test_folder_is_walked(copydesk: Copydesk, house: Path) -> None:
    for name in ("a/b/deep.md", "a/one.TXT", ".hidden/no.md", "node_modules/no.md", "env/no.txt", "a/no.py"):
        (house / name).parent.mkdir(parents=True, exist_ok=True)
        (house / name).write_text(FAULTY)
    (house / "env" / "pyvenv.cfg").touch()
    (house / "a" / "loop").symlink_to(house)
    out = copydesk("check").out
    assert [line.split(":")[0] for line in out.splitlines()] == ["a/b/deep.md", "a/one.TXT"]


def test_folder_without_drafts(copydesk: Copydesk, house: Path) -> None:
    (house / "empty").mkdir()
    ran = copydesk("check", "empty")
    assert ran.status == 0
    assert "empty: there are no drafts in this folder\n" in ran.err


def test_each_file_once_in_stable_order(copydesk: Copydesk, house: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (house / name).write_text(FAULTY)
    out = copydesk("check", "b.txt", "./a.txt", "a.txt", "b.txt", ".").out
    assert [line.split(":")[0] for line in out.splitlines()] == ["./a.txt", "b.txt"]


@pytest.mark.parametrize("name", ["-draft.md", "--select=x.md", "a b.md", "100%.md", "ünï.md", "--exit-zero"])
def test_odd_names(copydesk: Copydesk, house: Path, name: str) -> None:
    (house / name).write_text(FAULTY)
    ran = copydesk("check", "--quiet", "--", name) if name == "--exit-zero" else copydesk("check", "-q", name)
    assert ran == (1, LINE.replace("draft.txt", name), "")


def test_option_wins_over_a_file_of_its_name(copydesk: Copydesk, house: Path) -> None:
    (house / "--exit-zero").write_text(FAULTY)
    (house / "draft.txt").write_text(FAULTY)
    assert copydesk("check", "draft.txt", "--exit-zero") == (0, LINE, "1 draft checked: 1 warning\n")


def test_options_between_paths(copydesk: Copydesk, house: Path) -> None:
    (house / "a.txt").write_text(CLEAN)
    (house / "b.txt").write_text(FAULTY)
    assert copydesk("check", "a.txt", "--exit-zero", "b.txt").err == "2 drafts checked: 1 warning\n"


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_name_that_is_no_text(copydesk: Copydesk, house: Path) -> None:
    (house / os.fsdecode(b"caf\xe9.txt")).write_text(FAULTY)
    assert copydesk("check").out == LINE.replace("draft.txt", "caf\\udce9.txt")


def test_name_with_a_line_end(copydesk: Copydesk, house: Path) -> None:
    (house / "a\n::error::b.txt").write_text(FAULTY)
    assert copydesk("check").out == LINE.replace("draft.txt", "a␊::error::b.txt")


# ---------------------------------------------------------------- standard input and output


def test_standard_input(copydesk: Copydesk, house: Path) -> None:
    assert house
    ran = copydesk("check", "-", given=FAULTY)
    assert (ran.status, ran.out) == (1, LINE.replace("draft.txt", "<stdin>"))


def test_standard_input_has_the_format_of_its_name(copydesk: Copydesk, house: Path) -> None:
    assert house
    ran = copydesk("check", "-", "--stdin-filename", "a.md", given="The *moon* is `green cheese`.\n")
    assert (ran.status, ran.out) == (0, "")


def test_closed_pipe(house: Path, environment: dict[str, str]) -> None:
    (house / "draft.txt").write_text(FAULTY * 2000)
    command = (
        f"{sys.executable} -m linter check --output-format full draft.txt | head -1; echo ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(
        ["bash", "-c", command], cwd=house, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("\n141\n")
    assert done.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_interrupted(house: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "linter", "check", "-"]
    with subprocess.Popen(command, cwd=house, env=environment, stdin=-1, stderr=-1, text=True) as running:
        assert running.stdin
        assert running.stderr
        # More than a pipe holds: once all is written, the command has begun to read.
        running.stdin.write("a " * 200_000)
        running.stdin.flush()
        for _ in range(10):  # a signal that comes just before the command waits again does not wake it
            running.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(timeout=2)
                break
        running.stdin.close()
        assert (running.wait(), running.stderr.read()) == (130, "")


@pytest.mark.parametrize("variables", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}])
def test_output_is_utf_8_whatever_the_locale(
    copydesk: Copydesk, house: Path, variables: dict[str, str]
) -> None:
    (house / "draft.txt").write_text(FAULTY)
    assert copydesk("check", "draft.txt", **variables).out == LINE


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
def test_full_disk(house: Path, environment: dict[str, str]) -> None:
    (house / "draft.txt").write_text(FAULTY)
    command = [sys.executable, "-m", "linter", "check", "draft.txt"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, cwd=house, env=environment, stdout=full, stderr=-1, text=True)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "No space left on device" in done.stderr


def test_closed_streams(house: Path, environment: dict[str, str]) -> None:
    (house / "draft.txt").write_text(FAULTY)
    for arguments, status in (("draft.txt >&-", 1), ("draft.txt 2>&-", 1), ("- <&-", 2)):
        command = ["bash", "-c", f"{sys.executable} -m linter check {arguments}"]
        done = subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True)
        assert (done.returncode, "Traceback" in done.stderr) == (status, False)


# ---------------------------------------------------------------- the other commands


def test_explain(copydesk: Copydesk) -> None:
    by_code, by_name = copydesk("explain", "at101"), copydesk("explain", "vague-source")
    assert by_code == by_name
    assert by_code.out.startswith("AT101 vague-source (warning, unsupported, pack attribution)\n")
    assert "copydesk: allow AT101" in by_code.out


def test_rules_as_json(copydesk: Copydesk) -> None:
    rules = json.loads(copydesk("rules", "--output-format", "json").out)["rules"]
    wanted = {"code", "name", "pack", "category", "severity", "state", "message", "why", "examples"}
    assert all(wanted <= rule.keys() for rule in rules)
    assert [rule["name"] for rule in rules if rule["code"] == "AT101"] == ["vague-source"]


def test_rules_as_text(copydesk: Copydesk, house: Path) -> None:
    assert house
    assert "ZZ102  moon-silver" in copydesk("rules").out


def test_config_says_where_settings_come_from(copydesk: Copydesk, house: Path) -> None:
    with (house / "copydesk.yaml").open("a") as file:
        file.write("per-path: [{paths: [letters/*], ignore: [ZZ101], terms: [Moon]}]\nfail-on: error\n")
    out = copydesk("config", "letters/a.txt", "--severity", "ZZ102=error").out
    assert f"config: {house}/copydesk.yaml\n" in out
    assert "fail-on: error (copydesk.yaml)\n" in out
    assert "min-severity: warning (built-in)\n" in out
    assert "terms: Moon (copydesk.yaml, per-path 1)\n" in out
    assert "  ZZ101  moon-cheese: off (copydesk.yaml, per-path 1)\n" in out
    assert "  ZZ102  moon-silver: error (copydesk.yaml, command line)\n" in out


def test_packs_of_others_are_tested(copydesk: Copydesk, house: Path) -> None:
    assert house
    assert copydesk("test", "house.yaml") == (0, "", "2 rules, 12 examples: none failed\n")


def test_examples_that_fail(copydesk: Copydesk, house: Path) -> None:
    pack = (house / "house.yaml").read_text()
    pack = pack.replace('"It is <green cheese>."', '"It is green <cheese>.", "<Stilton>."')
    (house / "house.yaml").write_text(pack.replace("All rock., Say", "All green cheese., Say", 1))
    ran = copydesk("test", "house.yaml")
    assert ran.status == 1
    assert [line.split(": ")[1] for line in ran.out.splitlines()] == ["wrong span", "missing", "noisy"]
    assert ran.out.startswith("house.yaml:14:13: wrong span: ZZ101 moon-cheese: “green cheese” in ")
