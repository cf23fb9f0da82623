"""Texts whose names have nothing to do with each other: two articles in one, and made-up sentences.

What the annotated articles state stays stated; between the names of the two nothing holds.
"""

import re
from collections import defaultdict
from pathlib import Path

import numpy as np

TEMPLATES = Path(__file__).with_name("unrelated.txt").read_text(encoding="utf-8").splitlines()
LINKS = [" ", " ", " Meanwhile, ", "; ", " — ", "\n"]


def moved(record: dict, by: int, entities: int) -> dict:
    """The record with its places and entities counted from elsewhere."""
    mentions = [m | {"start": m["start"] + by, "end": m["end"] + by, "entity": m["entity"] + entities} for m in record["mentions"]]
    relations = [r | {"head": r["head"] + entities, "tail": r["tail"] + entities} for r in record["relations"]]
    return record | {"mentions": mentions, "relations": relations}


def joined(first: dict, second: dict, link: str) -> dict:
    """Two articles in one. An entity that both name stands there twice, so such pairs are not joined."""
    other = moved(second, len(first["text"]) + len(link), len(first["clusters"]))
    text = first["text"] + link + second["text"]
    parts = {name: first[name] + other[name] for name in ("mentions", "clusters", "relations")}
    return {"text": text} | parts


def pairs(records: list[dict], count: int, rng: np.random.Generator) -> list[dict]:
    """Joined short articles that share no name."""
    short = [r for r in records if len(r["text"]) < 220]
    result = []
    while len(result) < count:
        first, second = (short[i] for i in rng.integers(0, len(short), 2))
        names = [{c["name"] for c in r["clusters"]} for r in (first, second)]
        if names[0].isdisjoint(names[1]):
            result.append(joined(first, second, str(rng.choice(LINKS))))
    return result


def sentences(records: list[dict], count: int, rng: np.random.Generator) -> list[dict]:
    """Made-up sentences with names of the articles."""
    names: dict[str, list[str]] = defaultdict(list)
    for record in records:
        for m in record["mentions"]:
            names[m["label"]].append(record["text"][m["start"] : m["end"]])
    return [filled(str(rng.choice(TEMPLATES)), names, rng) for _ in range(count)]


def filled(template: str, names: dict[str, list[str]], rng: np.random.Generator) -> dict:
    """A template with names in its places, all of them different."""
    text, mentions, taken = "", [], set()
    for part in re.split(r"(\{\w+\})", template):
        if not part.startswith("{"):
            text += part
            continue
        kind = part[1:-1]
        name = next(n for n in (str(rng.choice(names[kind])) for _ in range(100)) if n not in taken)
        taken.add(name)
        mentions.append({"start": len(text), "end": len(text) + len(name), "label": kind, "entity": len(mentions)})
        text += name
    clusters = [{"name": text[m["start"] : m["end"]], "label": m["label"]} for m in mentions]
    return {"text": text, "mentions": mentions, "clusters": clusters, "relations": []}


def unrelated(records: list[dict], rng: np.random.Generator) -> list[dict]:
    """Of both kinds."""
    return pairs(records, 700, rng) + sentences(records, 700, rng)
