"""The small reader: a tagger, and the branch that reads references and relations, trained together."""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from model import FAST_BF16, first_pieces, load_tagger, tensors
from pieces import Pieces
from reader import Heads, Reader, additive, through
from reader_weights import weights_of


class SmallReader(nn.Module):
    """Both stand on the tagger's lower layers, the trunk. They begin as what a folder holds of them."""

    def __init__(self, folder: Path, trunk: int, dropout: float):
        super().__init__()
        self.tagger, self.trunk = load_tagger(folder), trunk
        self.reader = Reader(self.tagger, trunk, dropout)
        if (folder / "reader.safetensors").exists():
            self.reader.load_state_dict(weights_of(load_file(folder / "reader.safetensors")))
        for module in [*self.tagger.modules(), *self.reader.layers.modules()]:
            if isinstance(module, nn.Dropout):
                module.p = 0.0

    @property
    def heads(self) -> Heads:
        """What says something of vectors of words."""
        return self.reader

    def forward(self, batch: list[Pieces]) -> tuple[Tensor, Tensor]:
        """Logits of names, and the vectors that the heads take, of all words, windows one after another."""
        ids, cases, mask = tensors(batch)
        first, wall = first_pieces(batch, ids.shape), additive(mask)
        with torch.autocast("cpu", torch.bfloat16, enabled=FAST_BF16 and self.training):
            hidden = states = self.tagger.bert.embeddings(input_ids=ids, token_type_ids=cases)
            for i, layer in enumerate(self.tagger.bert.encoder.layer, 1):
                hidden = through(layer, hidden, wall)
                states = hidden if i == self.trunk else states
            names = self.tagger.classifier(hidden)
            said = names.detach().float().softmax(-1) * first[..., None]
            vectors = self.reader.hidden(states, said, mask)
        return names[first].float(), vectors[first].float()

    def load(self, folder: Path) -> "SmallReader":
        """Take up trained weights of both."""
        self.tagger.load_state_dict(load_file(folder / "model.safetensors"))
        self.reader.load_state_dict(torch.load(folder / "reader.pt", weights_only=True))
        return self

    def save_pretrained(self, folder: Path) -> None:
        """Write the tagger as `model.safetensors`, the reader as `reader.pt`."""
        self.tagger.save_pretrained(folder)
        torch.save(self.reader.state_dict(), folder / "reader.pt")
