//! The best pairing of two lists.

/// The highest total weight that a pairing of rows with columns can have; each is used once at most, no weight is negative.
///
/// The algorithm of Kuhn (1955) and Munkres (1957) with the shortest augmenting paths of Jonker and Volgenant (1987): one row
/// after the other is paired along the cheapest path, and potentials keep all reduced costs at zero or above. Cubic time.
pub(super) fn best_total(weights: &[Vec<f64>]) -> f64 {
    let columns = weights.first().map_or(0, Vec::len);
    if weights.len() > columns {
        return best_total(&transposed(weights, columns));
    }
    let mut pairing = Pairing {
        weights,
        row_potential: vec![0.0; weights.len()],
        column_potential: vec![0.0; columns],
        row_of: vec![None; columns],
    };
    (0..weights.len()).for_each(|row| pairing.add(row));
    pairing.row_of.iter().enumerate().filter_map(|(column, row)| row.map(|row: usize| weights[row][column])).sum()
}

fn transposed(weights: &[Vec<f64>], columns: usize) -> Vec<Vec<f64>> {
    (0..columns).map(|column| weights.iter().map(|row| row[column]).collect()).collect()
}

struct Pairing<'a> {
    weights: &'a [Vec<f64>],
    row_potential: Vec<f64>,
    column_potential: Vec<f64>,
    row_of: Vec<Option<usize>>,
}

impl Pairing<'_> {
    /// Pairs one more row, re-pairing earlier ones along the cheapest path to a free column.
    fn add(&mut self, row: usize) {
        let columns = self.row_of.len();
        let mut distance = vec![f64::INFINITY; columns];
        let mut before: Vec<Option<usize>> = vec![None; columns];
        let mut settled = vec![false; columns];
        let (mut current, mut last, mut length) = (row, None, 0.0);
        let free = loop {
            for column in (0..columns).filter(|&column| !settled[column]) {
                let step = length + self.reduced_cost(current, column);
                if step < distance[column] {
                    (distance[column], before[column]) = (step, last);
                }
            }
            let open = (0..columns).filter(|&column| !settled[column]);
            let nearest =
                open.min_by(|&a, &b| distance[a].total_cmp(&distance[b])).expect("there are no fewer columns than rows");
            length = distance[nearest];
            let Some(paired) = self.row_of[nearest] else { break nearest };
            settled[nearest] = true;
            (current, last) = (paired, Some(nearest));
        };
        self.shift_potentials(row, &settled, &distance, length);
        self.pair_along(row, free, &before);
    }

    fn reduced_cost(&self, row: usize, column: usize) -> f64 {
        -self.weights[row][column] - self.row_potential[row] - self.column_potential[column]
    }

    fn shift_potentials(&mut self, row: usize, settled: &[bool], distance: &[f64], length: f64) {
        self.row_potential[row] += length;
        for column in (0..settled.len()).filter(|&column| settled[column]) {
            let paired = self.row_of[column].expect("only paired columns are settled");
            self.row_potential[paired] += length - distance[column];
            self.column_potential[column] -= length - distance[column];
        }
    }

    fn pair_along(&mut self, row: usize, free: usize, before: &[Option<usize>]) {
        let mut column = free;
        while let Some(previous) = before[column] {
            self.row_of[column] = self.row_of[previous];
            column = previous;
        }
        self.row_of[column] = Some(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tries every pairing.
    fn by_trial(weights: &[Vec<f64>], used: &mut Vec<usize>) -> f64 {
        let Some((row, rest)) = weights.split_first() else { return 0.0 };
        let mut best = by_trial(rest, used);
        for (column, weight) in row.iter().enumerate() {
            if !used.contains(&column) {
                used.push(column);
                best = best.max(weight + by_trial(rest, used));
                used.pop();
            }
        }
        best
    }

    #[test]
    fn finds_the_best_total() {
        for (weights, want) in [
            (vec![], 0.0),
            (vec![vec![]], 0.0),
            (vec![vec![2.0]], 2.0),
            (vec![vec![1.0], vec![3.0], vec![2.0]], 3.0),
            (vec![vec![3.0, 2.0], vec![2.0, 0.0]], 4.0),
            (vec![vec![7.0, 4.0, 3.0], vec![6.0, 8.0, 5.0], vec![9.0, 4.0, 4.0]], 20.0),
        ] {
            assert_eq!(best_total(&weights), want, "{weights:?}");
        }
    }

    #[test]
    fn agrees_with_trying_all() {
        let mut seed = 7_u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 60) as f64
        };
        for (rows, columns) in (1..5).flat_map(|rows| (1..6).map(move |columns| (rows, columns))) {
            let weights: Vec<Vec<f64>> = (0..rows).map(|_| (0..columns).map(|_| next()).collect()).collect();
            assert_eq!(best_total(&weights), by_trial(&weights, &mut Vec::new()), "{weights:?}");
        }
    }
}
