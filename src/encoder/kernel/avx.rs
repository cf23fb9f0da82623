//! AVX2, with VNNI (Alder Lake and later) and without (Haswell, Zen and later): 256-bit registers.

use std::arch::x86_64::*;

use super::{Instructions, Job, LANES, PartOf, Product, Tile};

/// Four products of bytes or two of words a lane and instruction.
pub(in super::super) struct AvxVnni;

/// Two products of words a lane and two instructions; bytes are widened to words, since the products of bytes that AVX2
/// has saturate.
pub(in super::super) struct Avx2;

macro_rules! instructions {
    ($set:ident, $bytes:ty, $words:ty, $features:literal) => {
        impl PartOf<$set> for $bytes {}
        impl PartOf<$set> for $words {}

        impl Instructions for $set {
            type Bytes = $bytes;
            type Words = $words;

            fn run(job: impl Job<Self>) {
                #[target_feature(enable = $features)]
                fn compiled(job: impl Job<$set>) {
                    job.run();
                }
                // SAFETY: a `Kernel` that leads here exists only if the machine has these instructions.
                unsafe { compiled(job) }
            }
        }
    };
}

instructions!(AvxVnni, VnniBytes, VnniWords, "avx2,avxvnni");
instructions!(Avx2, Bytes, Words, "avx2");

pub(in super::super) struct VnniBytes;
pub(in super::super) struct VnniWords;
pub(in super::super) struct Bytes;
pub(in super::super) struct Words;

/// The rows of a tile: 12 sums, two halves of a group and a value from the left fill the 16 registers.
const HEIGHT: usize = 6;

/// Defines the tile of a product whose every step multiplies four bytes of a row with the two halves of a group.
macro_rules! tile {
    ($product:ty, $left:ty, $group:ty, $depth:literal, $multiply_add:ident) => {
        // SAFETY: groups, starts and outputs are reached as `Tile` says, and the rows four bytes at a time.
        unsafe impl Product for $product {
            type Left = $left;
            type Group = $group;

            const DEPTH: usize = $depth;
            const HEIGHT: usize = HEIGHT;
            const WIDTH: usize = 1;

            #[inline(always)]
            unsafe fn tile<const ROWS: usize, const PANELS: usize>(tile: Tile<$left, $group>) {
                // SAFETY: the caller promises that the instructions exist and that the pointers reach so far.
                unsafe {
                    let start: *const __m256i = tile.start.cast();
                    let mut sums = [[_mm256_loadu_si256(start), _mm256_loadu_si256(start.add(1))]; ROWS];
                    for group in 0..tile.groups {
                        let halves: *const __m256i = tile.right.add(group).cast();
                        let right = [_mm256_loadu_si256(halves), _mm256_loadu_si256(halves.add(1))];
                        for row in 0..ROWS {
                            let values = tile.left.add(row * tile.row_stride + group * Self::DEPTH).cast::<i32>();
                            let left = _mm256_set1_epi32(values.read_unaligned());
                            sums[row][0] = $multiply_add(sums[row][0], left, right[0]);
                            sums[row][1] = $multiply_add(sums[row][1], left, right[1]);
                        }
                    }
                    for row in 0..ROWS {
                        let output: *mut __m256i = tile.output.add(row * tile.output_stride).cast();
                        _mm256_storeu_si256(output, sums[row][0]);
                        _mm256_storeu_si256(output.add(1), sums[row][1]);
                    }
                }
            }
        }
    };
}

tile!(VnniBytes, u8, [u8; 64], 4, _mm256_dpbusd_avx_epi32);
tile!(VnniWords, i16, [i16; 32], 2, _mm256_dpwssd_avx_epi32);
tile!(Words, i16, [i16; 32], 2, multiply_add);

/// # Safety
///
/// The machine must have AVX2.
#[inline(always)]
unsafe fn multiply_add(sums: __m256i, left: __m256i, right: __m256i) -> __m256i {
    // SAFETY: as the caller promises.
    unsafe { _mm256_add_epi32(sums, _mm256_madd_epi16(left, right)) }
}

// SAFETY: groups are reached in quarters of 16 bytes, rows in four words, starts and outputs as `Tile` says.
unsafe impl Product for Bytes {
    type Left = i16;
    type Group = [u8; 64];

    const DEPTH: usize = 4;
    const HEIGHT: usize = HEIGHT;
    const WIDTH: usize = 1;

    /// Half a panel after the other; every column has two sums, of the even and of the odd pairs, until the end.
    #[inline(always)]
    unsafe fn tile<const ROWS: usize, const PANELS: usize>(tile: Tile<i16, [u8; 64]>) {
        for half in 0..2 {
            // SAFETY: the caller promises that the instructions exist and that the pointers reach so far.
            unsafe {
                let mut sums = [[_mm256_setzero_si256(); 2]; ROWS];
                for group in 0..tile.groups {
                    let quarters = tile.right.add(group).cast::<__m128i>().add(2 * half);
                    let right =
                        [_mm256_cvtepi8_epi16(_mm_loadu_si128(quarters)), _mm256_cvtepi8_epi16(_mm_loadu_si128(quarters.add(1)))];
                    for row in 0..ROWS {
                        let values = tile.left.add(row * tile.row_stride + group * Self::DEPTH).cast::<i64>();
                        let left = _mm256_set1_epi64x(values.read_unaligned());
                        sums[row][0] = multiply_add(sums[row][0], left, right[0]);
                        sums[row][1] = multiply_add(sums[row][1], left, right[1]);
                    }
                }
                let start = _mm256_loadu_si256(tile.start.add(half * LANES / 2).cast());
                for row in 0..ROWS {
                    let pairs = _mm256_hadd_epi32(sums[row][0], sums[row][1]);
                    let columns = _mm256_permute4x64_epi64::<0b11_01_10_00>(pairs);
                    let output = tile.output.add(row * tile.output_stride + half * LANES / 2);
                    _mm256_storeu_si256(output.cast(), _mm256_add_epi32(start, columns));
                }
            }
        }
    }
}

/// The tiles of [`AvxVnni`] with the AVX-512 encoding of the same two instructions, for machines that have no other.
#[cfg(test)]
pub(super) mod twin {
    use super::*;

    pub(in super::super::super) struct AvxVnniTwin;
    pub(in super::super::super) struct TwinBytes;
    pub(in super::super::super) struct TwinWords;

    instructions!(AvxVnniTwin, TwinBytes, TwinWords, "avx2,avx512vnni,avx512vl");
    tile!(TwinBytes, u8, [u8; 64], 4, _mm256_dpbusd_epi32);
    tile!(TwinWords, i16, [i16; 32], 2, _mm256_dpwssd_epi32);
}
