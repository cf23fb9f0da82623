//! The forward pass of a BERT encoder.
