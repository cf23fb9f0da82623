//! Names as they are compared.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A name without case, accents, punctuation and runs of white space, as [aliases](crate::Entity) are compared.
pub(crate) fn normalized(name: &str) -> String {
    let plain: String =
        name.nfkd().filter(|character| !is_combining_mark(*character)).flat_map(char::to_lowercase).map(plain_letter).collect();
    let words = plain.split(|character: char| !character.is_alphanumeric() && character != '&').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Letters that Unicode does not take apart but that news writes without their stroke: Łódź, Lodz.
fn plain_letter(character: char) -> char {
    match character {
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        'ı' => 'i',
        other => other,
    }
}
