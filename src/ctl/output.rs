//! The one place that writes.
//!
//! Results go to the standard output, as text or as one JSON document. What is said
//! on the way and errors as text go to the standard error output.

use std::{
    borrow::Cow,
    io::{self, IsTerminal, Write},
};

use serde_json::{Map, Value};

use crate::{failure::Failure, print};

/// Where results go, and in which form.
#[derive(Debug)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether somebody is there who can be asked and shown a moving bar.
    pub(crate) fn is_interactive(&self) -> bool {
        !self.json && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Gives the result: a document, or the same as text.
    pub(crate) fn result(&self, document: impl FnOnce() -> Value, text: impl FnOnce() -> String) {
        if self.json {
            let document = without_nulls(document());
            write(&mut io::stdout().lock(), &format!("{document:#}\n"));
        } else {
            write(&mut io::stdout().lock(), &printable(&text()));
        }
    }

    /// Says something on the way.
    pub(crate) fn note(&self, text: &str) {
        if !self.json {
            write(&mut io::stderr().lock(), &printable(&format!("{text}\n")));
        }
    }

    /// Says what went wrong.
    pub(crate) fn failure(&self, failure: &Failure) {
        if self.json {
            self.result(|| failure.json(), String::new);
        } else {
            let text = print::failure::text(failure);
            write(&mut io::stderr().lock(), &printable(&text));
        }
    }
}

/// A reader that went away, as in `waymarkctl history | head`, is no error.
fn write(to: &mut impl Write, text: &str) {
    let _ = to.write_all(text.as_bytes()).and_then(|()| to.flush());
}

/// The text without what could move a terminal's cursor or change its colours:
/// version strings come from a server.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if text.contains(is_odd) {
        Cow::Owned(text.replace(is_odd, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// What is absent on the bus is absent here.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(entries) => Value::Object(
            entries
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key, without_nulls(value)))
                .collect::<Map<_, _>>(),
        ),
        Value::Array(values) => values.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_absent_is_left_out() {
        let value = json!({"a": null, "b": [{"c": null, "d": 1}], "e": {}});
        assert_eq!(without_nulls(value), json!({"b": [{"d": 1}], "e": {}}));
    }

    #[test]
    fn a_terminal_is_not_steered() {
        assert_eq!(printable("44.1\n\tx"), "44.1\n\tx");
        assert_eq!(
            printable("\u{1b}[2J44\r\u{9b}1"),
            "\u{fffd}[2J44\u{fffd}\u{fffd}1"
        );
    }
}
