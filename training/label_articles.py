"""Write what a large reader says of articles: annotated ones, their copies with other names, and texts without annotation.

The other annotated sets are written as they are.

    python label_articles.py --data DIR --model models/news-en --teacher MPNET_DIR --checkpoint LARGE --out LESSONS

A pickle a set. A set that has its file already is left.
"""

import argparse
import pickle
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from articles import LENGTH, Article, Said, Window, mentions_in
from corpus import unlabelled
from mixture import other_articles, variants
from data import LABELS, TYPES, Document
from evaluate import names_of, predict
from large import LargeReader
from model import Teacher, load_tokenizer
from pieces import Pieces, encode, windows
from reader_losses import ranked
from reader_scores import best_path, spans
from readings import ends

# Texts without annotation that are read.
UNLABELLED = ("current_events", "wikinews", "re3d", "knowledgenet")


def read(model: LargeReader, items: list[Pieces]) -> list[tuple[Tensor, Tensor]]:
    """Logits of names and vectors of the words of each window."""
    rows = predict(items, lambda batch: torch.cat(model(batch), -1))
    return [torch.from_numpy(row).tensor_split([len(LABELS)], -1) for row in rows]


def half(tensor: Tensor) -> np.ndarray:
    """In 16 bits."""
    return tensor.half().numpy()


def pair_logits(model: LargeReader, window: Window, words: Tensor) -> np.ndarray:
    """Of relations and flags of all pairs of mentions."""
    if len({m.entity for m in window.mentions}) < 2:
        return np.empty(0, np.float16)
    relations, flags, _ = model.heads.pairs(words, *ends(window))
    return half(torch.cat([relations, flags], -1).clamp(-20, 20))


def note(model: LargeReader, article: Article, said: list[tuple[Tensor, Tensor]]) -> Article:
    """The article with what is said of it."""
    words = [vectors for _, vectors in said]
    article.said = Said(
        [half(names.softmax(-1)) for names, _ in said],
        [half(model.heads.references(v).softmax(-1)) for v in words],
        [pair_logits(model, window, v) for window, v in zip(article.windows, words)],
        [half(rank.scores.softmax(-1)) for rank in ranked(model.heads, article, words)],
    )
    return article


def with_mentions(model: LargeReader, document: Document, cut: list[Pieces], said: list[tuple[Tensor, Tensor]]) -> Article:
    """A text with the mentions that the large reader finds in it, and the entities that it takes them for."""
    mentions = []
    for pieces, (names, vectors) in zip(cut, said):
        words = pieces[pieces["allowed"] != 0]
        found = list(names_of(document.text, pieces, names.numpy(), LABELS))
        for first, end, kind in spans(best_path(model.heads.references(vectors))):
            found.append((int(words["start"][first]), int(words["end"][end - 1]), "pro" if kind == 3 else "nom"))
        mentions += [{"start": a, "end": b, "label": kind, "entity": -1} for a, b, kind in found]
    mentions.sort(key=lambda m: (m["start"], -m["end"]))
    types = join_names(document.text, mentions)
    article = Article(document.text, [Window(p, []) for p in cut], types, [], frozenset(), references=False)
    for window in article.windows:
        window.mentions = list(mentions_in(window.words, mentions))
    follow(model, article, [vectors for _, vectors in said])
    return article


def join_names(text: str, mentions: list[dict]) -> list[str]:
    """Numbers the entities: names of one text, and last names of a person named before, are one. Returns their types."""
    types, known = [], {}
    for m in mentions:
        words = text[m["start"] : m["end"]]
        if m["label"] not in TYPES or (words, m["label"]) not in known:
            m["entity"] = len(types)
            types.append(m["label"])
            if m["label"] in TYPES:
                known[words, m["label"]] = m["entity"]
                if m["label"] == "PER":
                    known.setdefault((words.split()[-1], "PER"), m["entity"])
        else:
            m["entity"] = known[words, m["label"]]
    return types


def follow(model: LargeReader, article: Article, words: list[Tensor]) -> None:
    """Gives each reference the entity of what it is taken to mean, which may be a reference before it."""
    for rank in ranked(model.heads, article, words):
        rank.own.entity = rank.candidates[int(rank.scores.argmax())].entity
        article.windows[rank.own.window].mentions[rank.own.number].entity = rank.own.entity


def unmarked(model: LargeReader, tokenizer: Tokenizer, documents: list[Document]) -> Iterator[Article]:
    """Texts without annotation."""
    cuts = [list(windows(encode(tokenizer, d), repeat(LENGTH))) for d in documents]
    said = iter(read(model, [pieces for cut in cuts for pieces in cut]))
    for document, cut in zip(documents, cuts):
        own = [next(said) for _ in cut]
        yield note(model, with_mentions(model, document, cut, own), own)


def marked(model: LargeReader, articles: list[Article]) -> Iterator[Article]:
    """Articles with annotation."""
    said = iter(read(model, [w.pieces for a in articles for w in a.windows]))
    for article in articles:
        yield note(model, article, [next(said) for _ in article.windows])


def save(path: Path, articles: list[Article]) -> None:
    """Write a set; the file appears only when complete."""
    with path.with_suffix(".new").open("wb") as file:
        pickle.dump(articles, file, protocol=5)
    path.with_suffix(".new").replace(path)
    print(path.name, len(articles), flush=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="folder of a tagger, for its tokenizer and for types of other sets")
    parser.add_argument("--teacher", type=Path, required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--checkpoint", type=Path, required=True, help="the large reader")
    parser.add_argument("--copies", type=int, default=2, help="copies of the annotated articles with other names")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    model = LargeReader(Teacher(arguments.teacher), 0.0).load(arguments.checkpoint).eval()
    tokenizer = load_tokenizer(arguments.model)
    own = {f"own-{i}": articles for i, articles in enumerate(variants(arguments.data, tokenizer, arguments.copies))}
    for name, articles in own.items():
        if not (path := arguments.out / f"{name}.pickle").exists():
            save(path, list(marked(model, articles)))
    for name, articles in other_articles(arguments.data, arguments.model).items():
        save(arguments.out / f"{name}.pickle", articles)
    texts = unlabelled(arguments.data)
    for name in UNLABELLED:
        if not (path := arguments.out / f"{name}-read.pickle").exists():
            save(path, list(unmarked(model, tokenizer, texts[name])))


if __name__ == "__main__":
    with torch.no_grad():
        main()
