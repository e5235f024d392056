"""The model we taught ourselves: whose name a word is part of, and whether one patient is told of.

A small network of spaCy's own layers, made by ``python -m training.train`` from texts that the
repository writes. It reads what rules and the general model cannot: casual, lower-case,
first-name-only posts. Its weights ship with the package and are hashed before they are read.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import spacy
from spacy.ml.models import MaxoutWindowEncoder, MultiHashEmbed, build_Tok2Vec_model
from spacy.tokens import Doc
from thinc.api import Maxout, Model, Softmax, chain

from bot.errors import ModelMissing
from bot.phi.account import LABELS, Account, Told
from bot.phi.patterns import regex
from bot.phi.weights import read_taught

#: Longer texts are no posts: they are read in pieces of about this many characters.
PIECE = 1200
_PARAGRAPH = regex.compile(r"\n\s*\n|(?<=[.!?])\s+(?=\p{Lu})|\n")
_LINK = regex.compile(r"(?i)\b(?:https?://|www\.)\S{1,400}")
_WIDTH = 96
_HIDDEN = 64


class Taught:
    """The shipped model, loaded once. Raises ModelMissing when its file is not the checked one."""

    def __init__(self) -> None:
        self._network = build_network()
        self._network.initialize([self._words.make_doc("one word or two")])
        _set_weights(self._network, read_taught())

    @cached_property
    def _words(self) -> Any:
        return spacy.blank("en")

    def read(self, text: str) -> Account:
        """The labelled stretches of ``text`` by position, and its pieces' highest verdict."""
        masked = _LINK.sub(lambda m: " " * len(m.group()), text)
        pieces = [(at, self._words.make_doc(piece)) for at, piece in _pieces(masked)]
        pieces = [(at, doc) for at, doc in pieces if len(doc)]
        if not pieces:
            return Account()
        labels, verdicts = self._network.predict([doc for _, doc in pieces])
        told: list[Told] = []
        words: list[tuple[int, int, tuple[float, ...]]] = []
        row = 0
        for at, doc in pieces:
            shares = labels[row : row + len(doc)]
            told += _stretches(doc, shares, at)
            words += [
                (at + word.idx, at + word.idx + len(word), tuple(map(float, row_shares)))
                for word, row_shares in zip(doc, shares, strict=True)
            ]
            row += len(doc)
        return Account(tuple(told), float(verdicts[:, 1].max()), tuple(words))


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for match in _PARAGRAPH.finditer(text):
        if match.end() - start > PIECE:
            yield start, text[start : match.start()]
            start = match.end()
    for at in range(start, len(text), 2 * PIECE):  # a text without sentences is cut
        yield at, text[at : at + 2 * PIECE]


def _stretches(doc: Doc, shares: Any, at: int) -> Iterator[Told]:
    """Runs of words with one label; a run ends at a space word or another label."""
    best = shares.argmax(axis=1)
    first = 0
    for number in range(1, len(doc) + 1):
        if number < len(doc) and best[number] == best[first]:
            continue
        label = LABELS[int(best[first])]
        if label:
            last = doc[number - 1]
            sure = float(shares[first:number, best[first]].mean())
            yield Told(at + doc[first].idx, at + last.idx + len(last), label, sure)
        first = number


# ---------------------------------------------------------------- the network
def build_network() -> Model[list[Doc], Any]:
    """The untrained network: documents in; a share a label for each word, and two a text, out."""
    embed = MultiHashEmbed(
        width=_WIDTH,
        attrs=["NORM", "PREFIX", "SUFFIX", "SHAPE"],
        rows=[5000, 1000, 2500, 2500],
        include_static_vectors=False,
    )
    encode = MaxoutWindowEncoder(width=_WIDTH, window_size=1, maxout_pieces=3, depth=4)
    gist = Maxout(_HIDDEN, 2 * _WIDTH, nP=2, normalize=True)
    tokens: Model[Any, Any] = chain(
        Maxout(_HIDDEN, _WIDTH + _HIDDEN, nP=2, normalize=True), Softmax(len(LABELS), _HIDDEN)
    )
    verdict = Softmax(2, _HIDDEN)
    mix: Model[Any, Any] = Model("mix", _mix, init=_prepare, layers=[gist, tokens, verdict])
    network: Model[list[Doc], Any] = chain(build_Tok2Vec_model(embed, encode), mix)
    return network


def _prepare(model: Model[Any, Any], X: Any = None, Y: Any = None) -> None:  # noqa: N803 - thinc's
    del X, Y
    for layer in model.layers:
        layer.initialize()


def _mix(model: Model[Any, Any], vectors: list[Any], is_train: bool) -> Any:
    """Labels from each word with the gist of its text beside it; verdicts from the gists."""
    gist, tokens, verdict = model.layers
    lengths = np.asarray([len(v) for v in vectors])
    ends = np.cumsum(lengths)
    starts, owner = ends - lengths, np.repeat(np.arange(len(lengths)), lengths)
    flat = np.vstack(vectors)
    maxima = np.maximum.reduceat(flat, starts, axis=0)
    means = np.add.reduceat(flat, starts, axis=0) / lengths[:, None].astype("f")
    gists, back_gist = gist(np.hstack([maxima, means]), is_train)
    verdicts, back_verdict = verdict(gists, is_train)
    labels, back_tokens = tokens(np.hstack([flat, gists[owner]]), is_train)

    def backprop(slopes: tuple[Any, Any]) -> list[Any]:
        d_labels, d_verdicts = slopes
        d_joined = back_tokens(d_labels)
        d_gists = back_verdict(d_verdicts) + np.add.reduceat(d_joined[:, _WIDTH:], starts, axis=0)
        d_pooled = back_gist(d_gists)
        d_flat = d_joined[:, :_WIDTH] + (d_pooled[:, _WIDTH:] / lengths[:, None])[owner]
        d_flat += (flat == maxima[owner]) * d_pooled[owner, :_WIDTH]
        return list(np.split(d_flat.astype("f"), ends[:-1]))

    return (labels, verdicts), backprop


# ---------------------------------------------------------------- weights
def weights_of(network: Model[Any, Any]) -> dict[str, Any]:
    """Every parameter by the number of its layer and its name, in half precision."""
    layers = [node for node in network.walk() if node.param_names]
    return {
        f"{number}.{name}": layer.get_param(name).astype("float16")
        for number, layer in enumerate(layers)
        for name in layer.param_names
    }


def _set_weights(network: Model[Any, Any], packed: bytes) -> None:
    layers = [node for node in network.walk() if node.param_names]
    try:
        stored: Mapping[str, Any] = np.load(io.BytesIO(packed), allow_pickle=False)
        for number, layer in enumerate(layers):
            for name in layer.param_names:
                values = stored[f"{number}.{name}"].astype(np.float32)
                if values.shape != layer.get_param(name).shape:
                    raise ValueError("another shape")
                layer.set_param(name, values)
    except (OSError, ValueError, KeyError) as err:
        raise ModelMissing(
            "The taught model's weights do not fit this version of the program.",
            fix="Install gatepost again; until then every post is held.",
        ) from err
