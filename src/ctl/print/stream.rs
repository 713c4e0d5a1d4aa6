//! What is to be said of the followed stream.

use waymark_model::{StreamState, System};

use super::short;

/// A line for each, with its heading.
pub(super) fn facts(system: &System) -> Vec<[String; 2]> {
    let mut facts = Vec::new();
    let mut fact = |what: &str, value: String| facts.push([what.to_owned(), value]);
    if let Some(stream) = &system.stream {
        let remote = system.remote.as_ref();
        let from = remote.map_or(String::new(), |remote| format!(" from {remote}"));
        fact("Follows", stream.clone() + &from);
    }
    if let Some(state) = system.stream_state.and_then(state) {
        fact("", state.to_owned());
    }
    if let Some(held) = &system.held {
        fact(
            "Held at",
            format!(
                "{}; waymarkctl follow takes updates again",
                short_digest(held)
            ),
        );
    }
    if let Some(end) = &system.end_of_life {
        fact("Stream ends", end.clone());
    }
    if let Some(newer) = &system.newer_stream {
        fact(
            "Newer",
            format!("{newer}; to see what it changes: waymarkctl rebase --dry-run {newer}"),
        );
    }
    if let Some(driver) = &system.update_driver {
        fact(
            "Updated by",
            format!("{driver}; waymarkctl update is refused"),
        );
    }
    facts
}

/// A version string as it is, a digest to look at.
pub(super) fn short_digest(held: &str) -> &str {
    if held.starts_with("sha256:") {
        short(held)
    } else {
        held
    }
}

fn state(state: StreamState) -> Option<&'static str> {
    match state {
        StreamState::Unknown | StreamState::Current => None,
        StreamState::Missing => {
            Some("the remote has it no more; what there is: waymarkctl streams")
        }
        StreamState::Older => Some("the remote offers something older than what runs"),
        StreamState::Fixed => Some("it names one version by its content: no update will ever come"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_a_user_should_know_of_the_stream_is_told() {
        let system = System {
            stream: Some("sample/44".into()),
            remote: Some("sample".into()),
            stream_state: Some(StreamState::Missing),
            held: Some(format!("sha256:{}", "0a".repeat(32))),
            end_of_life: Some("ended in May".into()),
            newer_stream: Some("sample/45".into()),
            update_driver: Some("updater.service".into()),
            ..System::default()
        };
        let expected = [
            ("Follows", "sample/44 from sample"),
            (
                "",
                "the remote has it no more; what there is: waymarkctl streams",
            ),
            (
                "Held at",
                "0a0a0a0a0a0a; waymarkctl follow takes updates again",
            ),
            ("Stream ends", "ended in May"),
            (
                "Newer",
                "sample/45; to see what it changes: waymarkctl rebase --dry-run sample/45",
            ),
            (
                "Updated by",
                "updater.service; waymarkctl update is refused",
            ),
        ];
        let expected = expected.map(|(what, value)| [what.to_owned(), value.to_owned()]);
        assert_eq!(facts(&system), expected);
        assert!(facts(&System::default()).is_empty());
    }
}
