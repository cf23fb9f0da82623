//! Integer matrix products, once for each instruction set, chosen at run time.
//!
//! [`Portable`] is the specification. Sums of integer products are exact, so every other kernel gives the same integers;
//! whatever is computed in f32 is one plain source, compiled for each instruction set by [`Instructions::run`], without
//! fused multiplication and addition, in one order. Every machine therefore computes the same bits.
#![allow(unsafe_code, reason = "vector instructions, after checking that the machine has them")]
#![allow(clippy::needless_range_loop, reason = "a row or column counts its registers and its place in memory alike")]

#[cfg(target_arch = "x86_64")]
mod avx;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod portable;
#[cfg(test)]
mod tests;

use std::{fmt, str::FromStr};

#[cfg(all(test, target_arch = "x86_64"))]
pub(super) use avx::twin::AvxVnniTwin;
pub(super) use portable::Portable;

use crate::Error;

/// Which instructions the embedded engine computes with; all give the same bits, at different speed.
///
/// Their names are `avx512-vnni`, `avx-vnni`, `avx2`, `neon-i8mm`, `neon-dotprod` and `portable`. A value exists only for a
/// kernel that this machine can run.
///
/// ```
/// use newsgraph::Kernel;
///
/// assert!(Kernel::available().any(|kernel| kernel == Kernel::best()));
/// assert_eq!("portable".parse::<Kernel>()?.to_string(), "portable");
/// # Ok::<(), newsgraph::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Kernel(Set);

/// The instruction sets that have a kernel on some machine, the fastest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Set {
    #[cfg(target_arch = "x86_64")]
    Avx512Vnni,
    #[cfg(target_arch = "x86_64")]
    AvxVnni,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "aarch64")]
    NeonI8mm,
    #[cfg(target_arch = "aarch64")]
    NeonDot,
    Portable,
}

impl Set {
    #[cfg(target_arch = "x86_64")]
    const ALL: [Set; 4] = [Set::Avx512Vnni, Set::AvxVnni, Set::Avx2, Set::Portable];
    #[cfg(target_arch = "aarch64")]
    const ALL: [Set; 3] = [Set::NeonI8mm, Set::NeonDot, Set::Portable];
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    const ALL: [Set; 1] = [Set::Portable];

    fn name(self) -> &'static str {
        match self {
            #[cfg(target_arch = "x86_64")]
            Set::Avx512Vnni => "avx512-vnni",
            #[cfg(target_arch = "x86_64")]
            Set::AvxVnni => "avx-vnni",
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => "avx2",
            #[cfg(target_arch = "aarch64")]
            Set::NeonI8mm => "neon-i8mm",
            #[cfg(target_arch = "aarch64")]
            Set::NeonDot => "neon-dotprod",
            Set::Portable => "portable",
        }
    }

    fn is_available(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Set::Avx512Vnni => avx512::is_available(),
            #[cfg(target_arch = "x86_64")]
            Set::AvxVnni => is_x86_feature_detected!("avxvnni") && is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "aarch64")]
            Set::NeonI8mm => neon::has_dot() && std::arch::is_aarch64_feature_detected!("i8mm"),
            #[cfg(target_arch = "aarch64")]
            Set::NeonDot => neon::has_dot(),
            Set::Portable => true,
        }
    }
}

/// Whether the machine can run the stand-in for AVX-VNNI.
#[cfg(all(test, target_arch = "x86_64"))]
pub(super) fn has_avx_vnni_twin() -> bool {
    avx512::is_available()
}

impl Kernel {
    /// The kernels that this machine can run, the fastest first.
    pub fn available() -> impl Iterator<Item = Kernel> {
        Set::ALL.into_iter().filter(|set| set.is_available()).map(Kernel)
    }

    /// The fastest kernel that this machine can run.
    pub fn best() -> Kernel {
        Kernel::available().next().expect("the portable kernel runs everywhere")
    }

    /// Does a piece of work with the instructions of this kernel's.
    pub(super) fn dispatch<W: Work>(self, work: W) -> W::Output {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Set::Avx512Vnni => work.with::<avx512::Avx512Vnni>(),
            #[cfg(target_arch = "x86_64")]
            Set::AvxVnni => work.with::<avx::AvxVnni>(),
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => work.with::<avx::Avx2>(),
            #[cfg(target_arch = "aarch64")]
            Set::NeonI8mm => work.with::<neon::I8mm>(),
            #[cfg(target_arch = "aarch64")]
            Set::NeonDot => work.with::<neon::Dot>(),
            Set::Portable => work.with::<Portable>(),
        }
    }
}

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.0.name())
    }
}

