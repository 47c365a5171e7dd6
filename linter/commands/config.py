"""`copydesk config`: what applies to a draft, and where it comes from."""

from __future__ import annotations

import os

from linter.arguments import Operand
from linter.baseline import find_baseline
from linter.command import RULES, Command, read_options, tell
from linter.config import BUILT_IN, Config, Decision, decide, is_excluded, name_rules
from linter.run import Desk, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from linter.rulebook import Imprint


def show_config(path: str, options: Options) -> Iterator[str]:
    """Which settings and rules apply to a draft or a folder, and who says so."""
    desk = Desk(options)
    inside = os.path.join(path, "draft") if os.path.isdir(path) else path
    config = desk.config_for(inside)
    linter = desk.linter_for(config)
    layers = desk.layers_for(config, inside)
    yield f"{path}: {'left out by the config' if is_excluded(config, path) else 'linted'}"
    yield f"config: {config.path or 'none'}"
    baseline = find_baseline(config, None)
    if baseline.is_named or os.path.isfile(baseline.path):
        yield f"baseline: {baseline.path} ({os.path.basename(config.path) if baseline.is_named else 'found'})"
    yield from _show_settings(config)
    for imprint in linter.rulebook.imprints:
        yield f"pack: {_say_imprint(imprint)}"
    for layer in layers:
        if layer.terms:
            yield f"terms: {', '.join(layer.terms)} ({layer.origin})"
    decisions = decide(name_rules(linter.rulebook.rules), layers)
    yield f"rules: {sum(one.severity is not None for one in decisions)} of {len(decisions)} on"
    for one in decisions:
        yield f"  {_line(one)}"


def _say_imprint(one: Imprint) -> str:
    version = f" {one.version}" if one.version else ""
    about = "".join(f", {said}" for said in (one.licence, one.language) if said)
    return f"{one.name}{version} ({os.path.relpath(one.path)}{about})"


def _show_settings(config: Config) -> Iterator[str]:
    settings = config.settings
    for key, value in (
        ("packs", ", ".join(settings.packs) or "none but the built-in"),
        ("exclude", ", ".join(settings.exclude) or "nothing"),
        ("min-severity", settings.min_severity),
        ("fail-on", settings.fail_on),
    ):
        yield f"{key}: {value} ({os.path.basename(config.path) if key in config.given else BUILT_IN})"


def _line(one: Decision) -> str:
    name = f"{one.rule.code}  {one.rule.name}"
    if one.severity is None:
        return f"{name}: off ({one.switched_by})"
    origins = [origin for origin in (one.switched_by, one.weighed_by) if origin != BUILT_IN]
    return f"{name}: {one.severity} ({', '.join(dict.fromkeys(origins)) or BUILT_IN})"


COMMAND = Command(
    Operand("paths", "PATH", "a draft or folder (default: the current folder)", most=1),
    (RULES,),
    lambda given: tell(show_config((given.paths or ["."])[0], read_options(given))),
)
