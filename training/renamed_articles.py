"""Copies of annotated articles with other names, so that who does what to whom is not learnt by heart from who they are."""

from collections import defaultdict

import numpy as np

GENDERS = {word: i for i, words in enumerate(["he him his", "she her hers"]) for word in words.split()}
# How many of the entities of a type get another name.
SHARE = {"PER": 0.9, "ORG": 0.5, "GPE": 0.5}


def mentions_by_entity(record: dict) -> list[list[dict]]:
    """The mentions of each entity."""
    result = [[] for _ in record["clusters"]]
    for mention in record["mentions"]:
        result[mention["entity"]].append(mention)
    return result


def text_of(record: dict, mention: dict) -> str:
    """The words of a mention."""
    return record["text"][mention["start"] : mention["end"]]


def gender(record: dict, mentions: list[dict]) -> int | None:
    """What the pronouns of an entity say of it."""
    said = {GENDERS.get(text_of(record, m).lower()) for m in mentions if m["label"] == "pro"} - {None}
    return said.pop() if len(said) == 1 else None


def kind_of(record: dict, mentions: list[dict]) -> tuple | None:
    """What a name may be exchanged for: people of one gender, and others that have but one name."""
    named = [m for m in mentions if m["label"] not in ("nom", "pro")]
    kinds, names = {m["label"] for m in named}, {text_of(record, m) for m in named}
    if kinds == {"PER"}:
        return "PER", gender(record, mentions)
    return (*kinds, None) if len(names) == len(kinds) == 1 and kinds < {"ORG", "GPE"} else None


def nations(records: list[dict]) -> set[str]:
    """Names of countries: their people have a name too."""
    return {r["clusters"][m["entity"]]["name"] for r in records for m in r["mentions"] if m["label"] == "NORP"}


def names_of(records: list[dict]) -> dict[tuple, list[str]]:
    """The names by what they may be exchanged for: people with first and last name, organizations, places but countries."""
    names, known = defaultdict(list), nations(records)
    for record in records:
        for cluster, mentions in zip(record["clusters"], mentions_by_entity(record)):
            kind, name = kind_of(record, mentions), cluster["name"]
            if kind and "\n" not in name and name not in known and (kind[0] != "PER" or 2 <= len(name.split(" ")) <= 3):
                names[kind].append(name)
    return names


def another(name: str, full: str, new: str) -> str:
    """What a form of a name becomes: the last word stays the last word, and a first name the first."""
    if name == full.split(" ")[-1]:
        return new.split(" ")[-1]
    return new.split(" ")[0] if name == full.split(" ")[0] else new


def mapping(record: dict, names: dict[tuple, list[str]], rng: np.random.Generator) -> dict[int, tuple[str, str]]:
    """The full name and the new one of the entities that get one. Families keep their name."""
    last = [cluster["name"].split(" ")[-1] for cluster in record["clusters"]]
    result = {}
    for number, (cluster, mentions) in enumerate(zip(record["clusters"], mentions_by_entity(record))):
        kind = kind_of(record, mentions)
        known = kind and (kind[0] != "GPE" or cluster["name"] in names[kind])
        if known and last.count(last[number]) == 1 and rng.random() < SHARE[kind[0]]:
            result[number] = (cluster["name"], names[kind][rng.integers(len(names[kind]))])
    return result


def renamed(record: dict, names: dict[tuple, list[str]], rng: np.random.Generator) -> dict:
    """The article with other names; mentions move along."""
    others, changes = mapping(record, names, rng), []
    for mention in record["mentions"]:
        if mention["label"] not in ("nom", "pro") and mention["entity"] in others:
            new = another(text_of(record, mention), *others[mention["entity"]])
            changes.append((mention["start"], mention["end"], new))
    changes = [c for c in changes if not any(o != c and o[0] <= c[0] and c[1] <= o[1] for o in changes)]

    def moved(place: int) -> int:
        return place + sum(len(new) - (end - start) for start, end, new in changes if end <= place)

    text = record["text"]
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    swaps = {record["text"][start:end]: new for start, end, new in changes}
    return record | {
        "text": text,
        "mentions": [m | {"start": moved(m["start"]), "end": moved(m["end"])} for m in record["mentions"]],
        "relations": [r | {"trigger": replaced(r["trigger"], swaps)} for r in record["relations"]],
    }


def replaced(trigger: str, swaps: dict[str, str]) -> str:
    """The trigger as the new text has it."""
    for old in sorted(swaps, key=len, reverse=True):
        if old in trigger:
            return trigger.replace(old, swaps[old])
    return trigger
