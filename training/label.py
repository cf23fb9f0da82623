"""Write the teacher's label probabilities for every word of the training texts.

    python label.py --data DIR --base MINILM_DIR --teacher MPNET_DIR --checkpoint TEACHER_DIR --out TARGETS_DIR

One file a set, `NAME.npy`: f16, a row a word, a column a label. A set that has its file already is left.
"""

import argparse
from itertools import repeat
from pathlib import Path

import numpy as np
from torch import nn

from corpus import encode_all, labelled, unlabelled
from evaluate import predict
from model import load_teacher, load_tokenizer
from pieces import Pieces, windows

LENGTH = 192


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities of each row."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def probabilities(model: nn.Module, documents: list[list[Pieces]]) -> np.ndarray:
    """Label probabilities of all words, in order."""
    items = [window for sentences in documents for window in windows(sentences, repeat(LENGTH))]
    return softmax(np.concatenate(predict(model, items))).astype(np.float16)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2, for its tokenizer")
    parser.add_argument("--teacher", type=Path, required=True, help="folder of all-mpnet-base-v2")
    parser.add_argument("--checkpoint", type=Path, required=True, help="the trained teacher")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    model = load_teacher(arguments.teacher, arguments.checkpoint)
    sets = labelled(arguments.data) | unlabelled(arguments.data)
    for name, documents in encode_all(load_tokenizer(arguments.base), sets).items():
        path = arguments.out / f"{name}.npy"
        if not path.exists():
            table = probabilities(model, documents)
            with path.with_suffix(".new").open("wb") as file:
                np.save(file, table)
            path.with_suffix(".new").replace(path)
            print(name, len(table), "words", flush=True)


if __name__ == "__main__":
    main()
