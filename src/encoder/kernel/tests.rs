//! Every kernel that the machine has, held to the portable one.

use proptest::prelude::*;

use super::*;

/// A product of `rows` rows with `panels` panels of `groups` groups, from numbers drawn by a seed.
#[derive(Debug, Clone, Copy)]
struct Shape {
    rows: usize,
    panels: usize,
    groups: usize,
    seed: u64,
}

fn shapes() -> impl Strategy<Value = Shape> {
    (1..40_usize, 1..6_usize, 1..70_usize, any::<u64>()).prop_map(|(rows, panels, groups, seed)| Shape {
        rows,
        panels,
        groups,
        seed,
    })
}

/// Numbers in a range, the same for a seed (xorshift; Marsaglia 2003); its ends are frequent.
fn numbers(seed: u64, low: i32, high: i32) -> impl Iterator<Item = i32> {
    let mut state = seed | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let draw = (state >> 33) as i32;
        match draw % 8 {
            0 => low,
            1 => high,
            _ => low + draw % (high - low + 1),
        }
    })
}

/// Numbers between rows that no product takes in.
const MARGIN: usize = 3;
const UNTOUCHED: i32 = 0x5a5a_5a5a;

/// Runs a product whose output is one row too long, and checks that this row is left alone.
fn product<K: Instructions, P: Product + PartOf<K>>(
    left: &[P::Left],
    panels: &[P::Group],
    shape: Shape,
    start: &[i32],
) -> Vec<i32> {
    let size = shape.rows * shape.panels * LANES;
    let mut output = vec![UNTOUCHED; size + LANES];
    K::run(Multiply::<P> {
        rows: Rows::new(left, shape.groups * P::DEPTH + MARGIN, shape.rows),
        panels,
        groups: shape.groups,
        start,
        output: &mut output,
    });
    assert!(output[size..].iter().all(|&number| number == UNTOUCHED), "nothing is written beyond the output");
    output.truncate(size);
    output
}

/// Bytes of either kind as `K` stores them, starts that cancel the shift, and the product.
fn bytes<K: Instructions>(shape: Shape, signed: bool) -> Vec<i32> {
    let (low, high) = if signed { (-127, 127) } else { (0, 255) };
    let depth = K::Bytes::DEPTH;
    // The last row is not followed by a margin: reading on would leave the buffer.
    let length = shape.rows * (shape.groups * depth + MARGIN) - MARGIN;
    let left: Vec<_> = numbers(shape.seed, low, high).take(length).map(|number| stored::<K>(number as u8, signed)).collect();
    let panels: Vec<[u8; 64]> = {
        let mut weights = numbers(!shape.seed, -128, 127);
        (0..shape.panels * shape.groups).map(|_| std::array::from_fn(|_| weights.next().expect("endless") as u8)).collect()
    };
    let shift = if signed { <K::Bytes as Product>::Left::SIGNED_SHIFT } else { <K::Bytes as Product>::Left::UNSIGNED_SHIFT };
    let start: Vec<i32> = (0..shape.panels * LANES)
        .map(|column| {
            let panel = &panels[column / LANES * shape.groups..][..shape.groups];
            let weights = panel.iter().flat_map(|group| &group[column % LANES * depth..][..depth]);
            column as i32 - shift * weights.map(|&weight| i32::from(weight as i8)).sum::<i32>()
        })
        .collect();
    product::<K, K::Bytes>(&left, &panels, shape, &start)
}

fn stored<K: Instructions>(low: u8, signed: bool) -> <K::Bytes as Product>::Left {
    if signed { Byte::signed(low) } else { Byte::unsigned(low) }
}

fn words<K: Instructions>(shape: Shape) -> Vec<i32> {
    let length = shape.rows * (shape.groups * K::Words::DEPTH + MARGIN) - MARGIN;
    let left: Vec<i16> = numbers(shape.seed, -32767, 32767).take(length).map(|number| number as i16).collect();
    let mut right = numbers(!shape.seed, -32767, 32767);
    let panels: Vec<[i16; 32]> =
        (0..shape.panels * shape.groups).map(|_| std::array::from_fn(|_| right.next().expect("endless") as i16)).collect();
    let start: Vec<i32> = (0..(shape.panels * LANES) as i32).collect();
    product::<K, K::Words>(&left, &panels, shape, &start)
}

struct AllProducts(Shape);

impl Work for AllProducts {
    type Output = [Vec<i32>; 3];

    fn with<K: Instructions>(self) -> Self::Output {
        [bytes::<K>(self.0, true), bytes::<K>(self.0, false), words::<K>(self.0)]
    }
}

fn check(shape: Shape) {
    let want = AllProducts(shape).with::<Portable>();
    for kernel in Kernel::available() {
        assert!(kernel.dispatch(AllProducts(shape)) == want, "{kernel} differs on {shape:?}");
    }
    #[cfg(target_arch = "x86_64")]
    if avx512::is_available() {
        assert!(AllProducts(shape).with::<avx::twin::AvxVnniTwin>() == want, "the twin of avx-vnni differs on {shape:?}");
    }
}

#[test]
fn every_height_and_width_of_a_tile_gives_the_same_integers() {
    for rows in 1..=26 {
        for panels in 1..=3 {
            for groups in [1, 2, 3, 8] {
                check(Shape { rows, panels, groups, seed: 7 });
            }
        }
    }
    check(Shape { rows: 13, panels: 2, groups: 384, seed: 5 });
}

proptest! {
    #[test]
    fn products_are_the_same_integers(shape in shapes()) {
        check(shape);
    }
}

#[test]
fn a_product_is_the_sum_of_products() {
    // Columns 0 and 1 have the weights 1, 2, 3, 4 and -1 four times; all others 0.
    let mut group = [0_u8; 64];
    group[..8].copy_from_slice(&[1, 2, 3, 4, 255, 255, 255, 255]);
    let mut output = [0; 32];
    Portable::run(Multiply::<portable::Bytes> {
        rows: Rows::new(&[1, 1, 1, 1, -5, 0, 0, 255], 4, 2),
        panels: &[group],
        groups: 1,
        start: &[0; 16],
        output: &mut output,
    });
    assert_eq!([output[0], output[1], output[2]], [10, -4, 0]);
    assert_eq!([output[16], output[17], output[18]], [-5 + 4 * 255, 5 - 255, 0]);
}

#[test]
#[should_panic(expected = "output.len() >= size")]
fn an_output_that_is_too_short_is_refused() {
    Portable::run(Multiply::<portable::Words> {
        rows: Rows::new(&[1; 4], 2, 2),
        panels: &[[1; 32]],
        groups: 1,
        start: &[0; 16],
        output: &mut [0; 31],
    });
}

#[test]
#[should_panic(expected = "rows.values.len()")]
fn rows_that_are_too_short_are_refused() {
    Portable::run(Multiply::<portable::Words> {
        rows: Rows::new(&[1; 3], 2, 2),
        panels: &[[1; 32]],
        groups: 1,
        start: &[0; 16],
        output: &mut [0; 32],
    });
}

#[test]
fn kernels_go_by_their_names() {
    for kernel in Kernel::available() {
        assert_eq!(kernel.to_string().parse::<Kernel>().expect("it is available"), kernel);
    }
    assert_eq!(Kernel::available().last().expect("there is one").to_string(), "portable");
    for name in ["", "AVX2", "sse9", "portable "] {
        let error = name.parse::<Kernel>().expect_err("there is none of this name");
        assert!(error.to_string().contains("portable"), "{error}");
    }
}
