"""Presidio's analyzer with our own recognizers and the checked model; no network, ever.

This is the only module that imports presidio_analyzer and spaCy; the engine imports it
when the first text is read.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import IbanRecognizer
from spacy.lookups import Lookups
from spacy.tokens import Doc

from bot.errors import ModelMissing
from bot.phi.account import UNREAD, Account
from bot.phi.knowledge import Knowledge, squeeze
from bot.phi.lexicon import words
from bot.phi.model import Identifier, Level, Role
from bot.phi.names import find_names
from bot.phi.patterns import regex
from bot.phi.reading import Candidate, Text
from bot.phi.recognizers import FINDERS, Finder
from bot.phi.recognizers.places import facility
from bot.phi.signs import LONGEST
from bot.phi.story import find_story
from bot.phi.taught import Taught
from bot.phi.weights import find_model

#: What the language model must not see: it takes handles and slugs for names.
_MASKED = regex.compile(
    r"(?i)\b(?:https?://|www\.)\S{1,400}|(?<!\w)[\w.+-]{1,64}@[\w.-]{3,80}|[@#][\w.]{1,80}|[^\s\p{L}\p{M}\p{N}\p{P}\p{Sc}\p{Sm}]|[*_~`|]"
)
#: Only these parts of a pipeline are needed for names and places.
_UNUSED = ("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer")
_CANDIDATE = "candidate"
_PERSONS = frozenset({"PERSON", "PER"})
_SITES = frozenset({"GPE", "LOC", "FAC", "ORG"})
_SITE_WORD = regex.compile(
    r"(?i)\b(?:hospital|clinic|medical|med|health|center|centre|sinai|university|college|school|hospice|cedars|mayo|kaiser|ucla|ucsf|nyu|baylor|infirmary)\b"
)
_SCORES = {Level.BLOCK: 1.0, Level.REVIEW: 0.8, Level.INFO: 0.6}
_ENTITIES = {kind: "GATEPOST_" + kind.name for kind in Identifier}
_OF_PRESIDIO = {
    "IBAN_CODE": (Identifier.ACCOUNT, "bank account number", Level.BLOCK),
}


class _Artifacts(NlpArtifacts):
    """The model's answer together with the text as our finders read it."""

    def __init__(self, doc: Doc, text: Text, engine: SpacyNlpEngine, account: Account) -> None:
        super().__init__(
            entities=list(doc.ents),
            tokens=doc,
            tokens_indices=[token.idx for token in doc],
            lemmas=[token.lower_ for token in doc],
            nlp_engine=engine,
            language="en",
            scores=[0.85] * len(doc.ents),
        )
        self.reading = text
        self.account = account


class _OfflineNlp(SpacyNlpEngine):
    """A spaCy engine over a model folder that was found and checked; it never downloads."""

    def __init__(self, folder: Path) -> None:
        super().__init__(models=[{"lang_code": "en", "model_name": str(folder)}])
        self.folder = folder
        self.load()

    def load(self) -> None:
        """Load the model from its folder. Raises ModelMissing when it cannot be used."""
        try:
            model = spacy.load(
                self.folder, exclude=[*_UNUSED] if _has_own_vectors(self.folder) else []
            )
        except (OSError, ValueError, ImportError) as err:
            raise ModelMissing(
                "The language model is there but cannot be loaded.",
                fix="Install the versions of the lock file; until then every post is held.",
            ) from err
        self.pipeline = model
        self.nlp: Any = {"en": model}

    def read(self, text: Text, account: Account, *, model: bool) -> _Artifacts:
        """Run the model over ``text``, or over nothing where there is no prose to read."""
        pipeline = self.pipeline
        masked = _MASKED.sub(lambda m: " " * len(m.group()), text.text)
        doc = pipeline(masked) if model else pipeline.make_doc(masked)
        return _Artifacts(doc, text, self, account)


def _has_own_vectors(folder: Path) -> bool:
    """Whether the NER has its own embedding layer, so that the rest of the pipeline may go."""
    config = spacy.util.load_config(folder / "config.cfg")
    architecture = config["components"].get("ner", {}).get("model", {}).get("tok2vec", {})
    return not str(architecture.get("@architectures", "")).startswith("spacy.Tok2VecListener")


class _Finding(EntityRecognizer):
    """One of our finders in Presidio's clothes."""

    def __init__(self, name: str, finder: Finder, knowledge: Knowledge) -> None:
        self._finder = finder
        self._knowledge = knowledge
        self._title = f"gatepost {name}"
        super().__init__(supported_entities=sorted(_ENTITIES.values()), name=self._title)

    def load(self) -> None:
        """Nothing to load."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts
    ) -> list[RecognizerResult]:
        """Every candidate as a result that carries it."""
        del text, entities
        if not isinstance(nlp_artifacts, _Artifacts):  # a caller that went past Analyzer.read
            raise TypeError("gatepost's recognizers need the text as Analyzer.read prepares it")
        return [self._result(found) for found in self._find(nlp_artifacts)]

    def _find(self, artifacts: _Artifacts) -> Sequence[Candidate]:
        return tuple(self._finder(artifacts.reading, self._knowledge))

    def _result(self, found: Candidate) -> RecognizerResult:
        metadata = {
            RecognizerResult.RECOGNIZER_NAME_KEY: self._title,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
            _CANDIDATE: found,
        }
        score = max(_SCORES[found.alone], _SCORES[found.tied] - 0.1)
        return RecognizerResult(
            _ENTITIES[found.identifier],
            found.start,
            found.end,
            score,
            recognition_metadata=metadata,
        )


class _Names(_Finding):
    """Personal names: needs the model's answer as well as the text."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__("names", FINDERS["slugs"], knowledge)

    def _find(self, artifacts: _Artifacts) -> Sequence[Candidate]:
        spans = [(e.start_char, e.end_char) for e in artifacts.entities if e.label_ in _PERSONS]
        return find_names(artifacts.reading, spans, self._knowledge, artifacts.account)


