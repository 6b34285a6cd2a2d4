//! `cargo dockerfile`: brings a team in, shows what an image costs, and says what a change touches.
//!
//! It uses the crate as anybody does. Each command is a file or a folder with its arguments (`Args`) and
//! what it does (`run`).

mod affected;
mod amount;
mod audit;
mod build_log;
mod change;
mod commands;
mod completions;
mod ecosystem;
mod emission;
mod explain;
mod failure;
mod file;
mod git;
mod graph;
mod history;
mod ignore;
mod image_sizes;
mod images;
mod import;
mod init;
mod library;
mod moment;
mod patterns;
mod pin;
mod plain;
mod plan;
mod plan_file;
mod replay;
mod say;
mod sheet;
mod targets;
mod tree;
mod why;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::Result;
use crate::say::{Found, Say};

/// Container images declared in typed Rust.
///
/// Exit codes: 0, done, and nothing to complain about; 1, something was found (a stale file, a mistake
/// of order, a difference); 2, it could not be done, or was asked in the wrong way.
#[derive(Parser)]
#[command(name = "cargo dockerfile", bin_name = "cargo dockerfile", version)]
struct Cli {
    #[command(flatten)]
    say: say::Args,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init(init::Args),
    Check(emission::CheckArgs),
    Diff(emission::DiffArgs),
    Write(emission::WriteArgs),
    Pin(pin::Args),
    Affected(affected::Args),
    Why(why::Args),
    Explain(explain::Args),
    Plan(plan::Args),
    Audit(audit::Args),
    Import(import::Args),
    Completions(completions::Args),
}

impl Command {
    fn run(self, say: &Say) -> Result<Found> {
        match self {
            Command::Init(args) => init::run(&args, say),
            Command::Check(args) => emission::check(&args, say),
            Command::Diff(args) => emission::diff(&args, say),
            Command::Write(args) => emission::write(&args, say),
            Command::Pin(args) => pin::run(&args, say),
            Command::Affected(args) => affected::run(&args, say),
            Command::Why(args) => why::run(&args, say),
            Command::Explain(args) => explain::run(&args, say),
            Command::Plan(args) => plan::run(&args, say),
            Command::Audit(args) => audit::run(&args, say),
            Command::Import(args) => import::run(&args, say),
            Command::Completions(args) => completions::run(&args),
        }
    }
}

fn main() -> ExitCode {
    // Cargo calls `cargo-dockerfile dockerfile ..`.
    let mut words: Vec<_> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word == "dockerfile") {
        words.remove(1);
    }
    let cli = Cli::parse_from(words);
    let say = Say::new(&cli.say);
    match cli.command.run(&say) {
        Ok(Found::Nothing) => ExitCode::SUCCESS,
        Ok(Found::Something) => ExitCode::from(1),
        Err(failure) => {
            say.failure(&failure);
            ExitCode::from(2)
        }
    }
}