impl FromStr for Kernel {
    type Err = Error;

    /// # Errors
    ///
    /// If there is no kernel of that name or this machine cannot run it.
    fn from_str(name: &str) -> Result<Self, Error> {
        Kernel::available().find(|kernel| kernel.0.name() == name).ok_or_else(|| {
            let names: Vec<&str> = Kernel::available().map(|kernel| kernel.0.name()).collect();
            Error::UnknownKernel { name: name.to_owned(), available: names.join(", ") }
        })
    }
}

/// Work that is the same for every kernel.
pub(super) trait Work {
    type Output;

    fn with<K: Instructions>(self) -> Self::Output;
}

/// A step of the encoder, written once.
///
/// `run` must be `#[inline(always)]`, and so must be what it calls: only what is inlined is compiled for the instruction
/// set.
pub(super) trait Job<K: Instructions> {
    fn run(self);
}

/// An instruction set.
pub(super) trait Instructions: Sized + Send + Sync + 'static {
    /// How it multiplies 8-bit weights with quantized activations.
    type Bytes: Product<Left: Byte, Group = [u8; 64]> + PartOf<Self>;
    /// How it multiplies 16-bit numbers.
    type Words: Product<Left = i16, Group = [i16; 32]> + PartOf<Self>;

    /// Runs a job as compiled for the instruction set.
    fn run(job: impl Job<Self>);
}

/// How a kernel stores an activation of 8 bits, signed or unsigned, given the low byte of the number.
///
/// Some instructions take unsigned bytes only, or signed ones only; the others are stored shifted, and the sums start
/// from the product of the shift, so that the result is that of the numbers meant.
pub(super) trait Byte: Copy + Send + Sync + fmt::Debug + 'static {
    /// Stored minus meant, for numbers from -128 to 127.
    const SIGNED_SHIFT: i32;
    /// Stored minus meant, for numbers from 0 to 255.
    const UNSIGNED_SHIFT: i32;

    fn signed(low: u8) -> Self;
    fn unsigned(low: u8) -> Self;
}

impl Byte for u8 {
    const SIGNED_SHIFT: i32 = 128;
    const UNSIGNED_SHIFT: i32 = 0;

    #[inline(always)]
    fn signed(low: u8) -> Self {
        low ^ 0x80
    }

    #[inline(always)]
    fn unsigned(low: u8) -> Self {
        low
    }
}

impl Byte for i8 {
    const SIGNED_SHIFT: i32 = 0;
    const UNSIGNED_SHIFT: i32 = -128;

    #[inline(always)]
    fn signed(low: u8) -> Self {
        low as i8
    }

    #[inline(always)]
    fn unsigned(low: u8) -> Self {
        (low ^ 0x80) as i8
    }
}

impl Byte for i16 {
    const SIGNED_SHIFT: i32 = 0;
    const UNSIGNED_SHIFT: i32 = 0;

    #[inline(always)]
    fn signed(low: u8) -> Self {
        i16::from(low as i8)
    }

    #[inline(always)]
    fn unsigned(low: u8) -> Self {
        i16::from(low)
    }
}

/// Columns of a panel: the right side of a product lies in panels, `[columns / LANES][groups]`, and a group holds a few
/// values of each of the panel's columns, column by column (Goto and van de Geijn 2008).
pub(super) const LANES: usize = 16;

/// The tallest tile of any kernel.
const TALLEST: usize = 12;

/// A kind of matrix product.
///
/// # Safety
///
/// `tile` must not touch memory beyond what [`Tile`] says.
pub(super) unsafe trait Product {
    /// A value of the left matrix.
    type Left: Copy;
    /// A group of the right matrix: [`Product::DEPTH`] values of each of [`LANES`] columns, 64 bytes.
    type Group;

    /// Values of each column in a group: 4 bytes or 2 words.
    const DEPTH: usize;
    /// Rows that are multiplied at a time, at most [`TALLEST`]: as many as the registers hold sums for.
    const HEIGHT: usize;
    /// Panels that are multiplied at a time, 1 or 2.
    const WIDTH: usize;

    /// Writes, for `ROWS` rows and the columns of `PANELS` panels, `start + Σ left · right`, wrapping.
    ///
    /// # Safety
    ///
    /// The machine must have the instruction set, and the pointers of `tile` must be valid for what it says.
    unsafe fn tile<const ROWS: usize, const PANELS: usize>(tile: Tile<Self::Left, Self::Group>);
}

