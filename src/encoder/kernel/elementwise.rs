//! Activation and normalization.

use super::{super::Norm, LANES, Matrix, dispatched};

dispatched! {
    /// The Gaussian error linear unit of every value, `x Φ(x)` (Hendrycks and Gimpel 2016).
    pub(crate) fn gelu(matrix: &mut Matrix) = gelu_body
}

dispatched! {
    /// Normalizes every row to mean 0 and variance 1, then applies gain and bias.
    pub(crate) fn normalize(matrix: &mut Matrix, norm: &Norm, epsilon: f32) = normalize_body
}

#[inline(always)]
fn gelu_body<const ROWS: usize>(matrix: &mut Matrix) {
    let mut chunks = matrix.values_mut().chunks_exact_mut(LANES);
    for chunk in &mut chunks {
        chunk.iter_mut().for_each(|x| *x = 0.5 * *x * (1.0 + erf(*x * std::f32::consts::FRAC_1_SQRT_2)));
    }
    chunks.into_remainder().iter_mut().for_each(|x| *x = 0.5 * *x * (1.0 + erf(*x * std::f32::consts::FRAC_1_SQRT_2)));
}

#[inline(always)]
fn normalize_body<const ROWS: usize>(matrix: &mut Matrix, norm: &Norm, epsilon: f32) {
    let count = matrix.columns() as f32;
    for index in 0..matrix.rows() {
        let row = matrix.row_mut(index);
        let mean = sum(row, |value| value) / count;
        row.iter_mut().for_each(|value| *value -= mean);
        let scale = 1.0 / (sum(row, |value| value * value) / count + epsilon).sqrt();
        for ((value, gain), bias) in row.iter_mut().zip(&norm.gain).zip(&norm.bias) {
            *value = *value * scale * gain + bias;
        }
    }
}

/// The sum of `term` over all values, in an order that does not depend on the machine.
#[inline(always)]
pub(super) fn sum(values: &[f32], term: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let chunks = values.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        lanes.iter_mut().zip(chunk).for_each(|(lane, value)| *lane += term(*value));
    }
    lanes.iter_mut().zip(rest).for_each(|(lane, value)| *lane += term(*value));
    lanes.iter().sum()
}

/// The highest of some values.
#[inline(always)]
pub(super) fn highest(values: &[f32]) -> f32 {
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let chunks = values.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane = if value > *lane { value } else { *lane };
        }
    }
    let lanes = lanes.iter().chain(rest);
    lanes.fold(f32::NEG_INFINITY, |highest, &value| if value > highest { value } else { highest })
}

/// The error function, to 1.5e-7 (Abramowitz and Stegun 1964, formula 7.1.26).
#[inline(always)]
fn erf(x: f32) -> f32 {
    let t = 1.0 / (1.0 + 0.327_591_1 * x.abs());
    let polynomial = t * (0.254_829_6 + t * (-0.284_496_74 + t * (1.421_413_7 + t * (-1.453_152 + t * 1.061_405_4))));
    (1.0 - polynomial * exp(-x * x)).copysign(x)
}

/// The exponential function for arguments up to 88, to 2e-7 relative (Cephes, `expf.c`: Cody and Waite reduction).
///
/// The platform's own `exp` differs between machines in the last bit and cannot be vectorized.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    /// Adding this to a small number rounds it to an integer, which then stands in the low bits.
    const ROUNDER: f32 = 12_582_912.0;
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

    #[test]
    fn exp_and_erf_hold_their_promised_precision() {
        for step in -8700..8800 {
            let x = step as f32 / 100.0;
            let want = f64::from(x).exp();
            let error = (f64::from(exp(x)) - want).abs() / want;
            assert!(error < 2e-7, "exp({x}) is off by {error:e}");
        }
        for (x, want) in [(0.0, 0.0), (0.5, 0.520_499_9), (1.0, 0.842_700_8), (-2.0, -0.995_322_3), (5.0, 1.0)] {
            assert!((erf(x) - want).abs() < 3e-7, "erf({x}) = {}", erf(x));
        }
    }

    #[test]
    fn exp_of_very_small_numbers_is_almost_zero() {
        for x in [-87.0, -1e4, f32::NEG_INFINITY] {
            assert!(exp(x) < 2e-38, "exp({x}) = {}", exp(x));
        }
    }
}
