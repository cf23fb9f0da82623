//! Writes graphs for other programs.
