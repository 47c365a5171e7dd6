"""Rules called up to be tried, as they are and as they were: a rule or a pack by its name, a file, a version in git."""

from __future__ import annotations

import os

from linter.changes import read_version
from linter.faults import BadFile, guess
from linter.lineage import is_file, list_installed
from linter.packs import open_pack
from linter.rulebook import find_built_in
from linter.run import Desk, UnknownRule
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from linter.config import Config
    from linter.faults import Fault
    from linter.lint import Linter
    from linter.rulebook import Verdict
    from linter.run import Options


class Stand(NamedTuple):
    """A version of the rules: the desk that has them under a config, and the codes of those that are tried.

    `own` are the codes of those that are on whatever the config says; the others are what a pack changes of rules that
    it builds on. `home` is the path of the pack that an older version takes the place of, "" for a new one; `is_pack`:
    whether all of that is tried, and not one rule.
    """

    desk: Desk
    config: Config
    codes: frozenset[str]
    own: frozenset[str]
    home: str
    is_pack: bool = True

    @property
    def linter(self) -> Linter:
        """The rules at work."""
        return self.desk.linter_for(self.config)

    def verdict_for(self, path: str) -> Verdict:
        """What applies to a draft: what is tried, and what the config says of the other rules."""
        verdict = self.desk.verdict_for(self.config, path)
        own = {code: self.linter.rules[code].fields.severity for code in self.own}
        return verdict._replace(severities={**own, **verdict.severities})


def find_stand(word: str, options: Options, config: Config) -> Stand:
    """What is called by a rule's code or name, a pack's name or its file, or by `REF:path` as git names a file.

    Raises BadFile, GitFault, and UnknownRule where nothing is called so.
    """
    desk = Desk(options._replace(config=config))
    linter = desk.linter_for(config)
    homes = _list_homes(linter)
    if code := linter.names.codes.get(word) or linter.names.codes.get(word.upper()):
        own = frozenset({code})
        return Stand(desk, config, own, own, homes[linter.rules[code].pack], is_pack=False)
    if home := homes.get(word) or list_installed(options.cache).get(word):
        return _read_stand(home, options, config, homes, homes.get(word, ""))
    if is_file(word) or ":" in word or os.path.lexists(word):
        return _read_stand(word, options, config, homes)
    hint = guess(word, [*linter.names.codes, *homes])
    raise UnknownRule(f"no rule and no pack is called “{word}”{hint}")


def find_older(name: str, now: Stand, options: Options, config: Config) -> Stand:
    """An older version of what is tried: of its pack, from a file or from git. Raises BadFile and GitFault."""
    homes = _list_homes(Desk(options._replace(config=config)).linter_for(config))
    name = homes.get(name) or list_installed(options.cache).get(name) or name
    older = _read_stand(name, options, config, homes, now.home)
    if now.is_pack:
        return older
    codes = now.codes & older.linter.rules.keys()
    return older._replace(codes=codes, own=codes, is_pack=False)


def _list_homes(linter: Linter) -> Mapping[str, str]:
    """Where the packs lie whose rules there are, by their names."""
    built_in = {os.path.basename(path).removesuffix(".yaml"): path for path in find_built_in()}
    return {**built_in, **{one.name: one.path for one in linter.rulebook.imprints}}


def _read_stand(
    name: str, options: Options, config: Config, homes: Mapping[str, str], home: str = ""
) -> Stand:
    """A pack from a file or from git: in the place of another, or of the one that is called like it, or a new one."""
    path, text = read_version(name)
    fields = open_pack(path, str(text)).fields
    home = home or homes.get(str(fields.pack), "")
    if not home:
        packs = (*config.settings.packs, os.path.abspath(path))
        config = config._replace(settings=config.settings._replace(packs=packs))
    place = os.path.realpath(home or path)
    is_in_place = name == path and os.path.realpath(path) == place
    desk = Desk(options._replace(config=config, texts={} if is_in_place else {place: str(text)}))
    try:
        linter = desk.linter_for(config)
    except BadFile as bad:
        raise BadFile([_rename(one, place, name) for one in bad.faults]) from None
    own = frozenset(code for code, rule in linter.rules.items() if rule.pack == fields.pack)
    changed = (linter.names.codes[word] for word in fields.change if word in linter.names.codes)
    return Stand(desk, config, own.union(changed), own, home)


def _rename(fault: Fault, place: str, name: str) -> Fault:
    """A fault of a pack that was read in the place of another: it is of the file that the person named."""
    return fault._replace(path=name) if os.path.realpath(fault.path) == place else fault
