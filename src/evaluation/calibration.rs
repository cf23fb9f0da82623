//! Whether confidences tell how often a name is right.

use std::ops::Add;

use super::counts::ratio;

/// Steps of one hundredth: fine enough for thresholds.
const STEPS: usize = 100;

/// Steps that make one bin of the calibration error.
const STEPS_OF_BIN: usize = 10;

/// Predicted names by confidence, and how many of them are right. Names of persons, organizations and places count, as in the
/// headline.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    steps: Vec<Step>,
    gold: usize,
}

/// The names whose confidence lies in one hundredth.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Step {
    predicted: usize,
    correct: usize,
    confidence: f64,
}

/// What is left of the predicted names above a confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// The least confidence that is kept, 0 to 1.
    pub min_confidence: f64,
    /// Share of the names kept that are right, 0 to 1.
    pub precision: f64,
    /// Share of the gold data that is kept, 0 to 1.
    pub recall: f64,
}

impl Default for Calibration {
    fn default() -> Self {
        Calibration { steps: vec![Step::default(); STEPS], gold: 0 }
    }
}

impl Calibration {
    /// From the confidence of each predicted name and whether it is right, with the number of names in the gold data.
    pub(super) fn new(names: impl IntoIterator<Item = (f32, bool)>, gold: usize) -> Self {
        let mut calibration = Calibration { gold, ..Calibration::default() };
        for (confidence, correct) in names {
            let step = &mut calibration.steps[((confidence * STEPS as f32) as usize).min(STEPS - 1)];
            step.predicted += 1;
            step.correct += usize::from(correct);
            step.confidence += f64::from(confidence);
        }
        calibration
    }

    /// How far confidence and share of right names lie apart on average, over ten bins of equal width, 0 to 1: the expected
    /// calibration error (Naeini, Cooper and Hauskrecht 2015, §4; Guo et al. 2017, §2). 0 if nothing was found.
    pub fn error(&self) -> f64 {
        let predicted = self.steps.iter().map(|step| step.predicted).sum::<usize>();
        let bins = self.steps.chunks(STEPS_OF_BIN).map(|steps| steps.iter().copied().fold(Step::default(), Step::add));
        let gaps: f64 = bins.map(|bin| (bin.confidence - bin.correct as f64).abs()).sum();
        ratio(gaps, predicted as f64)
    }

    /// The lowest confidence, in hundredths, from which names are right this often; none if no confidence is enough.
    ///
    /// ```
    /// use newsgraph::{Extractor, evaluation};
    ///
    /// let gold = r#"{"id": "a1", "text": "NATO met in Kyiv.", "entities": [{"start": 0, "end": 4, "label": "ORG"}]}"#;
    /// let report = evaluation::evaluate(evaluation::read_gold(gold.as_bytes()), &Extractor::new()?)?;
    /// let threshold = report.calibration().threshold(0.5).expect("one of the two names is in the gold data");
    /// assert_eq!((threshold.precision, threshold.recall), (0.5, 1.0));
    /// # Ok::<(), newsgraph::Error>(())
    /// ```
    pub fn threshold(&self, precision: f64) -> Option<Threshold> {
        let (mut predicted, mut correct, mut best) = (0, 0, None);
        for (index, step) in self.steps.iter().enumerate().rev() {
            predicted += step.predicted;
            correct += step.correct;
            let reached = ratio(correct as f64, predicted as f64);
            if step.predicted > 0 && reached >= precision {
                let min_confidence = index as f64 / STEPS as f64;
                best = Some(Threshold { min_confidence, precision: reached, recall: ratio(correct as f64, self.gold as f64) });
            }
        }
        best
    }
}

impl Add for Step {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Step {
            predicted: self.predicted + other.predicted,
            correct: self.correct + other.correct,
            confidence: self.confidence + other.confidence,
        }
    }
}

impl Add for Calibration {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let steps = self.steps.into_iter().zip(other.steps).map(|(own, other)| own + other).collect();
        Calibration { steps, gold: self.gold + other.gold }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_and_thresholds() {
        // Names as (confidence, right, how many); the error; the threshold for a precision of 0.9 with its recall of 10 names.
        for (names, error, threshold) in [
            (vec![], 0.0, None),
            (vec![(1.0, true, 4)], 0.0, Some((0.99, 0.4))),
            (vec![(0.75, true, 3), (0.75, false, 1)], 0.0, None),
            // In one bin too high and too low even out.
            (vec![(0.91, true, 1), (0.99, true, 1), (0.95, true, 1)], 0.05, Some((0.91, 0.3))),
            (vec![(0.95, true, 8), (0.55, false, 2)], 0.15, Some((0.95, 0.8))),
            // A wrong name is kept if enough right ones are below it.
            (vec![(0.96, false, 1), (0.9, true, 9)], 0.006, Some((0.9, 0.9))),
            (vec![(0.0, false, 1)], 0.0, None),
        ] {
            let each = names.iter().flat_map(|&(confidence, right, count)| std::iter::repeat_n((confidence, right), count));
            let calibration = Calibration::new(each.clone(), 10);
            assert!((calibration.error() - error).abs() < 1e-6, "{names:?}: {}", calibration.error());
            let found = calibration.threshold(0.9).map(|threshold| (threshold.min_confidence, threshold.recall));
            assert_eq!(found, threshold, "{names:?}");
            let summed = each.map(|name| Calibration::new([name], 0)).fold(Calibration::new([], 10), Calibration::add);
            assert!((summed.error() - error).abs() < 1e-6, "{names:?}");
        }
    }
}
