//! `newsgraph eval`: what is extracted against what is right.

use std::{fs, path::Path, process::ExitCode};

use newsgraph::{
    AnyTagger, Error, Extractor,
    evaluation::{Report, evaluate_one, read_gold, unrelated},
};

use crate::{
    args::{EvalArgs, InputFormat, ReportFormat},
    article,
    failure::{Problem, Stop},
    output,
    pieces::Piece,
    stream::Stream,
};

pub fn run(args: &EvalArgs, quiet: bool) -> Result<ExitCode, Stop> {
    let unrelated = args.unrelated.as_deref().map(read).transpose()?;
    let extractor = args.reading.extractor(args.merging.rules()?)?;
    let mut stream = Stream::open(&args.gold, Some(InputFormat::Jsonl), quiet);
    let mut reports = Vec::new();
    while let Some(answers) = stream.next_batch(|piece| report(&extractor, piece)) {
        for answer in answers {
            match answer {
                Ok(report) => reports.push(report),
                Err(failure) => stream.report(&failure),
            }
        }
    }
    let outcome = stream.finish();
    if !outcome.is_lost() {
        let report: Report = reports.into_iter().sum();
        write(&with_unrelated(report, unrelated.as_deref(), &extractor)?, args.format)?;
    }
    Ok(outcome.exit_code())
}

/// The report on the one gold document in a line.
fn report(extractor: &Extractor<AnyTagger>, piece: &Piece) -> Result<Report, Problem> {
    let line = article::text(piece, false)?;
    let Some(gold) = read_gold(line.as_bytes()).next() else { return Ok(Report::default()) };
    let gold = gold.map_err(|error| match error {
        // It counts the lines of what it was given, and that is this one.
        Error::Gold { problem, .. } => Problem::from(problem),
        error => error.into(),
    })?;
    Ok(evaluate_one(&gold, extractor)?)
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })
}

/// The report with what is seen in texts without relations, if there are any.
fn with_unrelated(report: Report, texts: Option<&str>, extractor: &Extractor<AnyTagger>) -> Result<Report, Stop> {
    let Some(texts) = texts else { return Ok(report) };
    Ok(report.with_unrelated(unrelated(texts.lines().filter(|line| !line.trim().is_empty()), extractor)?))
}

fn write(report: &Report, format: ReportFormat) -> Result<(), Stop> {
    output::write(None, |out| match format {
        ReportFormat::Text => Ok(write!(out, "{report}")?),
        ReportFormat::Json => Ok(writeln!(out, "{}", serde_json::to_string_pretty(report)?)?),
    })
}
