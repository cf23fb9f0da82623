//! AVX-512 with VNNI: Ice Lake, Sapphire Rapids, Zen 4 and later.

use std::arch::x86_64::*;

use super::{Instructions, Job, LANES, PartOf, Product, Tile};

/// 512-bit registers, four products of bytes or two of words a lane and instruction.
pub(in super::super) struct Avx512Vnni;

pub(super) fn is_available() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512vnni")
}

impl Instructions for Avx512Vnni {
    type Bytes = Bytes;
    type Words = Words;

    fn run(job: impl Job<Self>) {
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
        fn compiled(job: impl Job<Avx512Vnni>) {
            job.run();
        }
        // SAFETY: a `Kernel` that leads here exists only if the machine has these instructions.
        unsafe { compiled(job) }
    }
}

pub(in super::super) struct Bytes;
pub(in super::super) struct Words;

impl PartOf<Avx512Vnni> for Bytes {}
impl PartOf<Avx512Vnni> for Words {}

/// Defines the tile of a product whose every step multiplies four bytes of a row with a group of 64 bytes.
macro_rules! tile {
    ($product:ty, $left:ty, $group:ty, $depth:literal, $multiply_add:ident) => {
        // SAFETY: groups, starts and outputs are reached as `Tile` says, and the rows four bytes at a time.
        unsafe impl Product for $product {
            type Left = $left;
            type Group = $group;

            const DEPTH: usize = $depth;
            const HEIGHT: usize = 12;
            const WIDTH: usize = 2;

            #[inline(always)]
            unsafe fn tile<const ROWS: usize, const PANELS: usize>(tile: Tile<$left, $group>) {
                // SAFETY: the caller promises that the instructions exist and that the pointers reach so far.
                unsafe {
                    let mut sums = [[_mm512_setzero_si512(); PANELS]; ROWS];
                    for panel in 0..PANELS {
                        let start = _mm512_loadu_si512(tile.start.add(panel * LANES).cast());
                        for row in 0..ROWS {
                            sums[row][panel] = start;
                        }
                    }
                    for group in 0..tile.groups {
                        let mut right = [_mm512_setzero_si512(); PANELS];
                        for panel in 0..PANELS {
                            right[panel] = _mm512_loadu_si512(tile.right.add(panel * tile.groups + group).cast());
                        }
                        for row in 0..ROWS {
                            let values = tile.left.add(row * tile.row_stride + group * Self::DEPTH).cast::<i32>();
                            let left = _mm512_set1_epi32(values.read_unaligned());
                            for panel in 0..PANELS {
                                sums[row][panel] = $multiply_add(sums[row][panel], left, right[panel]);
                            }
                        }
                    }
                    for row in 0..ROWS {
                        for panel in 0..PANELS {
                            let output = tile.output.add(row * tile.output_stride + panel * LANES);
                            _mm512_storeu_si512(output.cast(), sums[row][panel]);
                        }
                    }
                }
            }
        }
    };
}

tile!(Bytes, u8, [u8; 64], 4, _mm512_dpbusd_epi32);
tile!(Words, i16, [i16; 32], 2, _mm512_dpwssd_epi32);
