//! NEON with dot products (Cortex-A76, Neoverse N1, Apple M1 and later) and with matrix products of bytes (i8mm: Cortex-A510,
//! Neoverse V1, Apple M2 and later).
//!
//! The instructions for bytes are written as assembly: their intrinsics are not in stable Rust.

use std::arch::{aarch64::*, asm, is_aarch64_feature_detected};

use super::{Instructions, Job, LANES, PartOf, Product, Tile};

/// Four products of bytes a lane and instruction.
pub(in super::super) struct Dot;

/// Eight products of bytes a lane and instruction.
pub(in super::super) struct I8mm;

pub(super) fn has_dot() -> bool {
    is_aarch64_feature_detected!("neon") && is_aarch64_feature_detected!("dotprod")
}

macro_rules! instructions {
    ($set:ident, $bytes:ty, $features:literal) => {
        impl PartOf<$set> for $bytes {}
        impl PartOf<$set> for Words {}

        impl Instructions for $set {
            type Bytes = $bytes;
            type Words = Words;

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

instructions!(Dot, DotBytes, "neon,dotprod");
instructions!(I8mm, I8mmBytes, "neon,dotprod,i8mm");

pub(in super::super) struct DotBytes;
pub(in super::super) struct I8mmBytes;
pub(in super::super) struct Words;

/// Adds to each lane the product of its four bytes.
///
/// # Safety
///
/// The machine must have `dotprod`.
#[inline(always)]
unsafe fn dot(mut sums: int32x4_t, left: int8x16_t, right: int8x16_t) -> int32x4_t {
    // SAFETY: the instruction reads and writes these registers only.
    unsafe {
        asm!("sdot {0:v}.4s, {1:v}.16b, {2:v}.16b", inout(vreg) sums, in(vreg) left, in(vreg) right,
            options(pure, nomem, nostack, preserves_flags));
    }
    sums
}

/// Adds the product of two rows of eight bytes with two columns of eight bytes, a matrix of two by two.
///
/// # Safety
///
/// The machine must have `i8mm`.
#[inline(always)]
unsafe fn matrix_product(mut sums: int32x4_t, rows: int8x16_t, columns: int8x16_t) -> int32x4_t {
    // SAFETY: the instruction reads and writes these registers only.
    unsafe {
        asm!("smmla {0:v}.4s, {1:v}.16b, {2:v}.16b", inout(vreg) sums, in(vreg) rows, in(vreg) columns,
            options(pure, nomem, nostack, preserves_flags));
    }
    sums
}

// SAFETY: groups are reached in quarters of 16 bytes, rows in four bytes, starts and outputs as `Tile` says.
unsafe impl Product for DotBytes {
    type Left = i8;
    type Group = [u8; 64];

    const DEPTH: usize = 4;
    const HEIGHT: usize = 6;
    const WIDTH: usize = 1;

    #[inline(always)]
    unsafe fn tile<const ROWS: usize, const PANELS: usize>(tile: Tile<i8, [u8; 64]>) {
        // SAFETY: the caller promises that the instructions exist and that the pointers reach so far.
        unsafe {
            let mut sums = [quarters(tile.start); ROWS];
            for group in 0..tile.groups {
                let quarter = tile.right.add(group).cast::<i8>();
                let right = [vld1q_s8(quarter), vld1q_s8(quarter.add(16)), vld1q_s8(quarter.add(32)), vld1q_s8(quarter.add(48))];
                for row in 0..ROWS {
                    let values = tile.left.add(row * tile.row_stride + group * Self::DEPTH).cast::<i32>();
                    let left = vreinterpretq_s8_s32(vdupq_n_s32(values.read_unaligned()));
                    for index in 0..4 {
                        sums[row][index] = dot(sums[row][index], left, right[index]);
                    }
                }
            }
            for row in 0..ROWS {
                for index in 0..4 {
                    vst1q_s32(tile.output.add(row * tile.output_stride + 4 * index), sums[row][index]);
                }
            }
        }
    }
}

/// Sixteen numbers in four registers.
///
/// # Safety
///
/// `numbers` must be valid for so many.
#[inline(always)]
unsafe fn quarters(numbers: *const i32) -> [int32x4_t; 4] {
    // SAFETY: as the caller promises; every machine of this architecture has the instruction.
    unsafe { [vld1q_s32(numbers), vld1q_s32(numbers.add(4)), vld1q_s32(numbers.add(8)), vld1q_s32(numbers.add(12))] }
}

// SAFETY: groups are reached in quarters of 16 bytes, rows in four or eight bytes, starts and outputs as `Tile` says.
unsafe impl Product for I8mmBytes {
    type Left = i8;
    type Group = [u8; 64];

    const DEPTH: usize = 4;
    const HEIGHT: usize = 8;
    const WIDTH: usize = 1;

    /// Half a panel after the other, two groups at a time: sums of two rows and two columns stand in one register.
    #[inline(always)]
    unsafe fn tile<const ROWS: usize, const PANELS: usize>(tile: Tile<i8, [u8; 64]>) {
        // The last of an odd number of rows is paired with itself.
        let second = |pair: usize| (2 * pair + 1).min(ROWS - 1);
        for half in 0..2 {
            // SAFETY: the caller promises that the instructions exist and that the pointers reach so far.
            unsafe {
                let mut sums = [[vdupq_n_s32(0); 4]; 4];
                for group in (0..tile.groups).step_by(2) {
                    let both = group + 1 < tile.groups;
                    let mut right = [vdupq_n_s8(0); 4];
                    for quarter in 0..2 {
                        let columns = tile.right.add(group).cast::<i8>().add(32 * half + 16 * quarter);
                        let first = vreinterpretq_s32_s8(vld1q_s8(columns));
                        let next = if both { vreinterpretq_s32_s8(vld1q_s8(columns.add(64))) } else { vdupq_n_s32(0) };
                        right[2 * quarter] = vreinterpretq_s8_s32(vzip1q_s32(first, next));
                        right[2 * quarter + 1] = vreinterpretq_s8_s32(vzip2q_s32(first, next));
                    }
                    for pair in 0..ROWS.div_ceil(2) {
                        let values = |row: usize| {
                            let values = tile.left.add(row * tile.row_stride + group * Self::DEPTH);
                            if both {
                                values.cast::<u64>().read_unaligned()
                            } else {
                                u64::from(values.cast::<u32>().read_unaligned())
                            }
                        };
                        let left = vcombine_u64(vcreate_u64(values(2 * pair)), vcreate_u64(values(second(pair))));
                        for columns in 0..4 {
                            sums[pair][columns] = matrix_product(sums[pair][columns], vreinterpretq_s8_u64(left), right[columns]);
                        }
                    }
                }
                for pair in 0..ROWS.div_ceil(2) {
                    for columns in (0..4).step_by(2) {
                        let column = 8 * half + 2 * columns;
                        let start = vld1q_s32(tile.start.add(column));
                        let (low, high) =
                            (vreinterpretq_s64_s32(sums[pair][columns]), vreinterpretq_s64_s32(sums[pair][columns + 1]));
                        let rows = [vreinterpretq_s32_s64(vzip1q_s64(low, high)), vreinterpretq_s32_s64(vzip2q_s64(low, high))];
                        let output = |row: usize| tile.output.add(row * tile.output_stride + column);
                        vst1q_s32(output(second(pair)), vaddq_s32(start, rows[1]));
                        vst1q_s32(output(2 * pair), vaddq_s32(start, rows[0]));
                    }
                }
            }
        }
    }
}

// SAFETY: groups are reached in halves of 16 words, rows in two words, starts and outputs as `Tile` says.
unsafe impl Product for Words {
    type Left = i16;
    type Group = [i16; 32];

    const DEPTH: usize = 2;
    const HEIGHT: usize = 4;
    const WIDTH: usize = 1;

    #[inline(always)]
    unsafe fn tile<const ROWS: usize, const PANELS: usize>(tile: Tile<i16, [i16; 32]>) {
        // SAFETY: the caller promises that the instructions exist and that the pointers reach so far.
        unsafe {
            let mut sums = [quarters(tile.start); ROWS];
            for group in 0..tile.groups {
                let columns = tile.right.add(group).cast::<i16>();
                // The first and the second value of eight columns each.
                let right = [vld2q_s16(columns), vld2q_s16(columns.add(LANES))];
                for row in 0..ROWS {
                    let values = tile.left.add(row * tile.row_stride + group * Self::DEPTH);
                    for half in 0..2 {
                        for (right, left) in [(right[half].0, *values), (right[half].1, *values.add(1))] {
                            let [low, high] = [2 * half, 2 * half + 1];
                            sums[row][low] = vmlal_n_s16(sums[row][low], vget_low_s16(right), left);
                            sums[row][high] = vmlal_high_n_s16(sums[row][high], right, left);
                        }
                    }
                }
            }
            for row in 0..ROWS {
                for index in 0..4 {
                    vst1q_s32(tile.output.add(row * tile.output_stride + 4 * index), sums[row][index]);
                }
            }
        }
    }
}
