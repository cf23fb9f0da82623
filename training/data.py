"""Reading annotated text, turning it into word pieces with label sets, and packing windows.

A piece is one row of a numpy record array (`PIECE`). Its `allowed` field is a bit set over
`LABELS`: the labels that the annotation permits for the word, set at the word's first piece
and 0 elsewhere. Sets with coarser types than ours permit several labels for one word.
"""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

TYPES = ["PER", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK", "PRODUCT", "MISC"]
LABELS = ["O"] + [f"{prefix}-{kind}" for kind in TYPES for prefix in "BI"]
MISC_TYPES = ["NORP", "EVENT", "WORK", "PRODUCT", "MISC"]
COARSE = {"PER": ["PER"], "ORG": ["ORG"], "LOC": ["GPE", "LOC", "FAC"], "MISC": MISC_TYPES}
TO_COARSE = {kind: coarse for coarse, kinds in COARSE.items() for kind in kinds}

PIECE = np.dtype(
    [
        ("id", np.int32),
        ("case", np.uint8),
        ("allowed", np.uint32),
        ("start", np.int32),  # bounds of the word, in characters
        ("end", np.int32),
    ]
)
Pieces = np.ndarray
Span = tuple[int, int, list[str]]

OUTSIDE = 1
CLS, SEP, PAD = 101, 102, 0

# Labels of single sets that say more than the coarse label does. `O`: the set marks more than
# our manual (`Internet`, `industrial robot`).
FINER = {
    "gum": {
        "proper-adjective": "NORP", "event": "EVENT", "object": "WORK PRODUCT MISC",
        "abstract": "NORP EVENT WORK PRODUCT MISC O", "substance": "PRODUCT MISC O",
        "animal": "PER MISC O", "plant": "MISC O",
    },
    "crossner": {
        "country": "GPE", "astronomicalobject": "LOC", "award": "MISC", "election": "EVENT",
        "event": "EVENT", "conference": "EVENT ORG", "book": "WORK", "album": "WORK", "song": "WORK",
        "poem": "WORK", "academicjournal": "WORK ORG", "magazine": "WORK ORG", "product": "PRODUCT O",
    },
    "wnut17": {"product": "PRODUCT", "creative-work": "WORK"},
    "re_docred": {"LOC>MISC": "NORP"},
}  # fmt: skip


@dataclass
class Document:
    """One text with its names; `sentences` are character spans."""

    text: str
    sentences: list[tuple[int, int]]
    spans: list[Span]
    outside: int = OUTSIDE


def bits(prefix: str, kinds: Iterable[str]) -> int:
    """Bit set of the labels `prefix`-kind; the kind `O` stands for the label O."""
    names = ["O" if kind == "O" else f"{prefix}-{kind}" for kind in kinds]
    return sum(1 << LABELS.index(name) for name in names)


def case_class(word: str) -> int:
    """Case class of a word (1..7); order of the checks matters, class 0 is CLS and SEP."""
    letters = [c for c in word if c.isalpha()]
    if any(unicodedata.category(c)[0] == "N" for c in word):
        return 5
    if not letters:
        return 6
    if all(c.islower() for c in letters):
        return 1
    if len(word) == 1:
        return 7
    if all(c.isupper() for c in letters):
        return 3
    if letters[0].isupper() and all(c.islower() for c in letters[1:]):
        return 2
    return 4


ABBREVIATION = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|Gov|Rep|Lt|Col|Maj|Sgt|St|Jr|No|vs|Rev))\.$")
BREAK = re.compile(r"\n\s*|(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9])")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Split at line breaks and after final punctuation, for packing only."""
    spans, start = [], 0
    for found in BREAK.finditer(text):
        if "\n" not in found[0] and ABBREVIATION.search(text[max(0, start) : found.start()]):
            continue
        spans.append((start, found.end()))
        start = found.end()
    spans.append((start, len(text)))
    return [span for span in spans if text[slice(*span)].strip()]


def trim(text: str, start: int, end: int, kinds: list[str]) -> tuple[int, int]:
    """Our manual's bounds: no article in front, no possessive behind."""
    name = text[start:end]
    opens = start == 0 or text[:start].rstrip()[-1:] in ".!?"
    if name.startswith("the ") or (name.startswith("The ") and opens and "WORK" not in kinds):
        start += 4
    if name.endswith(("'s", "’s")):
        end -= 2
    return start, end


def kinds_of(source: str, entity: dict) -> list[str]:
    """Our types that an entity of a set may have."""
    if entity["raw_label"] in TYPES and source == "newsgraph":
        return [entity["raw_label"]]
    finer = FINER.get(source, {}).get(entity["raw_label"])
    return finer.split() if finer else COARSE[entity["label"]]


