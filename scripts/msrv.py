"""Checks that no crate of the default build needs a newer Rust than this project says.

    cargo metadata --format-version 1 | python3 scripts/msrv.py
"""

import json
import sys


def version(text: str | None) -> tuple[int, ...]:
    """`1.89` and `1.89.0` compare as equal."""
    parts = [int(part) for part in (text or "0").split(".")]
    return tuple(parts + [0] * (3 - len(parts)))


def main() -> int:
    metadata = json.load(sys.stdin)
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    waiting = list(metadata["workspace_default_members"])
    promised = max(version(packages[member]["rust_version"]) for member in waiting)
    reached = set()
    while waiting:
        package = waiting.pop()
        if package not in reached:
            reached.add(package)
            normal = (d["pkg"] for d in nodes[package]["deps"] if any(k["kind"] is None for k in d["dep_kinds"]))
            waiting.extend(normal)
    newer = [packages[package] for package in reached if version(packages[package]["rust_version"]) > promised]
    for package in newer:
        print(f"{package['name']} {package['version']} needs Rust {package['rust_version']}", file=sys.stderr)
    print(f"{len(reached)} packages, {len(newer)} need a newer Rust than promised")
    return bool(newer)


if __name__ == "__main__":
    sys.exit(main())
