"""Changes of case and quotes, and page furniture between sentences.

The vocabulary is uncased, so a change of case changes only the pieces' case classes.
"""

import numpy as np
from tokenizers import Tokenizer

from pieces import Pieces

#                  CLS low Tit UPP miX dig sym one
UPPER = np.array([0, 3, 3, 3, 3, 5, 6, 7], np.uint8)
LOWER = np.array([0, 1, 1, 1, 1, 5, 6, 1], np.uint8)
TITLE = np.array([0, 2, 2, 3, 4, 5, 6, 7], np.uint8)
SMALL = "a an and as at but by for from in into of on or the to with".split()


def recase(window: Pieces, table: np.ndarray, keep: np.ndarray | bool = False) -> None:
    """Map case classes by a table; a word of one letter becomes an initial."""
    one = (window["case"] == 1) & (window["end"] - window["start"] == 1)
    changed = np.where(one, 7, table[window["case"]])
    window["case"] = np.where(keep, window["case"], changed)


class Augmenter:
    """Applies at most one change of case, and a change of quotes, to a window."""

    def __init__(self, tokenizer: Tokenizer, furniture: list[Pieces], rng: np.random.Generator):
        self.rng, self.furniture = rng, furniture
        self.small = [tokenizer.token_to_id(word) for word in SMALL]
        self.quotes = {mark: tokenizer.token_to_id(mark) for mark in "'\"’“”"}

    def __call__(self, window: Pieces) -> Pieces:
        draw = self.rng.random()
        window = window.copy()
        if draw < 0.06:
            recase(window, UPPER)
        elif draw < 0.12:
            recase(window, TITLE, keep=self.small_words(window))
        elif draw < 0.15:
            window["case"] = LOWER[window["case"]]
        if self.rng.random() < 0.3:
            self.curl(window)
        return window

    def small_words(self, window: Pieces) -> np.ndarray:
        """Words that a headline leaves as they are: half of the time `of`, `the`; the t of `don't`."""
        apostrophes = np.isin(window["id"], [self.quotes["'"], self.quotes["’"]])
        keep = np.isin(window["start"], window["end"][apostrophes])
        return keep | np.isin(window["id"], self.small) if self.rng.random() < 0.5 else keep

    def curl(self, window: Pieces) -> None:
        """Typographic quotes in place of straight ones."""
        ids = window["id"]
        ids[ids == self.quotes["'"]] = self.quotes["’"]
        double = np.flatnonzero(ids == self.quotes['"'])
        ids[double[::2]], ids[double[1::2]] = self.quotes["“"], self.quotes["”"]

    def furnish(self, sentences: list[Pieces]) -> list[Pieces]:
        """Put lines of page furniture between the sentences of some documents."""
        if self.rng.random() > 0.1:
            return sentences
        result = list(sentences)
        for _ in range(self.rng.integers(1, 4)):
            line = self.furniture[self.rng.integers(len(self.furniture))]
            result.insert(self.rng.integers(len(result) + 1), line)
        return result
