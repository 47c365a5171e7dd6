"""Completion of command lines in shells, written from the tables that the commands are declared by."""

from __future__ import annotations

from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from linter.arguments import Option, Usage

_HELP = "this help"
# What stands for files where a command says what it takes.
_FILES = ("FILE", "PATH", "DRAFT", "PACK", "OLD NEW")
_REFS = "git for-each-ref --format='%(refname:short)' 2>/dev/null"


class Offer(NamedTuple):
    """What a shell offers where a value or an operand stands: words, files, or names that git has for commits."""

    words: tuple[str, ...] = ()
    files: bool = False
    refs: bool = False


def find_offer(option: Option) -> Offer:
    """What may follow an option that takes a value."""
    words = option.choices or option.offers or _read_words(option.metavar)
    return Offer(words, option.metavar in _FILES, option.metavar == "REF")


def find_operand_offer(usage: Usage) -> Offer:
    """What may stand where no option does."""
    if usage.operand is None:
        return Offer()
    metavar = usage.operand.metavar
    named, _, others = metavar.partition(" ")
    words = _read_words(named)
    return Offer(words, files=(others if words else metavar) in _FILES)


def _read_words(metavar: str) -> tuple[str, ...]:
    """The words of a placeholder that lists them: `error|warning`."""
    return tuple(metavar.split("|")) if "|" in metavar else ()


def _quote(text: str) -> str:
    """Text as one word of a POSIX shell."""
    return "'" + text.replace("'", "'\\''") + "'"


def _list_options(usage: Usage) -> list[Option]:
    return list(dict.fromkeys(usage.options.values()))


# ---------------------------------------------------------------- bash


def _write_bash(usages: Sequence[Usage]) -> Iterator[str]:
    """Where nothing is offered, readline completes names of files: it knows best how they are quoted.

    `compgen -W` is not used, since it would run what stands between “$(” and “)” in the name of a branch.
    """
    yield '# Completion of copydesk in bash. In .bashrc: eval "$(copydesk completion bash)"'
    yield "_copydesk_offer() {"
    yield "    local word"
    yield "    while IFS= read -r word; do"
    yield '        if [[ $word == "$1"* ]]; then COMPREPLY+=("$(printf %q "$word")"); fi'
    yield "    done"
    yield "}"
    yield "_copydesk() {"
    yield '    local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"'
    yield "    COMPREPLY=()"
    yield "    if (( COMP_CWORD == 1 )); then"
    yield f"        {_offer_bash(Offer((*(one.command for one in usages), '--help', '--version')))}"
    yield "        return"
    yield "    fi"
    yield "    # Readline breaks --option=value into three words."
    yield '    if [[ $current == "=" ]]; then current=""'
    yield '    elif [[ $before == "=" ]]; then before="${COMP_WORDS[COMP_CWORD-2]}"; fi'
    yield '    case "${COMP_WORDS[1]} $before" in'
    for usage in usages:
        for offer, names in _group(usage).items():
            cases = "|".join(f'"{usage.command} {name}"' for name in names)
            yield f"        {cases}) {_offer_bash(offer)}; return ;;"
    yield "    esac"
    yield '    case "${COMP_WORDS[1]} $current" in'
    for usage in usages:
        yield f'        "{usage.command} -"*) {_offer_bash(Offer((*usage.options, "-h", "--help")))} ;;'
        yield f'        "{usage.command} "*) {_offer_bash(find_operand_offer(usage))} ;;'
    yield "    esac"
    yield "}"
    yield "complete -o bashdefault -o default -F _copydesk copydesk"


def _group(usage: Usage) -> dict[Offer, list[str]]:
    """The names of the options that take a value, by what may follow them."""
    groups: dict[Offer, list[str]] = {}
    for name, option in usage.options.items():
        if not option.is_switch:
            groups.setdefault(find_offer(option), []).append(name)
    return groups


def _offer_bash(offer: Offer) -> str:
    if offer.refs:
        return f'_copydesk_offer "$current" < <({_REFS})'
    if offer.words:
        return f"_copydesk_offer \"$current\" < <(printf '%s\\n' {' '.join(offer.words)})"
    return ":" if offer.files else "compopt +o bashdefault +o default 2>/dev/null"


