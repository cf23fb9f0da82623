"""Writes src/tagger/given_names.tsv: given names whose bearers are called `he` alone, or `she` alone, in annotated training text.

    python scripts/given_names.py DATA > src/tagger/given_names.tsv

DATA holds newsgraph/train.jsonl and train/coref/{gap,gum,ontogum}.jsonl. A name and what its bearers are called are facts; no
text of the sources is kept.
"""

import collections
import json
import pathlib
import sys

SOURCES = ["newsgraph/train.jsonl", "train/coref/gap.jsonl", "train/coref/gum.jsonl", "train/coref/ontogum.jsonl"]
FORMS = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
TITLES = {"Mr", "Mrs", "Ms", "Dr", "Sir", "Dame", "Lord", "Lady", "Pope", "King", "Queen", "Prince", "Princess", "President", "The"}


def given_name(name):
    """The first of several words that all begin as names do."""
    words = [word.strip(".,'’") for word in name.split()]
    while words and words[0] in TITLES:
        words = words[1:]
    if len(words) < 2 or not all(word[:1].isupper() for word in words[:2]) or len(words[0]) < 3:
        return None
    return words[0].lower() if words[0].replace("-", "").isalpha() else None


def clusters(document):
    """The texts of each cluster's names and pronouns."""
    found = collections.defaultdict(lambda: ([], []))
    for mention in document["mentions"]:
        text = document["text"][mention["start"] : mention["end"]]
        is_pronoun = mention["label"] == "pro" or mention.get("kind") == "PRO"
        is_name = mention["label"] == "PER" and not is_pronoun or mention["label"] == "ENT" and mention.get("kind") == "NAM"
        if mention.get("entity") is not None and (is_pronoun or is_name):
            found[mention["entity"]][is_pronoun].append(text)
    return found.values()


def main():
    votes = collections.defaultdict(collections.Counter)
    for source in SOURCES:
        for line in (pathlib.Path(sys.argv[1]) / source).open(encoding="utf-8"):
            for names, pronouns in clusters(json.loads(line)):
                called = {FORMS[word.lower()] for word in pronouns if word.lower() in FORMS}
                given = {given_name(name) for name in names} - {None}
                if len(called) == 1 and len(given) == 1:
                    votes[given.pop()][called.pop()] += 1
    print("# Made by scripts/given_names.py: given names, in lower case, whose bearers are called he (m) or she (f) alone.")
    for name, counts in sorted(votes.items()):
        if len(counts) == 1:
            print(f"{name}\t{next(iter(counts))}")


main()
