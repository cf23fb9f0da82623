"""Computing with the weights that the library's 8-bit file will hold.

A scale for each row of a map or an embedding, symmetric, so that its greatest weight is 127: as `src/encoder/convert.rs`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

LEVELS = 127


def rounded(weight: Tensor, levels: int = LEVELS) -> Tensor:
    """The weights that are left after quantisation; rows are the first dimension."""
    scale = weight.abs().amax(1, keepdim=True) / levels
    scale[scale == 0] = 1
    return (weight / scale).round() * scale


@contextmanager
def quantized(model: nn.Module, on: bool) -> Iterator[None]:
    """Within, maps and embeddings hold rounded weights; gradients then go to the full ones.

    That is the straight-through estimator (Bengio, Léonard and Courville 2013, arXiv:1308.3432).
    """
    layers = [m for name, m in model.named_modules() if isinstance(m, nn.Linear | nn.Embedding) and name != "classifier"]
    full = [layer.weight.data for layer in layers if on]
    for layer, weight in zip(layers, full):
        layer.weight.data = rounded(weight)
    try:
        yield
    finally:
        for layer, weight in zip(layers, full):
            layer.weight.data = weight


def quantize(model: nn.Module, levels: int, embeddings: int) -> None:
    """Round the weights for good, maps and embeddings to so many levels on each side of 0."""
    with torch.no_grad():
        for name, layer in model.named_modules():
            if isinstance(layer, nn.Linear) and name != "classifier":
                layer.weight.data = rounded(layer.weight.data, levels)
            if isinstance(layer, nn.Embedding):
                layer.weight.data = rounded(layer.weight.data, embeddings)
