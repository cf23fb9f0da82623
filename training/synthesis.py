"""Made-up pages: captions, credits and furniture; tables of results, line-ups, shares, weather.

Their lines are in `captions.txt`, `furniture.txt` and `tables.txt`, with slots for names and numbers.
"""

import re
from pathlib import Path

import numpy as np

from data import Document, split_sentences
from renaming import Names

AGENCIES = ["Reuters", "AP", "AFP", "Getty Images", "EPA", "Bloomberg", "Associated Press", "Xinhua"]
# Words that follow the town in the names of clubs, and names that stand alone.
CLUBS = "United|City|FC|Town|Rovers|Athletic|Wanderers|County|Rangers|Albion|SC|Sporting|Dynamo".split("|")
NICKNAMES = "Tigers|Lions|Eagles|Kings|Sharks|Falcons|Hawks|Bulls|Bears|Giants|Wolves|Panthers|Knights".split("|")
DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday".split("|")
DIGITS = {"n": (1, 10), "nn": (10, 100), "nnn": (100, 1000), "year": (1994, 2027)}
TYPE_OF_SLOT = {
    "TEAM": "ORG", "AGENCY": "ORG", "MEDIA": "ORG", "SURNAME": "PER", "INITIAL": "PER", "COUNTRY": "GPE", "CITY": "GPE",
}  # fmt: skip


def lines_of(name: str) -> list[str]:
    """A list kept beside this file, one entry a line."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()


COUNTRIES = lines_of("countries.txt")
CAPTIONS, FURNITURE = lines_of("captions.txt"), lines_of("furniture.txt")
TABLES = [block.split("\n") for block in "\n".join(lines_of("tables.txt")).split("\n\n")]


def town_like(place: str) -> bool:
    """Whether a place name may be a town's: not a country, no class word such as Province."""
    return place not in COUNTRIES and place.isascii() and re.fullmatch(r"[A-Z][a-z]{3,}( [A-Z][a-z]{3,7})?", place) is not None and not re.search("Province|District|State|Oblast|County|Republic|Region|Kingdom|Union|Krai", place)


class Pages:
    """Fills the templates with names of the training sets."""

    def __init__(self, names: Names, rng: np.random.Generator):
        self.rng = rng
        self.names = {kind: names[kind] for kind in ("ORG", "GPE", "FAC", "LOC", "NORP")}
        self.names["PER"] = [name for name in names["PER"] if " " in name]
        self.names["COUNTRY"] = COUNTRIES
        self.names["CITY"] = [name for name in names["GPE"] if town_like(name)]
        self.names["CLUB"] = sorted({name for name in names["ORG"] if name.isalpha()} - set(names["NORP"]))
        self.names["AGENCY"] = AGENCIES
        self.names["MEDIA"] = [name for name in names["ORG"] if name.split(" ")[-1] in ("Times", "News", "Post", "Herald")]

    def captions(self, count: int) -> list[Document]:
        """Heads of scraped pages, and lines that stand around an article."""
        return [self.page(self.caption_lines()) for _ in range(count)]

    def tables(self, count: int) -> list[Document]:
        """Results, line-ups, share prices, weather."""
        return [self.page(self.table_lines()) for _ in range(count)]

    def pick(self, items: list) -> str:
        """Any of the items."""
        return items[self.rng.integers(len(items))]

    def caption_lines(self) -> list[str]:
        """One to five templates."""
        return [self.pick(CAPTIONS if self.rng.random() < 0.6 else FURNITURE) for _ in range(self.rng.integers(1, 6))]

    def table_lines(self) -> list[str]:
        """A block, or a part of it, its rows repeated."""
        lines = []
        for line in self.pick(TABLES):
            if line.startswith("* "):
                lines += [line[2:]] * self.rng.integers(2, 7)
            elif self.rng.random() < 0.7:
                lines.append(line)
        return lines

    def page(self, templates: list[str]) -> Document:
        """A document of filled templates, one a line."""
        text, spans, sentences = "", [], []
        for template in templates:
            begin = len(text)
            for i, part in enumerate(template.replace("}", "{").split("{")):
                if i % 2:
                    slot, part = part, self.value(part)
                    kind = slot.split("-")[0]
                    if kind.isupper():
                        spans.append((len(text), len(text) + len(part), [TYPE_OF_SLOT.get(kind, kind)]))
                text += part
            sentences += [(a + begin, b + begin) for a, b in split_sentences(text[begin:])]
            text += "\n"
        return Document(text, sentences, spans)

    def value(self, slot: str) -> str:
        """What stands in a slot; `-CAPS` or `-caps` puts it into capitals."""
        kind, *caps = slot.split("-")
        if kind in DIGITS:
            return str(self.rng.integers(*DIGITS[kind]))
        special = {"score": self.score, "day": self.day, "TEAM": self.team, "SURNAME": self.surname, "INITIAL": self.initial}
        value = special[kind]() if kind in special else self.pick(self.names[kind])
        return value.upper() if caps else value

    def score(self) -> str:
        """Such as 3-1."""
        return f"{self.rng.integers(0, 6)}-{self.rng.integers(0, 4)}"

    def day(self) -> str:
        """A day of the week."""
        return self.pick(DAYS)

    def team(self) -> str:
        """A club: mostly named by its town alone, as in results."""
        town, draw = self.pick(self.names["CITY"]), self.rng.random()
        if draw < 0.65:
            return town
        if draw < 0.8:
            return f"{town} {self.pick(CLUBS)}"
        return self.pick(NICKNAMES if draw < 0.9 else self.names["CLUB"])

    def surname(self) -> str:
        """The last word of a person's name."""
        return self.pick(self.names["PER"]).split(" ")[-1]

    def initial(self) -> str:
        """Such as S. Waugh."""
        name = self.pick(self.names["PER"])
        return f"{name[0]}. {name.split(' ')[-1]}"
