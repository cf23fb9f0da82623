//! The command `newsgraph`: news articles in, names, entities and their graph out.

mod args;
mod article;
mod eval;
mod extract;
mod failure;
mod graph;
mod help;
mod input;
mod models;
mod output;
mod pieces;
mod progress;
mod stream;

use std::process::ExitCode;

use args::{Cli, Command};
use clap::Parser;
use failure::{Stop, tell};

fn main() -> ExitCode {
    let Cli { command, quiet } = Cli::parse();
    let answer = match &command {
        Command::Extract(args) => extract::run(args, quiet),
        Command::Graph(args) => graph::run(args, quiet),
        Command::Eval(args) => eval::run(args, quiet),
        Command::Models(args) => models::run(args, quiet),
    };
    match answer {
        Ok(code) => code,
        Err(Stop::ReaderGone) => ExitCode::SUCCESS,
        Err(Stop::Failed(message)) => {
            tell(format_args!("error: {message}"));
            ExitCode::from(2)
        }
    }
}
