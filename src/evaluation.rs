//! Compares what was predicted with what is right.
