//! How far a figure would move on other documents of the same kind.

use super::Counts;

/// The central 95 % of F1 over documents drawn again and again, with replacement; none for fewer than two documents.
///
/// The percentile interval of Efron (1979; Efron and Tibshirani 1993, §13.3). Documents are drawn, not names, because the names
/// of one document are alike. The draw is the same on every run.
pub(super) fn interval(documents: &[Counts]) -> Option<(f64, f64)> {
    const DRAWS: usize = 1000;
    if documents.len() < 2 {
        return None;
    }
    let mut random = SplitMix64(0);
    let mut figures: Vec<f64> = (0..DRAWS).map(|_| redrawn(documents, &mut random).f1()).collect();
    figures.sort_unstable_by(f64::total_cmp);
    Some((figures[DRAWS * 25 / 1000], figures[DRAWS * 975 / 1000 - 1]))
}

fn redrawn(documents: &[Counts], random: &mut SplitMix64) -> Counts {
    documents.iter().map(|_| documents[random.below(documents.len())]).sum()
}

/// The generator of Steele, Lea and Flood (2014).
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, by the multiplication of Lemire (2019); the bias is below one in 2^32.
    fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        let mut random = SplitMix64(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.next()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn intervals_hold_the_figure() {
        let good = Counts { gold: 10, predicted: 10, correct: 9 };
        let bad = Counts { gold: 10, predicted: 10, correct: 5 };
        assert_eq!(interval(&[]), None);
        assert_eq!(interval(&[good]), None, "one document says nothing of others");
        assert_eq!(interval(&[good; 20]), Some((0.9, 0.9)), "documents that are all alike");
        let (low, high) = interval(&[good, bad].repeat(10)).expect("twenty documents");
        assert!(0.5 < low && low < 0.68 && 0.72 < high && high < 0.9, "{low} {high}");
        let (wide_low, wide_high) = interval(&[good, bad]).expect("two documents");
        assert_eq!((wide_low, wide_high), (0.5, 0.9));
    }
}
