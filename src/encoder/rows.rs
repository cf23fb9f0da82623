//! What is done to the rows of a matrix in f32.
//!
//! Multiplications and additions are never fused and sums have one order, so that every machine computes the same bits.
//! All functions are `#[inline(always)]`: see [`Job`](super::kernel::Job).

use super::kernel::{Byte, LANES};

/// Adding this to a small number rounds it to the nearest integer, to the even one of two, which then stands in the low
/// bits.
const ROUNDER: f32 = 12_582_912.0;

/// The magnitude below which a row is as good as 0: what it is divided by stays far from infinity.
const SMALLEST: f32 = 1e-30;

/// The integer next to `x`, in two's complement in the low 22 bits, for `x` within 2^21 of 0.
#[inline(always)]
fn round(x: f32) -> u32 {
    (x + ROUNDER).to_bits()
}

/// The greater number; `f32::max` would cost three instructions to treat NaN well.
#[inline(always)]
fn greater(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// Combines every value with its lane of [`LANES`], and then the lanes; `neutral` changes nothing.
#[inline(always)]
fn fold(values: &[f32], neutral: f32, step: impl Fn(f32, f32) -> f32, join: impl Fn(f32, f32) -> f32) -> f32 {
    let mut lanes = [neutral; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        lanes = zip(lanes, *chunk, &step);
    }
    if !rest.is_empty() {
        lanes = zip(lanes, filled(rest, neutral), &step);
    }
    halved(lanes, join)
}

#[inline(always)]
fn zip(left: [f32; LANES], right: [f32; LANES], step: impl Fn(f32, f32) -> f32) -> [f32; LANES] {
    std::array::from_fn(|lane| step(left[lane], right[lane]))
}

/// The last few values, filled up to a whole chunk. (A loop over some of the lanes would keep them all in memory.)
#[inline(always)]
fn filled(rest: &[f32], neutral: f32) -> [f32; LANES] {
    let mut chunk = [neutral; LANES];
    chunk[..rest.len()].copy_from_slice(rest);
    chunk
}

/// Joins the lanes by halves.
#[inline(always)]
fn halved(lanes: [f32; LANES], join: impl Fn(f32, f32) -> f32) -> f32 {
    let eight: [f32; 8] = std::array::from_fn(|lane| join(lanes[lane], lanes[lane + 8]));
    let four: [f32; 4] = std::array::from_fn(|lane| join(eight[lane], eight[lane + 4]));
    join(join(four[0], four[2]), join(four[1], four[3]))
}

#[inline(always)]
pub(super) fn sum(values: &[f32]) -> f32 {
    fold(values, 0.0, |sum, value| sum + value, |a, b| a + b)
}

/// The sum of squares.
#[inline(always)]
fn squares(values: &[f32]) -> f32 {
    fold(values, 0.0, |sum, value| sum + value * value, |a, b| a + b)
}

#[inline(always)]
pub(super) fn highest(values: &[f32]) -> f32 {
    fold(values, f32::NEG_INFINITY, greater, greater)
}

/// The greatest distance from 0.
#[inline(always)]
pub(super) fn magnitude(values: &[f32]) -> f32 {
    fold(values, 0.0, |most, value| greater(value.abs(), most), greater)
}

/// The dot product.
#[inline(always)]
pub(super) fn dot(left: &[f32], right: &[f32]) -> f32 {
    let mut lanes = [0.0; LANES];
    let ((left, left_rest), (right, right_rest)) = (left.as_chunks::<LANES>(), right.as_chunks::<LANES>());
    let product = |left: [f32; LANES], right: [f32; LANES]| zip(left, right, |left, right| left * right);
    for (left, right) in left.iter().zip(right) {
        lanes = zip(lanes, product(*left, *right), |sum, term| sum + term);
    }
    if !left_rest.is_empty() {
        lanes = zip(lanes, product(filled(left_rest, 0.0), filled(right_rest, 0.0)), |sum, term| sum + term);
    }
    halved(lanes, |a, b| a + b)
}

/// Integer sums to the numbers that they stand for.
#[inline(always)]
pub(super) fn affine(sums: &[i32], row_scale: f32, scale: &[f32], bias: &[f32], output: &mut [f32]) {
    for (((value, &sum), scale), bias) in output.iter_mut().zip(sums).zip(scale).zip(bias) {
        *value = sum as f32 * (scale * row_scale) + bias;
    }
}

#[inline(always)]
pub(super) fn add(values: &mut [f32], others: &[f32]) {
    values.iter_mut().zip(others).for_each(|(value, other)| *value += other);
}

/// To mean 0 and variance 1, then gain and bias (Ba et al. 2016).
#[inline(always)]
pub(super) fn normalize(row: &mut [f32], gain: &[f32], bias: &[f32], epsilon: f32) {
    let count = row.len() as f32;
    let mean = sum(row) / count;
    row.iter_mut().for_each(|value| *value -= mean);
    let scale = 1.0 / (squares(row) / count + epsilon).sqrt();
    for ((value, gain), bias) in row.iter_mut().zip(gain).zip(bias) {
        *value = *value * scale * gain + bias;
    }
}

/// A little below the lowest value of [`gelu`], which [`quantize_unsigned`] takes as its zero.
pub(super) const GELU_FLOOR: f32 = 0.1703;

/// The Gaussian error linear unit, `x Φ(x)` (Hendrycks and Gimpel 2016), to 2.1e-4: `max(x, 0) - h(|x|)`, where `h` is the
/// polynomial of degree 7 that is nearest to `t (1 - Φ(t))` on 0 to 4 (weighted least squares until minimax).
///
/// The error is below the step of the 8 bits to which the result is rounded.
#[inline(always)]
pub(super) fn gelu(x: f32) -> f32 {
    const H: [f32; 8] = [
        -0.000_195_537_82,
        0.501_768_8,
        -0.393_611_16,
        -0.039_921_544,
        0.138_376_9,
        -0.057_083_357,
        0.009_845_839,
        -0.000_638_054_1,
    ];
    let t = x.abs();
    let t = if t < 4.0 { t } else { 4.0 };
    let h = H[6] + t * H[7];
    let h = H[5] + t * h;
    let h = H[4] + t * h;
    let h = H[3] + t * h;
    let h = H[2] + t * h;
    let h = H[1] + t * h;
    greater(x, 0.0) - (H[0] + t * h)
}

/// The rectified linear unit.
#[inline(always)]
pub(super) fn relu(x: f32) -> f32 {
    greater(x, 0.0)
}

/// Rounds a row to signed bytes; `scale` times a byte is the number, and `scale` is returned.
#[inline(always)]
pub(super) fn quantize_signed<B: Byte>(row: &[f32], output: &mut [B]) -> f32 {
    let most = greater(magnitude(row), SMALLEST);
    let inverse = 127.0 / most;
    for (byte, value) in output.iter_mut().zip(row) {
        *byte = B::signed(round(value * inverse) as u8);
    }
    most / 127.0
}

/// Rounds a row of numbers from `-floor` up to unsigned bytes; `scale` times a byte less `floor` is the number, and `scale`
/// is returned.
#[inline(always)]
pub(super) fn quantize_unsigned<B: Byte>(row: &[f32], floor: f32, output: &mut [B]) -> f32 {
    let range = greater(highest(row) + floor, SMALLEST);
    let inverse = 255.0 / range;
    for (byte, value) in output.iter_mut().zip(row) {
        *byte = B::unsigned(round((value + floor) * inverse) as u8);
    }
    range / 255.0
}

/// Rounds a row to words of at most `limit`; `scale` times a word is the number, and `scale` is returned.
#[inline(always)]
pub(super) fn quantize_words(row: &[f32], limit: f32, output: &mut [i16]) -> f32 {
    let most = greater(magnitude(row), SMALLEST);
    let inverse = limit / most;
    for (word, value) in output.iter_mut().zip(row) {
        *word = to_word(value * inverse);
    }
    most / limit
}

/// The nearest word to a number that one can hold.
#[inline(always)]
pub(super) fn to_word(x: f32) -> i16 {
    round(x) as i16
}

/// `2^x` for `x` up to 0, to 4e-6 relative; next to nothing below -126.
///
/// The fraction's polynomial of degree 4 is the nearest on -0.5 to 0.5 (weighted least squares until minimax).
#[inline(always)]
pub(super) fn exp2(x: f32) -> f32 {
    let x = greater(x, -126.0);
    let whole = round(x);
    let f = x - (f32::from_bits(whole) - ROUNDER);
    let power = 1.000_000_1 + f * (0.693_121 + f * (0.240_218_65 + f * (0.055_921_957 + f * 0.009_685_707)));
    f32::from_bits(power.to_bits().wrapping_add(whole << 23))
}

/// The exponential function for arguments up to 88, to 2e-7 relative (Cephes, `expf.c`: Cody and Waite reduction).
///
/// The platform's own `exp` differs between machines in the last bit.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    let x = x.max(-87.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUNDER;
    let whole = shifted - ROUNDER;
    let rest = x - whole * 0.693_359_4 - whole * -2.121_944_4e-4;
    let polynomial =
        0.166_666_65 + rest * (0.041_665_796 + rest * (0.008_333_452 + rest * (0.001_398_2 + rest * 1.987_569_1e-4)));
    let fraction = 1.0 + rest + rest * rest * (0.5 + rest * polynomial);
    let exponent = shifted.to_bits().wrapping_sub(ROUNDER.to_bits()).wrapping_add(127) << 23;
    fraction * f32::from_bits(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The error function to 1.2e-7 (Press et al. 1992, `erfcc`), in f64.
    fn erf(x: f64) -> f64 {
        let t = 1.0 / (1.0 + 0.5 * x.abs());
        let terms = [
            -1.265_512_23,
            1.000_023_68,
            0.374_091_96,
            0.096_784_18,
            -0.186_288_06,
            0.278_868_07,
            -1.135_203_98,
            1.488_515_87,
            -0.822_152_23,
            0.170_872_77,
        ];
        let polynomial = terms.iter().rev().fold(0.0, |sum, term| sum * t + term);
        (1.0 - t * (-x * x + polynomial).exp()).copysign(x)
    }

    #[test]
    fn functions_hold_their_promised_precision() {
        for step in -8700..8800 {
            let x = step as f32 / 100.0;
            let want = f64::from(x).exp();
            let error = (f64::from(exp(x)) - want).abs() / want;
            assert!(error < 2e-7, "exp({x}) is off by {error:e}");
        }
        for step in -126_000..=0 {
            let x = step as f32 / 1000.0;
            let want = f64::from(x).exp2();
            let error = (f64::from(exp2(x)) - want).abs() / want;
            assert!(error < 4e-6, "exp2({x}) is off by {error:e}");
        }
        for step in -20_000..=20_000 {
            let x = step as f32 / 1000.0;
            let want = f64::from(x) * 0.5 * (1.0 + erf(f64::from(x) / std::f64::consts::SQRT_2));
            let error = (f64::from(gelu(x)) - want).abs();
            assert!(error < 2.1e-4, "gelu({x}) is off by {error:e}");
            assert!(gelu(x) > -GELU_FLOOR, "gelu({x}) = {} is below the floor", gelu(x));
        }
    }

    #[test]
    fn very_low_powers_are_almost_zero() {
        for x in [-127.0, -1e4, f32::NEG_INFINITY] {
            assert!(exp(x) < 2e-38 && exp2(x) < 2e-38, "exp({x}) = {}, exp2({x}) = {}", exp(x), exp2(x));
        }
    }

    #[test]
    fn quantized_rows_are_within_half_a_step() {
        for row in [
            vec![0.0; 20],
            vec![1e-37; 5],
            vec![1.0, -2.0, 0.5],
            (0..100).map(|i| ((i * 37 % 101) as f32 - 50.0) / 7.0).collect(),
        ] {
            let mut bytes = vec![0_i8; row.len()];
            let scale = quantize_signed(&row, &mut bytes);
            let mut words = vec![0_i16; row.len()];
            let word_scale = quantize_words(&row, 5000.0, &mut words);
            for ((value, byte), word) in row.iter().zip(bytes).zip(words) {
                assert!((value - f32::from(byte) * scale).abs() <= scale * 0.501, "{value} is {byte} times {scale}");
                assert!(
                    (value - f32::from(word) * word_scale).abs() <= word_scale * 0.51,
                    "{value} is {word} times {word_scale}"
                );
            }
            let above: Vec<f32> = row.iter().map(|value| gelu(*value)).collect();
            let mut bytes = vec![0_u8; row.len()];
            let scale = quantize_unsigned(&above, GELU_FLOOR, &mut bytes);
            for (value, byte) in above.iter().zip(bytes) {
                assert!((value + GELU_FLOOR - f32::from(byte) * scale).abs() <= scale * 0.501, "{value} is {byte} times {scale}");
            }
        }
    }

    #[test]
    fn normalized_rows_have_mean_0_and_variance_1() {
        let mut row: Vec<f32> = (0..50).map(|index| (index * index % 17) as f32).collect();
        normalize(&mut row, &[1.0; 50], &[0.0; 50], 1e-12);
        assert!(sum(&row).abs() < 1e-4 && (squares(&row) / 50.0 - 1.0).abs() < 1e-5, "{row:?}");
    }
}
