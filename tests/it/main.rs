//! What a user of the crate sees, in one binary.

mod export;
