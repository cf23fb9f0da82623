//! The most probable sequence of labels among those that are allowed (Viterbi 1967).

/// The best sequence of labels, as indices, given the logits of each word and which label may follow which; `None` stands for
/// what is before the first word and behind the last.
///
/// Logits do as well as logarithms of probabilities: for one word they differ by the same number.
pub(super) fn best_path(logits: &[&[f32]], may_follow: impl Fn(Option<usize>, Option<usize>) -> bool) -> Vec<usize> {
    let Some((first, rest)) = logits.split_first() else { return Vec::new() };
    let step = |from, to| if may_follow(from, to) { 0.0 } else { f32::NEG_INFINITY };
    let mut scores: Vec<f32> = first.iter().enumerate().map(|(label, logit)| step(None, Some(label)) + logit).collect();
    let best_before = |scores: &[f32], label: Option<usize>| {
        let totals: Vec<f32> = scores.iter().enumerate().map(|(from, score)| score + step(Some(from), label)).collect();
        highest(&totals)
    };
    let mut back = Vec::with_capacity(rest.len());
    for word in rest {
        let best: Vec<usize> = (0..word.len()).map(|label| best_before(&scores, Some(label))).collect();
        scores =
            best.iter().enumerate().map(|(label, &from)| scores[from] + step(Some(from), Some(label)) + word[label]).collect();
        back.push(best);
    }
    let mut path = vec![best_before(&scores, None)];
    for best in back.iter().rev() {
        path.push(best[path[path.len() - 1]]);
    }
    path.reverse();
    path
}

/// Index of the highest value, the first among equals.
fn highest(values: &[f32]) -> usize {
    (1..values.len()).fold(0, |best, index| if values[index] > values[best] { index } else { best })
}
