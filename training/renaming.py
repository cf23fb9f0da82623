"""Copies of documents with other names and with titles in front of people's names.

The manual leaves titles outside of names, and a name that is new in every epoch cannot be learnt by heart.
"""

import numpy as np

from data import TYPES, Document

TITLES = (
    "Mr|Mr.|Mrs|Mrs.|Ms|Ms.|Miss|Dr|Dr.|Prof|Prof.|Professor|Gen|Gen.|General|Lt|Lt.|Col|Col.|Colonel|Maj.|Major|"
    "Capt|Capt.|Captain|Sgt|Sgt.|Sergeant|Lord|Lady|Sir|Dame|Justice|Judge|Senator|Sen|Sen.|Rep.|Gov.|Governor|"
    "Ambassador|Councillor|Inspector|Rabbi|Bishop|Archbishop|Father|Rev.|Minister|Admiral|Adm."
).split("|")
Change = tuple[int, int, str]
Names = dict[str, list[str]]


def names_of(documents: list[Document]) -> Names:
    """All names by type, where the type is sure; as often as they occur."""
    names: Names = {kind: [] for kind in TYPES}
    for document in documents:
        for start, end, kinds in document.spans:
            if len(kinds) == 1 and kinds[0] in names and "\n" not in document.text[start:end]:
                names[kinds[0]].append(document.text[start:end])
    return names


def edit(document: Document, changes: list[Change]) -> Document:
    """Replace stretches of text that do not overlap; spans and sentences move along.

    A stretch is a whole span, or is empty and in front of one.
    """
    parts, at = [], 0
    for start, end, new in sorted(changes):
        parts += [document.text[at:start], new]
        at = end

    def moved(place: int) -> int:
        return place + sum(len(new) - (end - start) for start, end, new in changes if end <= place)

    spans = [(moved(a), moved(b), kinds) for a, b, kinds in document.spans]
    # A title in front of a sentence's first word belongs to the sentence.
    sentences = [(moved(a - 1) + 1, moved(b)) for a, b in document.sentences]
    return Document("".join(parts) + document.text[at:], sentences, spans, document.outside)


class Renamer:
    """Draws other names for people and organizations, one for each name of a document."""

    def __init__(self, names: Names, rng: np.random.Generator):
        self.rng = rng
        self.full = [name for name in names["PER"] if 2 <= len(name.split(" ")) <= 4]
        self.organizations = names["ORG"]

    def __call__(self, document: Document) -> Document:
        mapping = self.people(document) | self.others(document)
        changes = []
        for start, end, kinds in document.spans:
            new = mapping.get((kinds[0], document.text[start:end]))
            if len(kinds) == 1 and new:
                changes.append((start, end, new))
            if kinds == ["PER"] and self.rng.random() < 0.15 and self.bare(document.text, start):
                changes.append((start, start, self.pick(TITLES) + " "))
        return edit(document, changes)

    def pick(self, items: list[str]) -> str:
        """Any of the items."""
        return items[self.rng.integers(len(items))]

    def bare(self, text: str, start: int) -> bool:
        """Whether a title may stand here: the word before is in lower case, or a sentence begins."""
        before = text[:start].rstrip().rsplit(" ", 1)[-1]
        return not before or before.islower() or before[-1] in ".!?\n"

    def people(self, document: Document) -> dict[tuple[str, str], str]:
        """Other names for most people; who shares a surname goes on sharing it."""
        mapping, surnames = {}, {}
        names = {document.text[a:b] for a, b, kinds in document.spans if kinds == ["PER"]}
        for name in sorted(names, key=lambda name: (-len(name), name)):
            last = name.split(" ")[-1]
            new = self.pick(self.full)
            surname = surnames.setdefault(last, new.split(" ")[-1])
            if self.rng.random() < 0.8:
                mapping["PER", name] = surname if name == last else f"{new.rsplit(' ', 1)[0]} {surname}"
        return mapping

    def others(self, document: Document) -> dict[tuple[str, str], str]:
        """Other names for a third of the organizations."""
        names = sorted({document.text[a:b] for a, b, kinds in document.spans if kinds == ["ORG"]})
        return {("ORG", name): self.pick(self.organizations) for name in names if self.rng.random() < 0.35}
