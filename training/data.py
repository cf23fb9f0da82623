"""Reading annotated and unlabelled text.

A span carries the types that its annotation allows: sets with coarser types than ours allow several.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TYPES = ["PER", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "WORK", "PRODUCT", "MISC"]
LABELS = ["O"] + [f"{prefix}-{kind}" for kind in TYPES for prefix in "BI"]
MISC_TYPES = ["NORP", "EVENT", "WORK", "PRODUCT", "MISC"]
COARSE = {"PER": ["PER"], "ORG": ["ORG"], "LOC": ["GPE", "LOC", "FAC"], "MISC": MISC_TYPES}
TO_COARSE = {kind: coarse for coarse, kinds in COARSE.items() for kind in kinds}

Span = tuple[int, int, list[str]]

OUTSIDE = 1
ANYTHING = (1 << len(LABELS)) - 1

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


def link_spans(text: str, links: list[dict]) -> list[Span]:
    """Links whose every long word is capitalised: their bounds are those of a name of any type."""
    bounds = [trim(text, link["start"], link["end"], []) for link in links]
    return [(a, b, TYPES) for a, b in bounds if all(w[:1].isupper() for w in text[a:b].split() if len(w) > 3)]


def read_unlabelled(path: Path) -> list[Document]:
    """Read texts without annotation; a day of current events gives one document an item.

    Any word may have any label, but links bound names.
    """
    documents = []
    for line in path.open(encoding="utf-8"):
        record = json.loads(line)
        text = record["text"]
        links = record["extra"] if record["source"] == "current_events" else []
        ends = [m.end() for m in re.finditer("\n", text)] if record["source"] == "current_events" else []
        for start, end in zip([0, *ends], [*ends, len(text)]):
            item = text[start:end]
            if item.strip():
                inside = [link for link in links if start <= link["start"] and link["end"] <= end]
                moved = [{"start": link["start"] - start, "end": link["end"] - start} for link in inside]
                documents.append(Document(item, split_sentences(item), link_spans(item, moved), ANYTHING))
    return documents
