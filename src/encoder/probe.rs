//! The encoder's matrix products by themselves, for `benches/engine.rs`.

use std::ops::Range;

use super::{
    Kernel,
    kernel::{Instructions, LANES, Work},
    linear::{Activations, INPUT_BLOCK, Input, Linear, Stored},
    steps::blocks,
};

/// The maps of one shape of a whole encoder, one for each layer, so that their weights are as far away as they are in use.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// How many maps.
    pub layers: usize,
    /// Numbers that go in.
    pub inputs: usize,
    /// Numbers that come out; a multiple of 16.
    pub outputs: usize,
    /// Pieces that go through each.
    pub rows: usize,
}

impl Shape {
    /// Multiplications and additions of a run.
    pub fn operations(&self) -> f64 {
        2.0 * (self.layers * self.inputs * self.outputs * self.rows) as f64
    }

    /// A function that goes once through all maps.
    pub fn run_on(self, kernel: Kernel) -> Box<dyn FnMut()> {
        kernel.dispatch(self)
    }

    fn map<K: Instructions>(&self, layer: usize) -> Linear {
        let inputs = self.inputs.next_multiple_of(INPUT_BLOCK);
        let panels: Vec<u8> = (0..inputs * self.outputs).map(|index| (index * 7 + layer) as u8).collect();
        let numbers = vec![0.5; self.outputs];
        let sums = vec![0; self.outputs];
        let stored = Stored { panels: panels.into(), inputs, outputs: self.outputs, scale: numbers.clone(), bias: numbers, sums };
        Linear::new::<super::linear::Left<K>>(stored, Input::Signed)
    }
}

impl Work for Shape {
    type Output = Box<dyn FnMut()>;

    fn with<K: Instructions>(self) -> Self::Output {
        assert!(self.outputs.is_multiple_of(LANES), "whole panels");
        let maps: Vec<Linear> = (0..self.layers).map(|layer| self.map::<K>(layer)).collect();
        let mut input = Activations::<K>::new(self.inputs, Input::Signed);
        input.fit(self.rows);
        let blocks: Vec<Range<usize>> = blocks(self.rows).collect();
        let mut sums = vec![0; self.outputs * blocks.iter().map(Range::len).max().unwrap_or(0)];
        Box::new(move || {
            for map in &maps {
                for block in &blocks {
                    drop(std::hint::black_box(map.multiply(&input, block.clone(), &mut sums)));
                }
            }
        })
    }
}
