//! The engine against the machine: `cargo bench --features probe --bench engine`.
//!
//! For each kernel that the machine has: the peak of its instructions in registers alone, the matrix products of the embedded
//! model as shares of that, and the whole way from text to mentions on one thread. What is compared for one kernel takes
//! turns; the figures are the best of the rounds, for a busy machine only ever makes them worse.

use std::{env, fs, path::Path, time::Instant};

use newsgraph::{Document, EmbeddedTagger, Kernel, Tagger, probe::Shape};

/// The maps of the embedded model: 6 layers, hidden states of 384, feed-forward of 1536.
const SHAPES: [(&str, Shape); 3] = [
    ("queries, keys, values, output", Shape { layers: 24, inputs: 384, outputs: 384, rows: ROWS }),
    ("expansion", Shape { layers: 6, inputs: 384, outputs: 1536, rows: ROWS }),
    ("contraction", Shape { layers: 6, inputs: 1536, outputs: 384, rows: ROWS }),
];
const ROWS: usize = 128;
const ROUNDS: usize = 15;

fn main() {
    let articles = articles();
    let words: usize = articles.iter().map(|article| article.split_whitespace().count()).sum();
    for kernel in Kernel::available() {
        let mut maps = SHAPES.map(|(_, shape)| shape.run_on(kernel));
        let tagger = EmbeddedTagger::new().and_then(|tagger| tagger.with_kernel(kernel)).expect("the embedded model loads");
        let (mut peak, mut best, mut reading) = (0.0_f64, [f64::INFINITY; SHAPES.len()], f64::INFINITY);
        for _ in 0..ROUNDS {
            peak = peak.max(peak::operations_a_second(kernel).unwrap_or(0.0));
            for (best, map) in best.iter_mut().zip(&mut maps) {
                *best = best.min(seconds(map));
            }
            reading = reading.min(seconds(|| articles.iter().for_each(|text| drop(tagger.tag(&Document::new(text))))));
        }
        report(kernel, peak, best, words as f64 / reading);
    }
}

fn report(kernel: Kernel, peak: f64, best: [f64; SHAPES.len()], rate: f64) {
    let share = |rate: f64| if peak > 0.0 { format!("{:5.1} % of the peak", 100.0 * rate / peak) } else { String::new() };
    println!("{kernel}: {rate:.0} words/s, peak {:.0} Gop/s", peak / 1e9);
    for ((name, shape), seconds) in SHAPES.iter().zip(best) {
        let rate = shape.operations() / seconds;
        println!("  {name:30} {:6.0} Gop/s  {}", rate / 1e9, share(rate));
    }
    let (operations, seconds) = (SHAPES.iter().map(|(_, shape)| shape.operations()).sum::<f64>(), best.iter().sum::<f64>());
    println!("  {:30} {:6.0} Gop/s  {}", "all", operations / seconds / 1e9, share(operations / seconds));
}

fn seconds(mut work: impl FnMut()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn articles() -> Vec<String> {
    // On one thread, as the peak is.
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("the pool is not in use yet");
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/articles");
    let folder = env::var_os("ARTICLES").map_or(default, Into::into);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("the folder can be listed").path());
    paths
        .map(|path| fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display())))
        .collect()
}

/// Loops of the instruction that a kernel multiplies bytes with, on registers alone.
#[cfg(target_arch = "x86_64")]
mod peak {
    use std::{
        arch::{asm, x86_64::*},
        hint::black_box,
        time::Instant,
    };

    use newsgraph::Kernel;

    const ROUNDS: usize = 4_000_000;
    /// Enough independent sums to hide the latency, few enough for the registers.
    const SUMS: usize = 12;

    pub fn operations_a_second(kernel: Kernel) -> Option<f64> {
        let start = Instant::now();
        // SAFETY: a kernel exists only if the machine has its instructions.
        let bytes = unsafe {
            match kernel.to_string().as_str() {
                "avx512-vnni" => avx512_vnni(),
                "avx-vnni" => avx_vnni(),
                "avx2" => avx2(),
                _ => return None,
            }
        };
        Some(2.0 * (ROUNDS * SUMS * bytes) as f64 / start.elapsed().as_secs_f64())
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
    fn avx512_vnni() -> usize {
        let (left, right) = (_mm512_set1_epi8(black_box(1)), _mm512_set1_epi8(black_box(2)));
        let mut sums = [_mm512_setzero_si512(); SUMS];
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = _mm512_dpbusd_epi32(*sum, left, right);
            }
        }
        black_box(sums);
        64
    }

    #[target_feature(enable = "avx2,avxvnni")]
    fn avx_vnni() -> usize {
        let (left, right) = (_mm256_set1_epi8(black_box(1)), _mm256_set1_epi8(black_box(2)));
        let mut sums = [_mm256_setzero_si256(); SUMS];
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                *sum = _mm256_dpbusd_avx_epi32(*sum, left, right);
            }
        }
        black_box(sums);
        32
    }

    /// The product of words and its addition: that of bytes saturates. In assembly, for the compiler would take the product
    /// out of the loop.
    #[target_feature(enable = "avx2")]
    fn avx2() -> usize {
        let (left, right) = (_mm256_set1_epi16(black_box(1)), _mm256_set1_epi16(black_box(2)));
        let mut sums = [_mm256_setzero_si256(); SUMS];
        for _ in 0..ROUNDS {
            for sum in &mut sums {
                // SAFETY: the instructions read and write these registers only.
                unsafe {
                    asm!("vpmaddwd {product}, {left}, {right}", "vpaddd {sum}, {sum}, {product}", product = out(ymm_reg) _,
                        left = in(ymm_reg) left, right = in(ymm_reg) right, sum = inout(ymm_reg) *sum,
                        options(nomem, nostack, preserves_flags));
                }
            }
        }
        black_box(sums);
        16
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod peak {
    pub fn operations_a_second(_: newsgraph::Kernel) -> Option<f64> {
        None
    }
}
