//! One article in, what it says out: `cargo run --release --example quickstart`.

use newsgraph::Extractor;

fn main() -> newsgraph::Result<()> {
    let extractor = Extractor::new()?;
    let extraction = extractor.extract(
        "BRUSSELS, March 14 - NATO chief Mark Rutte met Volodymyr Zelenskyy in Kyiv on Friday.\n\n\
         Rutte said the North Atlantic Treaty Organization (NATO) would stand by Ukraine. \
         The Ukrainian president thanked Mr. Rutte.",
    )?;
    println!("{extraction}");
    Ok(())
}
