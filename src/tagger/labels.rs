//! Labels of words to mentions.
