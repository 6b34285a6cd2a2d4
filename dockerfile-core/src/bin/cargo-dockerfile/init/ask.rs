//! Questions to a person.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use crate::failure::{Failure, Result};

pub(super) struct Ask {
    takes_defaults: bool,
}

impl Ask {
    /// Nobody is asked who cannot see the question.
    pub(super) fn new(takes_defaults: bool) -> Result<Self> {
        if !takes_defaults && !std::io::stdin().is_terminal() {
            return Err(Failure::new("nobody is there to be asked: this is no terminal")
                .help("`--yes` takes each default"));
        }
        Ok(Self { takes_defaults })
    }

    /// Yes, unless somebody says no.
    pub(super) fn confirm(&self, question: &str) -> Result<bool> {
        if self.takes_defaults {
            return Ok(true);
        }
        loop {
            anstream::eprint!("{question} [Y/n] ");
            let failed = |error: std::io::Error| Failure::new(error.to_string());
            anstream::stderr().flush().map_err(failed)?;
            let mut line = String::new();
            if std::io::stdin().lock().read_line(&mut line).map_err(failed)? == 0 {
                return Ok(false);
            }
            match line.trim().to_ascii_lowercase().as_str() {
                "" | "y" | "yes" => return Ok(true),
                "n" | "no" => return Ok(false),
                _ => {}
            }
        }
    }
}