/// The part of a product that fits the registers.
#[derive(Clone, Copy)]
pub(super) struct Tile<Left, Group> {
    /// `ROWS` rows of `groups * DEPTH` values, `row_stride` apart.
    left: *const Left,
    row_stride: usize,
    /// `PANELS` panels of `groups` groups.
    right: *const Group,
    groups: usize,
    /// `PANELS * LANES` numbers to start from.
    start: *const i32,
    /// `ROWS` rows of `PANELS * LANES` sums, `output_stride` apart.
    output: *mut i32,
    output_stride: usize,
}

/// Rows of the left matrix of a product.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a, T> {
    values: &'a [T],
    stride: usize,
    count: usize,
}

impl<'a, T> Rows<'a, T> {
    /// `count` rows that begin `stride` values apart; the last may be cut short.
    #[inline(always)]
    pub(super) fn new(values: &'a [T], stride: usize, count: usize) -> Self {
        Rows { values, stride, count }
    }
}

/// A product of some rows with panels of `groups` groups, added to `start`: `output` is of shape `[rows, columns]`, where the
/// columns are those of whole panels.
pub(super) struct Multiply<'a, P: Product> {
    pub(super) rows: Rows<'a, P::Left>,
    pub(super) panels: &'a [P::Group],
    pub(super) groups: usize,
    pub(super) start: &'a [i32],
    pub(super) output: &'a mut [i32],
}

/// Says that a product belongs to an instruction set, and so may run as compiled for it.
pub(super) trait PartOf<K: Instructions> {}

impl<K: Instructions, P: Product + PartOf<K>> Job<K> for Multiply<'_, P> {
    /// # Panics
    ///
    /// If a side is too short.
    #[inline(always)]
    fn run(self) {
        multiply(self);
    }
}

#[inline(always)]
fn multiply<P: Product>(Multiply { rows, panels, groups, start, output }: Multiply<P>) {
    let count = panels.len() / groups;
    let columns = count * LANES;
    let size = rows.count.checked_mul(columns).expect("an output that fits the memory");
    assert!(panels.len() == count * groups && start.len() >= columns && output.len() >= size);
    let before_last = rows.count.saturating_sub(1).checked_mul(rows.stride).expect("rows that fit the memory");
    assert!(rows.count == 0 || rows.values.len() >= before_last + groups * P::DEPTH);
    let tiles = rows.count.div_ceil(P::HEIGHT);
    for panel in (0..count).step_by(P::WIDTH) {
        for index in 0..tiles {
            let (first, end) = (rows.count * index / tiles, rows.count * (index + 1) / tiles);
            // SAFETY: the machine has the instruction set, for a product runs only as a job of the set that it is part of,
            // and jobs only below `Kernel::dispatch`. The first row and the first panel lie within the matrices, by the
            // assertions above; so do the rows up to `end` and the panels up to `count`, as far as the tile reaches.
            unsafe {
                let tile = Tile {
                    left: rows.values.as_ptr().add(first * rows.stride),
                    row_stride: rows.stride,
                    right: panels.as_ptr().add(panel * groups),
                    groups,
                    start: start.as_ptr().add(panel * LANES),
                    output: output.as_mut_ptr().add(first * columns + panel * LANES),
                    output_stride: columns,
                };
                if P::WIDTH == 2 && panel + 1 < count {
                    of_height::<P, 2>(end - first, tile);
                } else {
                    of_height::<P, 1>(end - first, tile);
                }
            }
        }
    }
}

/// Computes a tile of so many rows.
///
/// # Safety
///
/// As for [`Product::tile`].
#[inline(always)]
unsafe fn of_height<P: Product, const PANELS: usize>(height: usize, tile: Tile<P::Left, P::Group>) {
    const { assert!(P::HEIGHT <= TALLEST && P::WIDTH <= 2) };
    macro_rules! of_height {
        ($($rows:literal)*) => {
            match height {
                // SAFETY: as the caller promises; the tile has just so many rows.
                $($rows if $rows <= P::HEIGHT => unsafe { P::tile::<$rows, PANELS>(tile) },)*
                _ => unreachable!("a tile has 1 to HEIGHT rows"),
            }
        };
    }
    of_height!(1 2 3 4 5 6 7 8 9 10 11 12);
}
