//! Asking before what cannot be taken back.

use std::io::{self, BufRead, Write};

use crate::{failure::Failure, output::Output};

/// Asks, if somebody is there. A script that names the command has said it already.
pub(crate) fn confirm(output: &Output, yes: bool, question: &str) -> Result<(), Failure> {
    if yes || !output.is_interactive() {
        return Ok(());
    }
    let mut errors = io::stderr().lock();
    let _ = write!(errors, "{} [y/N] ", crate::output::printable(question));
    let _ = errors.flush();
    let mut answer = String::new();
    // Nothing to read is no yes.
    let _ = io::stdin().lock().read_line(&mut answer);
    if is_yes(&answer) {
        Ok(())
    } else {
        Err(Failure::Declined)
    }
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_yes_is_yes() {
        for answer in ["y\n", "Y", " yes \n"] {
            assert!(is_yes(answer), "{answer:?}");
        }
        for answer in ["", "\n", "n", "yesterday", "j"] {
            assert!(!is_yes(answer), "{answer:?}");
        }
    }
}