class _Sites(_Finding):
    """Towns and named sites as the model sees them."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__("sites", FINDERS["places"], knowledge)

    def _find(self, artifacts: _Artifacts) -> Sequence[Candidate]:
        text = artifacts.reading
        return [
            facility(text, e.start_char, e.end_char)
            for e in artifacts.entities
            if e.label_ in _SITES and self._is_site(e.text, e.label_)
        ]

    def _is_site(self, name: str, label: str) -> bool:
        return is_site(name, label, self._knowledge)


def is_site(name: str, label: str, knowledge: Knowledge) -> bool:
    """Whether the model's answer is a place below a state that is not the practice's own."""
    plain = name.casefold().strip()
    if (
        plain in words("states")
        or plain in words("drugs")
        or plain in words("eponyms")
        or plain in words("plain")
    ):
        return False
    if words("care") & set(regex.findall(r"\w[\w&-]*", plain)) and not _SITE_WORD.search(name):
        return False  # a ward
    squeezed = squeeze(name)
    if len(squeezed) < 3 or any(
        squeezed in own or own in squeezed for own in (*knowledge.brand, *knowledge.addresses)
    ):
        return False
    return label in ("GPE", "LOC", "FAC") or bool(_SITE_WORD.search(name))


class Analyzer:
    """Reads one text at a time into candidates."""

    def __init__(self, model: str, knowledge: Knowledge) -> None:
        _pin_public_suffixes()
        logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
        self._nlp = _OfflineNlp(find_model(model))
        self._taught = Taught()
        self.language = self._nlp.pipeline.lang
        self.knowledge = replace(knowledge, common=_everyday_words(self._nlp.folder))
        self._engine = AnalyzerEngine(
            registry=_registry(self.knowledge), nlp_engine=self._nlp, supported_languages=["en"]
        )

    def read(self, text: Text, *, model: bool = True) -> tuple[Candidate, ...]:
        """Every candidate in ``text``, by position; ``model`` False where there is no prose."""
        post = model and len(text.text) <= LONGEST
        account = self._taught.read(text.text) if post else UNREAD
        artifacts = self._nlp.read(text, account, model=model)
        results = self._engine.analyze(text.text, "en", nlp_artifacts=artifacts)
        found = sorted({*map(_candidate, results)}, key=lambda c: (c.start, c.end, c.identifier))
        kept = tuple(_without_doubles(found))
        if not model or any(c.alone is not Level.INFO for c in kept):
            return kept
        story = find_story(text, account, _settled(kept))
        return (*kept, story) if story else kept


def _settled(found: Sequence[Candidate]) -> list[tuple[int, int]]:
    return [(c.start, c.end) for c in found if c.role in _SETTLED]


#: Roles of whom nothing is told but what is theirs.
_SETTLED = frozenset({Role.STAFF, Role.PUBLIC, Role.AUTHOR, Role.EPONYM})
#: Kinds that a number or code can be; two finders may see the same one.
_CODES = frozenset(Identifier) - {
    Identifier.NAME, Identifier.DATE, Identifier.AGE, Identifier.PLACE, Identifier.URL,
}  # fmt: skip


def _without_doubles(found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Leave out a code that lies within one that is at least as grave: one number, one finding."""
    codes = [c for c in found if c.identifier in _CODES]
    for one in found:
        if one.identifier not in _CODES or not any(_covers(other, one) for other in codes):
            yield one


def _covers(other: Candidate, one: Candidate) -> bool:
    if other is one or not (other.start <= one.start and one.end <= other.end):
        return False
    wider = (_SCORES[other.alone], other.end - other.start, _SCORES[other.tied], other.reason)
    return wider > (_SCORES[one.alone], one.end - one.start, _SCORES[one.tied], one.reason)


def _candidate(result: RecognizerResult) -> Candidate:
    found = (result.recognition_metadata or {}).get(_CANDIDATE)
    if isinstance(found, Candidate):
        return found
    kind, reason, alone = _OF_PRESIDIO[result.entity_type]
    return Candidate(kind, result.start, result.end, reason, alone)


def _registry(knowledge: Knowledge) -> RecognizerRegistry:
    own: list[Any] = [_Finding(name, finder, knowledge) for name, finder in FINDERS.items()]
    theirs: list[Any] = [IbanRecognizer()]
    recognizers = [*own, _Names(knowledge), _Sites(knowledge), *theirs]
    return RecognizerRegistry(recognizers=recognizers, supported_languages=["en"])


def _everyday_words(folder: Path) -> Collection[str]:
    """WordNet's lemmas as the model's lemmatizer lists them; empty for a model without one."""
    path = folder / "lemmatizer" / "lookups"
    if not (path / "lookups.bin").exists():
        return frozenset()
    lookups = Lookups().from_disk(path)
    if not lookups.has_table("lemma_index"):
        return frozenset()
    return frozenset(
        word for entries in lookups.get_table("lemma_index").values() for word in entries
    )


def _pin_public_suffixes() -> None:
    """Let tldextract use the list it ships with: by default it fetches one from the web."""
    pinned = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())
    tldextract.tldextract.TLD_EXTRACTOR = pinned
