"""A real editor: Neovim without a screen, which starts the server and is told what `check` tells."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Copydesk
from editors import COMMAND, PATIENCE

pytestmark = pytest.mark.skipif(not shutil.which("nvim"), reason="needs Neovim")

TEXT = "# 🌙\n\n👩‍👩‍👧 שלום e\u0301: the moon is green cheese.\n\nAll is rock.\n"
# `vim.lsp.start_client` is what all versions from 0.7 on have; `docs/editors/neovim.md` says how people set it up.
SCRIPT = """
local client = vim.lsp.start_client({{ name = "copydesk", cmd = {command}, root_dir = vim.fn.getcwd() }})
vim.cmd("edit draft.md")
vim.lsp.buf_attach_client(0, client)
local function told() return #vim.diagnostic.get(0) end
local first = vim.wait({patience}, function() return told() == 1 end, 20)
local found = vim.diagnostic.get(0)
vim.api.nvim_buf_set_lines(0, 4, 5, false, {{ "All is green cheese." }})
local second = vim.wait({patience}, function() return told() == 2 end, 20)
vim.fn.writefile({{ vim.fn.json_encode({{ first, second, found, vim.diagnostic.get(0) }}) }}, "told.json")
vim.cmd("qall!")
"""


def test_neovim_shows_what_check_finds(house: Path, environment: dict[str, str], copydesk: Copydesk) -> None:
    (house / "draft.md").write_text(TEXT, encoding="utf-8")
    (one,) = json.loads(copydesk("check", "draft.md", "--output-format", "json").out)["diagnostics"]
    command = "{" + ", ".join(json.dumps(word) for word in COMMAND) + "}"
    (house / "script.lua").write_text(SCRIPT.format(command=command, patience=1000 * PATIENCE))
    home = {"HOME": str(house), "XDG_CONFIG_HOME": str(house), "XDG_STATE_HOME": str(house)}
    subprocess.run(
        ["nvim", "--headless", "--clean", "-c", "luafile script.lua"],
        cwd=house,
        env={**environment, **home},
        timeout=3 * PATIENCE,
        stdin=subprocess.DEVNULL,
        check=True,
    )
    first, second, (found,), after = json.loads((house / "told.json").read_text())
    assert (first, second) == (True, True)
    # Neovim counts columns in bytes, from 0.
    line = TEXT.split("\n")[one["line"] - 1]
    assert (found["code"], found["lnum"]) == (one["code"], one["line"] - 1)
    assert found["col"] == len(line[: one["column"] - 1].encode())
    assert found["end_col"] == len(line[: one["end_column"] - 1].encode())
    assert [(more["lnum"], more["col"]) for more in after][-1] == (4, 7)
