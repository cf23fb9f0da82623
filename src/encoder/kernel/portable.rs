//! The specification of all products, in plain Rust.

use super::{Instructions, Job, LANES, PartOf, Product, Tile};

/// Runs everywhere.
pub(in super::super) struct Portable;

impl Instructions for Portable {
    type Bytes = Bytes;
    type Words = Words;

    fn run(job: impl Job<Self>) {
        job.run();
    }
}

pub(in super::super) struct Bytes;
pub(in super::super) struct Words;

impl PartOf<Portable> for Bytes {}
impl PartOf<Portable> for Words {}

// SAFETY: `sums` reads and writes what `Tile` says.
unsafe impl Product for Bytes {
    type Left = i16;
    type Group = [u8; 64];

    const DEPTH: usize = 4;
    const HEIGHT: usize = 12;
    const WIDTH: usize = 1;

    #[inline(always)]
    unsafe fn tile<const ROWS: usize, const PANELS: usize>(tile: Tile<i16, [u8; 64]>) {
        // SAFETY: as the caller promises.
        unsafe { sums::<ROWS, 4, _>(tile, |group, index| i16::from(group[index] as i8)) }
    }
}

// SAFETY: as above.
unsafe impl Product for Words {
    type Left = i16;
    type Group = [i16; 32];

    const DEPTH: usize = 2;
    const HEIGHT: usize = 12;
    const WIDTH: usize = 1;

    #[inline(always)]
    unsafe fn tile<const ROWS: usize, const PANELS: usize>(tile: Tile<i16, [i16; 32]>) {
        // SAFETY: as the caller promises.
        unsafe { sums::<ROWS, 2, _>(tile, |group, index| group[index]) }
    }
}

/// One panel's sums, where a group has `DEPTH` values a column and `weight` reads one of them.
///
/// The panel's columns are first laid out one after the other: compilers know how to vectorize a dot product.
///
/// # Safety
///
/// As for [`Product::tile`].
#[inline(always)]
unsafe fn sums<const ROWS: usize, const DEPTH: usize, G>(tile: Tile<i16, G>, weight: impl Fn(&G, usize) -> i16) {
    // SAFETY: the caller promises that the pointers reach so far.
    let panel = unsafe { std::slice::from_raw_parts(tile.right, tile.groups) };
    let length = tile.groups * DEPTH;
    let mut columns = vec![0; LANES * length];
    for (place, group) in panel.iter().enumerate() {
        for (index, column) in columns.chunks_exact_mut(length).enumerate() {
            for (offset, value) in column[place * DEPTH..][..DEPTH].iter_mut().enumerate() {
                *value = weight(group, index * DEPTH + offset);
            }
        }
    }
    for row in 0..ROWS {
        // SAFETY: as above.
        let left = unsafe { std::slice::from_raw_parts(tile.left.add(row * tile.row_stride), length) };
        for (index, column) in columns.chunks_exact(length).enumerate() {
            // SAFETY: as above.
            unsafe {
                let start = *tile.start.add(index);
                *tile.output.add(row * tile.output_stride + index) = start.wrapping_add(dot(left, column));
            }
        }
    }
}

#[inline(always)]
fn dot(left: &[i16], right: &[i16]) -> i32 {
    let products = left.iter().zip(right).map(|(&left, &right)| i32::from(left) * i32::from(right));
    products.fold(0, i32::wrapping_add)
}
