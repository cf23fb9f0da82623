"""The weighted mean of the weights of checkpoints of one kind (Wortsman et al. 2022, arXiv:2203.05482).

    python mean.py --checkpoints DIR DIR... --weights 1 1... --out DIR

A checkpoint is a tagger, with a reader or without; the folder of a model that was exported will do too.
"""

import argparse
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from reader_weights import weights_of

Weights = dict[str, Tensor]


def load(checkpoint: Path) -> tuple[Weights, Weights | None]:
    """The weights of a tagger, and of its reader if there is one."""
    tagger = {name: tensor.float() for name, tensor in load_file(checkpoint / "model.safetensors").items()}
    if (trained := checkpoint / "reader.pt").exists():
        return tagger, torch.load(trained, weights_only=True)
    exported = checkpoint / "reader.safetensors"
    return tagger, weights_of(load_file(exported)) if exported.exists() else None


def mean(shares: list[float], parts: list[Weights]) -> Weights:
    """Each weight as the mean of what it is in the parts."""
    return {name: sum(share * part[name] for share, part in zip(shares, parts)) / sum(shares) for name in parts[0]}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--checkpoints", type=Path, nargs="+", required=True)
    parser.add_argument("--weights", type=float, nargs="+", help="of each checkpoint; all alike unless given")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    shares = arguments.weights or [1.0] * len(arguments.checkpoints)
    assert len(shares) == len(arguments.checkpoints), "a weight for each checkpoint"
    taggers, readers = zip(*map(load, arguments.checkpoints))
    arguments.out.mkdir(parents=True, exist_ok=True)
    save_file(mean(shares, taggers), arguments.out / "model.safetensors", metadata={"format": "pt"})
    shutil.copyfile(arguments.checkpoints[0] / "config.json", arguments.out / "config.json")
    if all(readers):
        torch.save(mean(shares, readers), arguments.out / "reader.pt")


if __name__ == "__main__":
    main()
