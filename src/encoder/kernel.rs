//! The inner loops of the encoder.
//!
//! Each is written once, in plain Rust that compilers turn into vector code, and compiled for several instruction sets;
//! the best one that the machine has is chosen at run time. All of them round after every multiplication and every
//! addition and sum in the same order, so that every machine computes the same bits. (Fused multiply-add would round
//! differently and does not exist everywhere.)
#![allow(unsafe_code, reason = "calling a function compiled for an instruction set after checking that the machine has it")]

mod attention;
mod elementwise;
mod linear;
mod matrix;

pub(super) use attention::attention;
pub(crate) use elementwise::exp;
pub(super) use elementwise::{gelu, normalize};
pub(crate) use linear::Linear;
pub(crate) use matrix::Matrix;

/// The number of f32 that every loop handles at a time, whatever the machine's registers hold.
pub(super) const LANES: usize = 16;

/// Defines a function that runs `$body` as compiled for the best instruction set of the machine.
///
/// The body must be `#[inline(always)]`. Its constant is the number of rows of a matrix product that are computed at a
/// time: as many as the set's registers hold.
macro_rules! dispatched {
    ($(#[$meta:meta])* $visibility:vis fn $name:ident($($argument:ident: $type:ty),*) = $body:ident) => {
        $(#[$meta])*
        $visibility fn $name($($argument: $type),*) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
                fn avx512($($argument: $type),*) {
                    $body::<12>($($argument),*)
                }
                #[target_feature(enable = "avx2")]
                fn avx2($($argument: $type),*) {
                    $body::<6>($($argument),*)
                }
                if is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                {
                    // SAFETY: the machine has the instruction sets that the function is compiled for.
                    return unsafe { avx512($($argument),*) };
                }
                if is_x86_feature_detected!("avx2") {
                    // SAFETY: the machine has the instruction set that the function is compiled for.
                    return unsafe { avx2($($argument),*) };
                }
            }
            $body::<{ if cfg!(target_arch = "aarch64") { 6 } else { 2 } }>($($argument),*)
        }
    };
}
use dispatched;
