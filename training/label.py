"""Write what the teacher says of every word of the training texts.

    python label.py --data DIR --base MINILM_DIR --teacher MPNET_DIR --checkpoint TEACHER_DIR --out TARGETS_DIR

Without --teacher the checkpoint is a tagger of the small kind, which can teach a smaller one.
Two files a set, in f16, a row a word: `NAME.npy`, its label probabilities, and `NAME.vectors.npy`, its hidden vector.
A set that has its files already is left.
"""

import argparse
from itertools import repeat
from pathlib import Path

import numpy as np
import torch
from torch import nn

from corpus import encode_all, labelled, unlabelled
from evaluate import predict
from model import load_tagger, load_teacher, load_tokenizer, word_vectors
from pieces import Pieces, windows

LENGTH = 192


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities of each row."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def taught(model: nn.Module, documents: list[list[Pieces]]) -> tuple[np.ndarray, np.ndarray]:
    """Label probabilities and hidden vectors of all words, in order."""
    items = [window for sentences in documents for window in windows(sentences, repeat(LENGTH))]
    vectors = predict(items, lambda batch: word_vectors(model, batch).half())
    logits = [model.classifier(torch.from_numpy(part).float()).numpy() for part in vectors]
    return softmax(np.concatenate(logits)).astype(np.float16), np.concatenate(vectors)


def save(path: Path, table: np.ndarray) -> None:
    """Write a table; the file appears only when complete."""
    with path.with_suffix(".new").open("wb") as file:
        np.save(file, table)
    path.with_suffix(".new").replace(path)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2, for its tokenizer")
    parser.add_argument("--teacher", type=Path, help="folder of all-mpnet-base-v2, if the teacher stands on it")
    parser.add_argument("--checkpoint", type=Path, required=True, help="the trained teacher")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    teacher, checkpoint = arguments.teacher, arguments.checkpoint
    model = load_teacher(teacher, checkpoint) if teacher else load_tagger(checkpoint)
    sets = labelled(arguments.data) | unlabelled(arguments.data)
    for name, documents in encode_all(load_tokenizer(arguments.base), sets).items():
        path = arguments.out / f"{name}.npy"
        if not path.exists():
            probabilities, vectors = taught(model, documents)
            save(arguments.out / f"{name}.vectors.npy", vectors)
            save(path, probabilities)
            print(name, len(vectors), "words", flush=True)


if __name__ == "__main__":
    with torch.no_grad():
        main()
