"""What fewer pieces and fewer bits cost: F1 (PER, ORG, LOC) of a model against its size.

    python sizes.py --data DIR --model models/news-en

The size is that of the weights: embeddings and maps at the bits named, four bytes for each scale and bias, as in the
library's file, which adds the tokenizer.
"""

import argparse
import copy
from itertools import product
from pathlib import Path

from torch import nn

from corpus import labelled, unlabelled
from data import read_documents
from evaluate import SETS, coarsen, gold, scores, tag
from model import load_tagger, load_tokenizer
from quantize import quantize
from vocabulary import ranked, restricted

VOCABULARIES = [30_522, 24_000, 16_000, 12_000, 8_000]
BITS = [(8, 8), (8, 6), (8, 4), (4, 4)]


def levels(bits: int) -> int:
    """Steps on each side of 0."""
    return 2 ** (bits - 1) - 1


def megabytes(model: nn.Module, pieces: int, bits: int, embedding_bits: int) -> float:
    """Size of the weights."""
    size = 0.0
    for name, weight in model.named_parameters():
        rows = pieces if "word_embeddings" in name else len(weight)
        if weight.ndim == 1:
            size += 4 * len(weight)
        else:
            size += rows * (4 + weight.shape[1] * (embedding_bits if "embeddings" in name else bits) / 8)
    return size / 1e6


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    arguments = parser.parse_args()
    full, tokenizer = load_tagger(arguments.model), load_tokenizer(arguments.model)
    texts = [d for sets in (labelled(arguments.data), unlabelled(arguments.data)) for ds in sets.values() for d in ds]
    pieces = ranked(tokenizer, texts)
    sets = {name: read_documents(arguments.data / path) for name, path in SETS.items()}
    choices = [(count, 8, 8) for count in VOCABULARIES]
    choices += [(count, *bits) for count, bits in product((30_522, 16_000), BITS[1:])]
    for count, bits, embedding_bits in choices:
        model = copy.deepcopy(full)
        quantize(model, levels(bits), levels(embedding_bits))
        small = restricted(tokenizer, pieces[:count], renumber=False)
        small.no_truncation(), small.no_padding()
        figures = [scores(coarsen(tag(model, small, ds)), coarsen(gold(ds)))["all"][2] for ds in sets.values()]
        row = "  ".join(f"{name} {figure:.2f}" for name, figure in zip(sets, figures))
        size = megabytes(model, min(count, len(pieces)), bits, embedding_bits)
        print(f"{count:6} pieces  maps {bits} bits  embeddings {embedding_bits} bits  {size:5.1f} MB  {row}", flush=True)


if __name__ == "__main__":
    main()
