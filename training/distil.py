"""What a teacher says of the words of the training texts, and the loss that passes it on to a student."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from corpus import Corpus
from model import allowed_labels, word_losses
from pieces import Pieces

# How much the direction of the vectors counts beside the labels.
VECTOR_WEIGHT = 0.5
# Probability that any allowed label has at least, before the teacher's are shared out among them.
FLOOR = 1e-4


def number_words(sets: list[list[list[Pieces]]]) -> int:
    """Number the words of the sets, in their `target`; returns how many there are."""
    count = 0
    for documents in sets:
        for sentence in (sentence for sentences in documents for sentence in sentences):
            first = sentence["allowed"] != 0
            sentence["target"][first] = np.arange(count, count + first.sum())
            count += int(first.sum())
    return count


class Lessons(nn.Module):
    """The teacher's probabilities and hidden vectors, a row a word, and the map from a student's vectors to them.

    A word is taught by two distributions, half and half: the teacher's, and the teacher's over the labels that the
    annotation allows (Hinton, Vinyals and Dean 2015, arXiv:1503.02531). Its vector, projected to the teacher's width,
    learns to point where the teacher's points (Jiao et al. 2020, arXiv:1909.10351, section 3, with cosines).
    """

    def __init__(self, corpus: Corpus, folder: Path, width: int):
        super().__init__()
        read = [name for name in corpus if (folder / f"{name}.npy").exists()]
        count = number_words([corpus[name] for name in read])
        tables = [np.concatenate([np.load(folder / f"{name}{kind}.npy") for name in read]) for kind in ("", ".vectors")]
        assert all(len(table) == count for table in tables), f"{count} words, other numbers in {folder}"
        self.probabilities, self.vectors = tables
        self.projection = nn.Linear(width, self.vectors.shape[1], bias=False)

    def forward(self, vectors: Tensor, logits: Tensor, words: Pieces) -> Tensor:
        """Mean loss of the words; a word that the teacher has not read is taught by its annotation alone."""
        taught = torch.from_numpy(words["target"] >= 0)
        targets = words["target"]
        labels = torch.where(taught, self.label_losses(logits, words, targets), word_losses(logits, words))
        directions = self.direction_losses(vectors[taught], targets[targets >= 0])
        return labels.mean() + VECTOR_WEIGHT * directions.sum() / len(words)

    def label_losses(self, logits: Tensor, words: Pieces, targets: np.ndarray) -> Tensor:
        """Cross-entropy with the mean of the two distributions."""
        said = torch.from_numpy(self.probabilities[targets].astype(np.float32))
        inside = (said + FLOOR) * allowed_labels(words)
        wanted = (said + inside / inside.sum(-1, keepdim=True)) / 2
        return -(wanted * logits.log_softmax(-1)).sum(-1)

    def direction_losses(self, vectors: Tensor, targets: np.ndarray) -> Tensor:
        """1 - cosine of the angle between the projected vector and the teacher's."""
        wanted = torch.from_numpy(self.vectors[targets].astype(np.float32))
        return 1 - nn.functional.cosine_similarity(self.projection(vectors), wanted, dim=-1)
