#!/usr/bin/env python3
"""Writes src/text/lexicon.txt: words with their usual case in news, from counts over open texts.

    scripts/casing_lexicon.py DATA_DIR > src/text/lexicon.txt

DATA_DIR holds unlabelled/*.jsonl and newsgraph/train.jsonl. Counted are words that do not begin a sentence.
A word is listed in lower case if it is mostly written so, in capitals if it is an acronym; names are not listed.
"""

import collections
import glob
import json
import re
import sys

HEADER = """\
# Words with their usual case in news: lower case, or the capitals of an acronym.
# Made by scripts/casing_lexicon.py from counts of words; the counts are facts about these texts:
# Wikipedia, Portal:Current events 2025-01 to 2026-06 (CC BY-SA 4.0); Wikinews (CC BY 2.5);
# State of the Union addresses (public domain); articles written for the newsgraph corpus (CC0 1.0)."""

WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
LOWER_SHARE = float(sys.argv[2]) if len(sys.argv) > 2 else 0.75
UPPER_SHARE = 0.8
MAX_BYTES = 148_000


def texts(data_dir):
    for path in sorted(glob.glob(f"{data_dir}/unlabelled/*.jsonl")) + [f"{data_dir}/newsgraph/train.jsonl"]:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["text"]


def inner_words(text):
    """Words that do not begin a sentence, a quotation or a line, outside of lines in capitals or Title Case."""
    for line in text.splitlines():
        words = WORD.findall(line)
        if sum(word[0].isupper() for word in words) * 2 > len(words):
            continue
        for sentence in re.split(r"(?<=[.!?:])[\"'”’)]*\s+", line):
            for found in list(WORD.finditer(sentence))[1:]:
                before = sentence[max(0, found.start() - 1) : found.start()]
                if before not in ("“", '"', "‘", "(", "[", "."):
                    yield re.sub(r"(?i)['’]s$", "", found.group()).replace("’", "'")


def usual_cases(data_dir):
    counts = collections.defaultdict(collections.Counter)
    for text in texts(data_dir):
        for word in inner_words(text):
            counts[word.lower()][word] += 1
    listed = []
    for lower, forms in counts.items():
        total = sum(forms.values())
        upper = sum(count for form, count in forms.items() if form.isupper() and len(form) > 1)
        if forms[lower] >= LOWER_SHARE * total and (total > 1 or lower.isascii()):
            listed.append((total, lower))
        elif upper >= UPPER_SHARE * total and total > 1:
            listed.append((total, lower.upper()))
    return [word for _, word in sorted(listed, key=lambda entry: (-entry[0], entry[1]))]


def main():
    size, kept = len(HEADER), []
    for word in usual_cases(sys.argv[1]):
        size += len(word.encode()) + 1
        if size > MAX_BYTES:
            break
        kept.append(word)
    print("\n".join([HEADER, *sorted(kept)]))


main()
