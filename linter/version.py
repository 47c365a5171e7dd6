"""Which release of Copydesk this is."""

from __future__ import annotations


def find_version() -> str:
    """The version that is installed, or "" where nothing is."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("copydesk")
    except PackageNotFoundError:
        return ""
