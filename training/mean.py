"""The weighted mean of the weights of checkpoints of one kind, taggers or readers (Wortsman et al. 2022, arXiv:2203.05482).

    python mean.py --checkpoints DIR DIR... --weights 1 1... --out DIR
"""

import argparse
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor


def load(checkpoint: Path) -> dict[str, Tensor]:
    """The weights of a tagger or of a reader."""
    reader = checkpoint / "reader.pt"
    return torch.load(reader, weights_only=True) if reader.exists() else load_file(checkpoint / "model.safetensors")


def save(mean: dict[str, Tensor], like: Path, out: Path) -> None:
    """Write weights as the checkpoint that they are like has them."""
    out.mkdir(parents=True, exist_ok=True)
    if (like / "reader.pt").exists():
        return torch.save(mean, out / "reader.pt")
    save_file(mean, out / "model.safetensors", metadata={"format": "pt"})
    shutil.copyfile(like / "config.json", out / "config.json")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--checkpoints", type=Path, nargs="+", required=True)
    parser.add_argument("--weights", type=float, nargs="+", help="of each checkpoint; all alike unless given")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    shares = arguments.weights or [1.0] * len(arguments.checkpoints)
    parts = list(zip(shares, map(load, arguments.checkpoints), strict=True))
    mean = {name: sum(share * weights[name] for share, weights in parts) / sum(shares) for name in parts[0][1]}
    save(mean, arguments.checkpoints[0], arguments.out)


if __name__ == "__main__":
    main()
