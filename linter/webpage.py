"""Pages of HTML that hold all they need and may load nothing: one style, one script, and text that is only text."""

from __future__ import annotations

import os
from base64 import b64encode
from hashlib import sha256
from html import escape

from linter.terminal import clean


def open_page(title: str, style: str, script: str = "") -> str:
    """A page up to the beginning of its body. Its policy allows this style and this script, known by their hashes."""
    scripts = f" script-src {_hash(script)};" if script else ""
    policy = f"default-src 'none'; style-src {_hash(style)};{scripts} base-uri 'none'; form-action 'none'"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Copydesk: {write_text(title)}</title>
<style>{style}</style>
</head>
<body>"""


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def read_part(name: str) -> str:
    """A style or script of our pages."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reporters", name)
    with open(path, encoding="utf-8") as file:
        return file.read()


def write_text(text: str) -> str:
    """Text that is nothing but text, whatever it holds."""
    return escape(clean(text).encode("utf-8", "replace").decode())


def write_heads(*names: str) -> str:
    """The heads of the columns of a table."""
    return "".join(f"<th scope=col>{name}</th>" for name in names)
