"""The large reader: MPNet with a classifier of names and the reader's heads on its last layer, which teaches the small one."""

from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from model import Teacher, classified, word_vectors
from pieces import Pieces
from reader import Heads


class LargeReader(nn.Module):
    """Names, references and relations from one network that is trained as a whole."""

    def __init__(self, teacher: Teacher, dropout: float):
        super().__init__()
        self.tagger = teacher
        self.heads = Heads(teacher.encoder.config.hidden_size, dropout)

    def forward(self, batch: list[Pieces]) -> tuple[Tensor, Tensor]:
        """Logits of names, and the vectors that the heads take, of all words, windows one after another."""
        vectors = word_vectors(self.tagger, batch)
        return classified(self.tagger, vectors), self.heads.dropout(vectors)

    def load(self, folder: Path) -> "LargeReader":
        """Take up trained weights."""
        self.load_state_dict(load_file(folder / "model.safetensors"))
        return self

    def save_pretrained(self, folder: Path) -> None:
        """Write the weights as `model.safetensors`."""
        save_file(self.state_dict(), folder / "model.safetensors")
