#!/usr/bin/env bash
# libtorch 2.4.0 for the feature `rust-bert`, from the Python package `torch` (Linux on x86-64; 812 MB to download, 529 MB on disk).
#
#     scripts/libtorch.sh [FOLDER]        # prints what to export; ~/.cache/libtorch-2.4.0 unless given
#     eval "$(scripts/libtorch.sh)" && cargo test --features rust-bert
#
# Elsewhere leave LIBTORCH unset: the build of `torch-sys` then downloads libtorch by itself.
set -euo pipefail
version=2.4.0
folder=$(realpath -m "${1:-${XDG_CACHE_HOME:-$HOME/.cache}/libtorch-$version}")

wheel() {
    python3 -m pip download --quiet --no-deps --only-binary=:all: --python-version 3.11 --platform manylinux1_x86_64 \
        --platform manylinux2014_x86_64 --dest "$1" "$2" >&2
}

# The packages are for graphics processors: without `libtorch_cuda.so` beside it `torch-sys` links none of that, but
# `libtorch_cpu.so` still asks for two small libraries of CUDA's.
install() {
    local work
    work=$(mktemp -d)
    trap 'rm -rf "$work"' RETURN
    wheel "$work" "torch==$version"
    wheel "$work" nvidia-cuda-runtime-cu12==12.1.105
    wheel "$work" nvidia-cuda-cupti-cu12==12.1.105
    python3 - "$work" "$folder.new" <<'PYTHON'
import fnmatch, pathlib, shutil, sys, zipfile

work, target = map(pathlib.Path, sys.argv[1:])
wanted = ["torch/include/*", "torch/lib/libtorch_cpu.so", "torch/lib/libc10.so", "torch/lib/libgomp*", "*/lib/libcudart.so.12",
          "*/lib/libcupti.so.12"]
for wheel in work.glob("*.whl"):
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith("/") or not any(fnmatch.fnmatch(name, pattern) for pattern in wanted):
                continue
            place = target / (name.removeprefix("torch/") if "/include/" in name else f"lib/{pathlib.Path(name).name}")
            place.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, open(place, "wb") as copy:
                shutil.copyfileobj(source, copy)
PYTHON
    # The wheel's own needs libtorch_cuda.
    ln -sf libtorch_cpu.so "$folder.new/lib/libtorch.so"
    echo "$version" >"$folder.new/build-version"
    rm -rf "$folder"
    mv "$folder.new" "$folder"
}

if [[ $(uname -sm) != "Linux x86_64" ]]; then
    echo "only for Linux on x86-64: leave LIBTORCH unset, and the build downloads libtorch" >&2
    exit 1
fi
[[ -e $folder/build-version ]] || { rm -rf "$folder.new"; mkdir -p "$(dirname "$folder")"; install; }
# The package has the old ABI of C++; threads that wait must not spin.
cat <<EXPORTS
export LIBTORCH=$folder
export LIBTORCH_CXX11_ABI=0
export LD_LIBRARY_PATH=$folder/lib\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}
export OMP_NUM_THREADS=1
EXPORTS
