"""Word families: which words of a draft the ear hears as the same one, and which it hardly hears at all."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# The closed classes of English: articles, pronouns, prepositions, conjunctions, auxiliaries, numerals.
_CLOSED = (
    "a an the this that these those such same other another each every either neither both all any some no none"
    " many much more most few fewer less least several enough half own very too so as than then there here where"
    " when while why how what which who whom whose whatever whichever whoever whether if unless until till since"
    " because although though however therefore thus hence yet still but and or nor not never ever only even just"
    " also again once twice almost already always often sometimes quite rather perhaps maybe soon later now today"
    " tomorrow yesterday instead else otherwise indeed moreover nevertheless meanwhile"
    " i me my mine myself you your yours yourself yourselves he him his himself she her hers herself it its itself"
    " we us our ours ourselves they them their theirs themselves one ones someone somebody something anyone anybody"
    " anything everyone everybody everything nobody nothing nowhere somewhere anywhere everywhere"
    " of in on at by to from for with without within into onto upon out up down off over under above below between"
    " among amid against across along around about after before behind beside besides beyond during despite except"
    " amongst beneath underneath like near next per through throughout toward towards via unlike away back"
    " together apart aside ago"
    " be am is are was were been being do does did done doing have has had having will would shall should can could"
    " may might must ought cannot let lets"
    " zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion"
    " trillion dozen first second third fourth fifth sixth last mr mrs ms dr per cent percent"
    " yes oh well okay ok etc"
)

# Words so common that their return is not heard: light verbs, and the nouns and adjectives of every subject.
_EVERYDAY = (
    "make take get give go come say tell ask know think see look want need use find feel seem keep put set try call"
    " mean leave start begin show turn help run bring become happen work believe live hold let talk move"
    " goes went gone said made took taken gave given came knew known thought saw seen found kept told felt left held"
    " stood heard ran meant became led got gotten sat men women children"
    " become stand hear lead remain include allow add continue point mind act play follow"
    " thing way time day week month year hour minute night morning moment people person man woman child kid boy girl"
    " world country nation state place home house family life part kind sort lot bit number end side fact case reason"
    " matter question problem issue idea example word name line hand head eye face group government public party"
    " company business school city town street nothing age war law right power money job service system"
    " good better best bad worse worst big bigger large larger small smaller great greater new newer old older young"
    " younger long longer short high higher low lower early late real really true whole different full free able"
    " north south east west northern southern eastern western black white"
    " sure clear hard easy far little political military social national international local economic"
    " january february march april june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday"
)

# Forms that no rule of spelling brings together, each line a family.
_FAMILIES = """
build built builds building|buy bought|bring brought|catch caught|choose chose chosen choice|draw drew drawn|drive
drove driven|eat ate eaten|fall fell fallen|fight fought|fly flew flown flight|forget forgot forgotten|grow grew
grown growth|hide hid hidden|lend lent|lose lost loss losses|meet met|pay paid|prove proved proven proof proofs|rise
rose risen|sell sold sale sales|send sent|speak spoke spoken speech|spend spent|strike struck|teach taught|throw threw
thrown|win won|write wrote written|break broke broken|deal dealt|feed fed|freeze froze frozen|hang hung|seek sought|
shake shook shaken|sing sang sung song|sink sank sunk|swear swore sworn|swim swam swum|tear tore torn|wear wore worn|
begin began begun|die died dies dying dead death deaths|bear bore born borne|decide decided decides deciding decision
decisions decisive|recognise recognises recognised recognising recognize recognizes recognized recognizing recognition
recognisable|describe describes described describing description descriptions|perceive perceives perceived perception
perceptions|conclude concludes concluded conclusion conclusions|explain explains explained explaining explanation
explanations|assume assumes assumed assuming assumption assumptions|intend intends intended intention intentions|solve
solves solved solving solution solutions|divide divides divided divisive division divisions|succeed succeeds succeeded
success successes successful successfully|believe believes believed belief beliefs|defend defends defended defence
defense defensive|expand expands expanded expanding expansion|exclude excludes excluded exclusion|persuade persuades
persuaded persuasion|reduce reduces reduced reducing reduction reductions|produce produces produced producing production
productive|destroy destroys destroyed destroying destruction destructive|emphasis emphasise emphasises emphasised
emphasize emphasizes emphasized emphasising emphasizing|criticise criticises criticised criticize criticizes criticized
criticism criticisms critical|analyse analyses analysed analyze analyzes analyzed analysis|respond responds responded
responding response responses|rely relies relied reliance reliable|deny denies denied denial|refuse refuses refused
refusal|compete competes competed competing competition competitive|repeat repeats repeated repetition|strong stronger
strength strengthen strengthens strengthened|weak weaker weakness weaken weakens weakened|deep deeper depth deepen|wide
wider width widen|invest invests invested investing investment investments|appear appears appeared appearing appearance
|exist exists existed existence|persist persists persisted persistent persistence|differ
differs differed difference differences
"""

# Forms that a stemmer takes for kin and that are none, families again.
_STRANGERS = """
business businesses|evening evenings|organ organs|university universities|news|means|meaning|hardly|lately|nearly|
shortly|fairly|highly|importantly|import imports importing imported|general generals|generally|generation generations|
consist consists consisted consisting|past|party parties|interesting|ordinary|order orders ordered|community communities
|communism communist communists|express|expression expressions|author authors|authority authorities|custom|customs|
customer customers|office offices|official officials|officer officers|human humans|humanity|humane|relative relatives|
relatively|relation relations|posit|position positions|positive positively|expert experts|experience experiences
experienced|object objects|objective objectives|present presents|presently|presence|minister ministers|ministry
ministries|secret secrets|secretary secretaries|execute executes executed|executive executives|apartment apartments|
department departments|easter|arm|arms|army armies|several|severe severely|addition additions|additional|special|
specially|species|interest interests interested|state states|statement statements|force forces forced|
act acts acting acted|active actively|activist activists activism|action actions|actor actors|
person persons|personal personally|national nationals|nation nations|nationalism nationalist nationalists
|commission commissions|commissioner commissioners|commit commits committed|committee committees|institute institutes|
institution institutions|public|publication publications|publish publishes published|politician politicians|
intelligence|intelligent|moral morals|morality|character characters|charge charges charged|charity charities|
"""

_ENDINGS = ("n't", "'ll", "'re", "'ve", "'d", "'m")


class _Stems(dict[str, str]):
    """Stems by word; what is not there yet is worked out once."""

    stem: Callable[[str], str]

    def __missing__(self, word: str) -> str:
        self[word] = stem = self._find(word)
        return stem

    def _find(self, word: str) -> str:
        if "'" in word:
            return self._without_apostrophe(word)
        if len(word) < 3 or not word.isalpha():
            return ""
        stem = self._check(self.stem(word))
        return word if stem == word else stem

    def _without_apostrophe(self, word: str) -> str:
        if word.endswith("'s"):
            return self[word[:-2]]
        return "" if word.endswith(_ENDINGS) else self._check(self.stem(word))

    def _check(self, stem: str) -> str:
        return "" if stem in CLOSED else stem


CLOSED = frozenset(_CLOSED.split())
# Some 200 bytes each.
_MOST_STEMS = 100_000
_stems: list[_Stems] = []
_everyday: list[frozenset[str]] = []


def stem_table() -> dict[str, str]:
    """Folded words to stems (Porter's English stemmer, second version, with families and strangers set right).

    The words of closed classes, figures and words of one or two letters have the empty stem. A possessive has the
    stem of its noun. The table fills itself: look up with `[]`.
    """
    if not _stems:
        import Stemmer

        table = _Stems(dict.fromkeys(CLOSED, ""))
        table.stem = Stemmer.Stemmer("english").stemWord
        for words in map(str.split, (_FAMILIES + "|" + _STRANGERS).split("|")):
            table.update(dict.fromkeys(words, words[0] if words else ""))
        _stems.append(table)
    return _stems[0]


def forget_stems() -> None:
    """Begin the table anew where it has become long: over many drafts it would grow as long as the language is."""
    if _stems and len(_stems[0]) > _MOST_STEMS:
        _stems.clear()


def everyday_stems() -> frozenset[str]:
    """The stems of words so common that nobody hears them return."""
    if not _everyday:
        table = stem_table()
        _everyday.append(frozenset(table[word] for word in _EVERYDAY.split()))
    return _everyday[0]
