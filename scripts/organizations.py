"""Checks src/entity/organizations.tsv: that every id that KnowledgeNet knows is one that it gives to an organization of such a name.

    python scripts/organizations.py DATA/train/re/knowledgenet.jsonl < src/entity/organizations.tsv
"""

import collections
import json
import sys
import unicodedata


def words(name):
    plain = unicodedata.normalize("NFKD", name.lower().replace("'", "").replace("’", ""))
    kept = "".join(letter if letter.isalnum() or letter == "&" else " " for letter in plain if not unicodedata.combining(letter))
    return f" {' '.join(kept.split())} "


def linked(path):
    """The names that each id is linked with."""
    names = collections.defaultdict(set)
    for line in open(path, encoding="utf-8"):
        document = json.loads(line)
        for index, entity in enumerate(document["entities"]):
            if entity.get("link", "").startswith("wikidata:"):
                mentions = (mention for mention in document["mentions"] if mention["entity"] == index)
                texts = [document["text"][mention["start"] : mention["end"]] for mention in mentions]
                names[entity["link"].removeprefix("wikidata:")] |= {words(name) for name in [entity["name"], *texts]}
    return names


def main():
    known, wrong, checked = linked(sys.argv[1]), 0, 0
    for row in sys.stdin:
        if row.startswith("#"):
            continue
        number, _, names = row.rstrip("\n").split("\t")
        own = [words(name) for name in names.split("|")]
        if number not in known:
            continue
        checked += 1
        if not any(one in other or other.strip() in one for one in own for other in known[number] if len(other) > 4):
            wrong += 1
            print(f"{number} {names}: linked with {sorted(known[number])}")
    print(f"{checked} ids checked, {wrong} wrong")
    sys.exit(wrong > 0)


main()
