//! The specification of all products, in plain Rust.

use super::{Instructions, Job, LANES, Product, Tile};

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

// SAFETY: `sums` reads and writes what `Tile` says.
unsafe impl Product for Bytes {
    type Left = i16;
    type Group = [u8; 64];

    const DEPTH: usize = 4;
    const HEIGHT: usize = 4;
    const WIDTH: usize = 1;

    #[inline(always)]
    unsafe fn tile<const ROWS: usize, const PANELS: usize>(tile: Tile<i16, [u8; 64]>) {
        // SAFETY: as the caller promises.
        unsafe { sums::<ROWS, 4, _, _>(tile, |group, index| i16::from(group[index] as i8)) }
    }
}

// SAFETY: as above.
unsafe impl Product for Words {
    type Left = i16;
    type Group = [i16; 32];

    const DEPTH: usize = 2;
    const HEIGHT: usize = 4;
    const WIDTH: usize = 1;

    #[inline(always)]
    unsafe fn tile<const ROWS: usize, const PANELS: usize>(tile: Tile<i16, [i16; 32]>) {
        // SAFETY: as the caller promises.
        unsafe { sums::<ROWS, 2, _, _>(tile, |group, index| group[index]) }
    }
}

/// One panel's sums, where a group has `DEPTH` values a column and `weight` reads one of them.
///
/// # Safety
///
/// As for [`Product::tile`].
#[inline(always)]
unsafe fn sums<const ROWS: usize, const DEPTH: usize, G, F: Fn(&G, usize) -> i16>(tile: Tile<i16, G>, weight: F) {
    // SAFETY: the caller promises that the pointers reach so far.
    let (panel, start) =
        unsafe { (std::slice::from_raw_parts(tile.right, tile.groups), std::slice::from_raw_parts(tile.start, LANES)) };
    for row in 0..ROWS {
        // SAFETY: as above.
        let (left, output) = unsafe {
            let left = std::slice::from_raw_parts(tile.left.add(row * tile.row_stride), tile.groups * DEPTH);
            (left, std::slice::from_raw_parts_mut(tile.output.add(row * tile.output_stride), LANES))
        };
        let mut sums: [i32; LANES] = start.try_into().expect("a panel has so many columns");
        for (group, values) in panel.iter().zip(left.chunks_exact(DEPTH)) {
            for (column, sum) in sums.iter_mut().enumerate() {
                for (index, value) in values.iter().enumerate() {
                    let product = i32::from(*value) * i32::from(weight(group, column * DEPTH + index));
                    *sum = sum.wrapping_add(product);
                }
            }
        }
        output.copy_from_slice(&sums);
    }
}
