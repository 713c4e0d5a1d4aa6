//! What is looked for in repositories, and what is to be followed.

use waymark_model::{Action, Dict, Error, Result};

use super::{Options, search_text};

/// Longest name of a stream, in bytes.
const STREAM_MAX: usize = 1024;

/// `Search`
pub fn search(text: &str, options: Dict) -> Result<Action> {
    search_text("text", text)?;
    if text.trim().is_empty() || text.chars().any(char::is_control) {
        let message = "the text is empty or holds control characters";
        return Err(Error::invalid("text", message));
    }
    Options::new(options).end()?;
    Ok(Action::Search {
        text: text.to_owned(),
    })
}

/// `ListStreams`
pub fn list_streams(options: Dict) -> Result<Action> {
    Options::new(options).end()?;
    Ok(Action::ListStreams)
}

/// `Rebase`
pub fn rebase(stream: &str, options: Dict) -> Result<Action> {
    self::stream("stream", stream)?;
    let mut options = Options::new(options);
    let dry_run = options.take("dry-run")?.unwrap_or(false);
    options.end()?;
    Ok(Action::Rebase {
        stream: stream.to_owned(),
        dry_run,
    })
}

/// A ref, with its remote or without, or a reference to an image.
fn stream(argument: &str, text: &str) -> Result<()> {
    let known = |c: char| c.is_ascii_alphanumeric() || "._-+/:@".contains(c);
    let fault = if text.is_empty() || text.len() > STREAM_MAX {
        "a stream is empty or too long"
    } else if !text.chars().all(known) {
        "a stream is a ref or a reference to an image, and has no such characters"
    } else if !text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
        "a stream begins with a letter or a number"
    } else if text.split('/').any(|part| part == "..") || text.ends_with('/') {
        "a stream does not lead upwards or end with “/”"
    } else {
        return Ok(());
    };
    Err(Error::invalid(argument, fault))
}
