//! `public_env` belongs to `Runtime`: it cannot follow any later phase.

use dockerfile_core::{Cmd, Entrypoint, Stage, debian};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().at::<Entrypoint>().public_env("TOKENIZER", "x", "why"); //~ refused
    let _ = base().at::<Cmd>().public_env("TOKENIZER", "x", "why"); //~ refused
}