def read_documents(path: Path) -> list[Document]:
    """Read a JSON-lines file; the file's name tells the set and what it leaves unmarked."""
    source = "newsgraph" if path.parent.name == "newsgraph" else path.name.split(".")[0]
    # wnut17 marks products and works, but no other MISC.
    unmarked = MISC_TYPES if ".no_misc" in path.name else ["NORP", "EVENT", "MISC"] if source == "wnut17" else []
    outside = OUTSIDE | bits("B", unmarked) | bits("I", unmarked)
    documents = []
    for line in path.open(encoding="utf-8"):
        record = json.loads(line)
        text = record["text"]
        spans = []
        for entity in record["entities"]:
            kinds = kinds_of(source, entity)
            start, end = entity["start"], entity["end"]
            if source != "newsgraph":
                start, end = trim(text, start, end, kinds)
            spans.append((start, end, kinds))
        tokens = record.get("tokens")
        if tokens:
            sentences = [(tokens[a][0], tokens[b - 1][1]) for a, b in record["sentences"] if b > a]
        else:
            sentences = split_sentences(text)
        documents.append(Document(text, sentences, spans, outside))
    return documents


def sure_types(documents: list[Document]) -> dict[str, str]:
    """Names that our own annotation nearly always gives one type."""
    counts: dict[str, Counter] = defaultdict(Counter)
    for document in documents:
        for start, end, kinds in document.spans:
            counts[document.text[start:end]][kinds[0]] += 1
    best = {name: (*kinds.most_common(1)[0], kinds.total()) for name, kinds in counts.items()}
    return {name: kind for name, (kind, count, total) in best.items() if count >= max(3, 0.95 * total)}


def refine(documents: list[Document], sure: dict[str, str]) -> None:
    """Narrow coarse types by names of known type; nationalities marked ORG become NORP."""
    for document in documents:
        for i, (start, end, kinds) in enumerate(document.spans):
            kind = sure.get(document.text[start:end])
            if kind in kinds or (kind == "NORP" and kinds == ["ORG"]):
                document.spans[i] = (start, end, [kind])


def encode(tokenizer: Tokenizer, document: Document) -> list[Pieces]:
    """Pieces of each sentence, with label sets and case classes."""
    encoding = tokenizer.encode(document.text, add_special_tokens=False)
    pieces = np.zeros(len(encoding.ids), PIECE)
    pieces["id"] = encoding.ids
    words, offsets = encoding.word_ids, encoding.offsets
    spans = sorted(document.spans)
    at, open_span, first = 0, None, 0
    while first < len(words):
        last = first
        while last + 1 < len(words) and words[last + 1] == words[first]:
            last += 1
        start, end = offsets[first][0], offsets[last][1]
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        word = pieces[first : last + 1]
        word["start"], word["end"] = start, end
        word["case"] = case_class(document.text[start:end])
        label = document.outside
        if at < len(spans) and spans[at][0] < end:
            label = bits("I" if open_span == at else "B", spans[at][2])
            open_span = at
        pieces["allowed"][first] = label
        first = last + 1
    bounds = np.searchsorted(pieces["start"], [s for s, _ in document.sentences] + [1 << 30])
    return [pieces[a:b] for a, b in zip(bounds, bounds[1:]) if b > a]


def windows(sentences: list[Pieces], limits: Iterator[int]) -> Iterator[Pieces]:
    """Pack whole sentences into windows; each window takes its own limit (CLS, SEP included).

    A sentence longer than the limit is cut between words.
    """
    limit, held, size = next(limits) - 2, [], 0
    for sentence in sentences:
        if held and size + len(sentence) > limit:
            yield np.concatenate(held)
            limit, held, size = next(limits) - 2, [], 0
        while len(sentence) > limit:
            cut = limit
            while cut > 1 and sentence["start"][cut] == sentence["start"][cut - 1]:
                cut -= 1
            yield sentence[:cut]
            sentence, limit = sentence[cut:], next(limits) - 2
        held.append(sentence)
        size += len(sentence)
    if held:
        yield np.concatenate(held)


def random_limits(rng: np.random.Generator) -> Iterator[int]:
    """Window limits between 32 and 128 pieces: inference windows are of varied fill too."""
    while True:
        yield int(rng.integers(32, 129))


def batches(items: list[Pieces], pieces: int, rng: np.random.Generator) -> list[list[Pieces]]:
    """Group windows of like length, at most `pieces` per batch with padding, in random order."""
    order = rng.permutation(len(items))
    result: list[list[Pieces]] = []
    for pool in np.array_split(order, max(1, len(items) // 2000)):
        batch: list[Pieces] = []
        for i in sorted(pool, key=lambda i: len(items[i])):
            if batch and (len(items[i]) + 2) * (len(batch) + 1) > pieces:
                result.append(batch)
                batch = []
            batch.append(items[i])
        result.append(batch)
    return [result[i] for i in rng.permutation(len(result))]
