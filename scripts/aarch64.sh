#!/usr/bin/env bash
# The kernels for Arm: checks the crate for aarch64 and runs the engine's tests under an emulated processor.
#
#     scripts/aarch64.sh [FOLDER]
#
# Debian's packages are unpacked into FOLDER (target/aarch64 unless given), for rustup's toolchain need not have the
# standard library for Arm. Needs to be root for the linker and the emulator, unless they are there.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(realpath -m "${1:-target/aarch64}")
toolchain=$folder/toolchain
target=aarch64-unknown-linux-gnu

install() {
    local debian
    debian=$(mktemp -d)
    dpkg --add-architecture arm64
    apt-get update -qq
    local library llvm
    library=$(apt-cache depends libstd-rust-web-dev | sed -n 's/^ *Depends: \(libstd-rust-web-[0-9.]*\)$/\1/p')
    llvm=$(apt-cache depends "$library" | sed -n 's/^ *Depends: \(libllvm[0-9.]*\)$/\1/p')
    apt-get install -y -qq gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static "$llvm" >"$folder/apt.log"
    (cd "$debian" && apt-get download -qq -o APT::Sandbox::User=root rustc-web \
        libstd-rust-web-dev "$library" libstd-rust-web-dev:arm64 "$library:arm64")
    for package in "$debian"/*.deb; do
        dpkg -x "$package" "$toolchain.new"
    done
    rm -rf "$debian"
    mv "$toolchain.new" "$toolchain"
}

mkdir -p "$folder"
[ -d "$toolchain" ] || install

export RUSTC=$toolchain/usr/bin/rustc
export LD_LIBRARY_PATH=$toolchain/usr/lib/x86_64-linux-gnu
export CARGO_TARGET_DIR=$folder/build
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
# `max` has dot products and matrix products of bytes; the other, a Cortex-A76, has no matrix products.
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER="qemu-aarch64-static -L /usr/aarch64-linux-gnu"
cargo check --locked -p newsgraph --target "$target"
for processor in max cortex-a76; do
    echo "aarch64, $processor"
    QEMU_CPU=$processor cargo test --locked -p newsgraph --lib --target "$target" -- encoder::kernel encoder::tests encoder::rows
done
