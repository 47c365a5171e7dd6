"""What published drafts measure, as the numbers that others are held against: quantiles of every measure."""

from __future__ import annotations

from collections import Counter

from linter.kinds.overuse import Overuse
from linter.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TypeAlias

    from linter.rule import Measure, Rule

QUANTILES = (1, 5, 10, 50, 75, 90, 95, 99)
# A shorter draft is not measured: one word more or less is a rank there.
LEAST_WORDS = 250
# A word that at least this share of drafts use has numbers of its own; of a rarer one, the p90 would be nought.
USED_BY = 0.1
_DIGITS = 6

# How many drafts measure so much.
Distribution: TypeAlias = "Counter[float]"


class Gauged(NamedTuple):
    """What was measured of one draft: numbers by names; of measures that count words, by those words."""

    measures: Mapping[str, float] = {}
    uses: Mapping[str, Mapping[str, float]] = {}


def note_measures(measures: Iterable[Measure]) -> Gauged:
    """What rules measured of a draft, as plain numbers."""
    noted = Gauged({}, {})
    for measure in measures:
        words = {key: rate for key, rate in measure.rates.items() if key}
        if words:
            named = {measure.forms.get(key, key): round(rate, _DIGITS) for key, rate in words.items()}
            noted.uses[measure.name] = named  # type: ignore[index]
        else:
            noted.measures[measure.name] = round(measure.rates.get("", 0.0), _DIGITS)  # type: ignore[index]
    return noted


class Survey:
    """The distributions of all measures, in two passes over the same drafts: `count` each, then `gather` each.

    Their order does not matter, and what is held does not grow with them.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.drafts = 0
        self._keys = {rule.kind.background: rule.kind.key for rule in rules if isinstance(rule.kind, Overuse)}
        self._measured: Counter[str] = Counter()
        self._used: dict[str, Counter[str]] = {}
        self._forms: dict[str, Counter[tuple[str, str]]] = {}
        self._common: dict[str, frozenset[str]] = {}
        self._series: dict[tuple[str, str], Distribution] = {}

    def count(self, one: Gauged) -> None:
        """Look at a draft for the first time: which words many drafts use, and in which form."""
        self.drafts += 1
        self._measured.update({*one.measures, *one.uses})
        for name, words in one.uses.items():
            key = self._key(name)
            keyed = {(key(word), word) for word in words}
            self._used.setdefault(name, Counter()).update({key for key, _ in keyed})
            self._forms.setdefault(name, Counter()).update(keyed)

    def gather(self, one: Gauged) -> None:
        """Look at a draft for the second time, when all have been counted."""
        for name in {*one.measures, *one.uses}:
            key = self._key(name)
            rates = {key(word): rate for word, rate in one.uses.get(name, {}).items()}
            common = self._find_common(name)
            # Of rarer words the highest counts, so that what is said of one of them holds for all.
            most = max((rate for key, rate in rates.items() if key not in common), default=0.0)
            self._add(name, "", one.measures.get(name, most))
            for word in common:
                self._add(name, word, rates.get(word, 0.0))

    def _key(self, name: str) -> Callable[[str], str]:
        return self._keys.get(name, str)

    def _find_common(self, name: str) -> frozenset[str]:
        if name not in self._common:
            least = max(2, USED_BY * self._measured[name])
            used = self._used.get(name, Counter())
            self._common[name] = frozenset(key for key, count in used.items() if count >= least)
        return self._common[name]

    def _add(self, name: str, key: str, value: float) -> None:
        self._series.setdefault((name, key), Counter())[value] += 1

    def series(self) -> Iterator[tuple[str, Distribution]]:
        """The distributions by the names that backgrounds give them: “connective”, “connective however”."""
        forms = {name: _commonest(counted) for name, counted in self._forms.items()}
        named = {
            (name, forms[name][key] if key else ""): found for (name, key), found in self._series.items()
        }
        for (name, word), found in sorted(named.items(), key=lambda one: one[0]):
            yield f"{name} {word}".rstrip(), found


def _commonest(forms: Mapping[tuple[str, str], int]) -> Mapping[str, str]:
    """The form that a word mostly has, by what its forms are counted under."""
    ordered = sorted(forms.items(), key=lambda one: (one[1], one[0]))
    return {key: word for (key, word), _ in ordered}


def find_quantile(found: Mapping[float, int], percent: int) -> float:
    """The quantile of a distribution, between two values in proportion (Hyndman & Fan 1996, type 7)."""
    place = (sum(found.values()) - 1) * percent / 100
    low = int(place)
    below, above = _find_value(found, low), _find_value(found, low + 1)
    return below + (above - below) * (place - low)


def _find_value(found: Mapping[float, int], number: int) -> float:
    """The value of the draft of a number, counted from 0 in the order of values; beyond the last, the last one's."""
    value, passed = 0.0, 0
    for value in sorted(found):
        passed += found[value]
        if passed > number:
            break
    return value


def list_quantiles(found: Mapping[float, int]) -> Mapping[str, float]:
    """The quantiles of a distribution by the names that backgrounds give them, to three digits."""
    return {f"p{percent:02}": float(f"{find_quantile(found, percent):.3g}") for percent in QUANTILES}


def write_quantiles(quantiles: Mapping[str, float]) -> str:
    """Quantiles as a mapping of YAML in one line."""
    return f"{{{', '.join(f'{name}: {value:.3g}' for name, value in quantiles.items())}}}"
