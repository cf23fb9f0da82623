//! `newsgraph extract`: what each article says.

use std::{io::Write, process::ExitCode};

use newsgraph::{AnyTagger, Extraction, Extractor};

use crate::{
    args::{ExtractArgs, ExtractFormat},
    article,
    failure::{Problem, Stop},
    output,
    pieces::Piece,
    stream::Stream,
};

pub fn run(args: &ExtractArgs, quiet: bool) -> Result<ExitCode, Stop> {
    let extractor = args.reading.extractor(args.merging.rules()?)?;
    let mut stream = Stream::open(&args.source.paths, args.input.map(Into::into), quiet).printing();
    let mut out = output::stdout();
    while let Some(answers) = stream.next_batch(|piece| answer(args, &extractor, piece)) {
        for answer in answers {
            match answer {
                Ok(answer) => out.write_all(answer.as_bytes())?,
                Err(failure) => {
                    out.flush()?;
                    stream.report(&failure);
                }
            }
        }
        out.flush()?;
    }
    Ok(stream.finish().exit_code())
}

fn answer(args: &ExtractArgs, extractor: &Extractor<AnyTagger>, piece: &Piece) -> Result<String, Problem> {
    let extraction = extractor.extract(article::document(piece, args.source.lossy)?)?;
    match args.format {
        ExtractFormat::Jsonl => Ok(serde_json::to_string(&extraction.record(args.offsets.into()))? + "\n"),
        ExtractFormat::Text => Ok(for_people(&extraction)),
    }
}

/// The extraction under the article's id, so that the answers to many can be told apart.
fn for_people(extraction: &Extraction) -> String {
    let document = extraction.document();
    let heading =
        [Some(document.id().to_owned()), document.date().map(|date| date.to_string()), document.title().map(str::to_owned)];
    let heading = heading.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if extraction.mentions().is_empty() { format!("# {heading}\n(no names)\n\n") } else { format!("# {heading}\n{extraction}\n") }
}
