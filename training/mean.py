"""The mean of the weights of checkpoints of one run (Wortsman et al. 2022, arXiv:2203.05482).

    python mean.py --checkpoints DIR DIR... --out DIR
"""

import argparse
import shutil
from pathlib import Path

from safetensors.torch import load_file, save_file


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--checkpoints", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    all_weights = [load_file(checkpoint / "model.safetensors") for checkpoint in arguments.checkpoints]
    mean = {name: sum(weights[name] for weights in all_weights) / len(all_weights) for name in all_weights[0]}
    arguments.out.mkdir(parents=True, exist_ok=True)
    save_file(mean, arguments.out / "model.safetensors", metadata={"format": "pt"})
    shutil.copyfile(arguments.checkpoints[0] / "config.json", arguments.out / "config.json")


if __name__ == "__main__":
    main()