# ---------------------------------------------------------------- zsh


def _write_zsh(usages: Sequence[Usage]) -> Iterator[str]:
    yield "#compdef copydesk"
    yield '# Completion of copydesk in zsh. In .zshrc, below compinit: eval "$(copydesk completion zsh)"'
    yield "_copydesk() {"
    yield "    local -a commands refs"
    yield "    if (( CURRENT == 2 )); then"
    listed = (_quote(f"{one.command}:{one.about}") for one in usages)
    yield f"        commands=({' '.join(listed)})"
    yield "        _describe command commands"
    yield "        return"
    yield "    fi"
    yield f'    refs=(${{(f)"$({_REFS})"}})'
    yield "    shift words"
    yield "    (( CURRENT-- ))"
    yield "    case $words[1] in"
    for usage in usages:
        yield f"        {usage.command}) _arguments \\"
        yield from (f"            {spec} \\" for spec in _write_zsh_specs(usage))
        yield "            ;;"
    yield "    esac"
    yield "}"
    yield 'if [[ $funcstack[1] == _copydesk ]]; then _copydesk "$@"; else compdef _copydesk copydesk; fi'


def _write_zsh_specs(usage: Usage) -> Iterator[str]:
    for option in _list_options(usage):
        about = f"[{_escape_zsh(option.about)}]"
        many = "*" if option.many else f"({' '.join(option.names)})" if len(option.names) > 1 else ""
        for name in option.names:
            end = "" if option.is_switch else "=" if name.startswith("--") else "+"
            value = (
                "" if option.is_switch else _write_zsh_value(option.metavar or option.key, find_offer(option))
            )
            yield _quote(f"{many}{name}{end}{about}{value}")
    yield _quote(f"(- *){{-h,--help}}[{_HELP}]").replace("{-h,--help}", "'{-h,--help}'")
    if usage.operand:
        yield _quote(f"*{_write_zsh_value(usage.operand.metavar, find_operand_offer(usage))}")


def _write_zsh_value(title: str, offer: Offer) -> str:
    files = "_files" if offer.files else ""
    if offer.refs:
        action = "($refs)"
    elif offer.words and files:
        action = f'{{_alternative "words:word:({" ".join(offer.words)})" "files:file:_files"}}'
    else:
        action = f"({' '.join(offer.words)})" if offer.words else files or " "
    return f":{_escape_zsh(title)}:{action}"


def _escape_zsh(text: str) -> str:
    for mark in "\\[]:":
        text = text.replace(mark, f"\\{mark}")
    return text


# ---------------------------------------------------------------- fish


def _write_fish(usages: Sequence[Usage]) -> Iterator[str]:
    yield "# Completion of copydesk in fish: copydesk completion fish > ~/.config/fish/completions/copydesk.fish"
    yield "complete -c copydesk -f"
    for usage in usages:
        about = _quote_fish(usage.about)
        yield f"complete -c copydesk -n __fish_use_subcommand -a {usage.command} -d {about}"
    for usage in usages:
        start = f"complete -c copydesk -n '__fish_seen_subcommand_from {usage.command}'"
        offer = find_operand_offer(usage)
        if offer.files:
            yield f"{start} -F"
        if offer.words:
            yield f"{start} -a {_quote_fish(' '.join(offer.words))}"
        for option in _list_options(usage):
            yield f"{start} {_write_fish_option(option)}"
        yield f"{start} -s h -l help -d {_quote_fish(_HELP)}"


def _write_fish_option(option: Option) -> str:
    names = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)
    return f"{names}{_write_fish_value(option)} -d {_quote_fish(option.about)}"


def _write_fish_value(option: Option) -> str:
    if option.is_switch:
        return ""
    offer = find_offer(option)
    if offer.files:
        return " -r -F"
    words = f"({_REFS})" if offer.refs else " ".join(offer.words)
    return f" -x -a {_quote_fish(words)}" if words else " -x"


def _quote_fish(text: str) -> str:
    """Text as one word of fish, where a backslash means something between single quotes."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


# What writes the script for a shell, line by line.
SHELLS: Mapping[str, Callable[[Sequence[Usage]], Iterator[str]]] = {
    "bash": _write_bash,
    "zsh": _write_zsh,
    "fish": _write_fish,
}
