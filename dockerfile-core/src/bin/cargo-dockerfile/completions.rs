//! What a shell completes.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::failure::Result;
use crate::say::Found;

/// Prints what a shell needs to complete commands and options.
#[derive(clap::Args)]
pub(crate) struct Args {
    shell: Shell,
}

pub(crate) fn run(args: &Args) -> Result<Found> {
    let mut command = crate::Cli::command();
    clap_complete::generate(args.shell, &mut command, "cargo-dockerfile", &mut std::io::stdout());
    Ok(Found::Nothing)
}
