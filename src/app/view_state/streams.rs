//! What the system follows: its next major version, its end, and choosing another.

use waymark_model::{ActionName, Error, Stream, StreamState};

use super::{
    Request, World,
    notices::{Notice, NoticeAction},
    text,
};
use crate::tr;

/// The part in which a stream differs from the followed one: `45` of
/// `fedora/45/x86_64/silverblue` beside `fedora/44/…`. All of it where more differs.
pub(crate) fn short(stream: &str, followed: Option<&str>) -> String {
    fn parts(stream: &str) -> Vec<&str> {
        stream.split(['/', ':', '-', '@']).collect()
    }
    let whole = text::plain(stream);
    let Some(followed) = followed else {
        return whole;
    };
    let (new, old) = (parts(stream), parts(followed));
    let mut different = new.iter().zip(&old).filter(|(new, old)| new != old);
    match (new.len() == old.len(), different.next(), different.next()) {
        (true, Some((part, _)), None) if !part.is_empty() => text::plain(part),
        _ => whole,
    }
}

/// Whether a stream is the next major version of what is followed, with its remote named
/// or not.
pub(crate) fn is_newer(world: &World, stream: &str) -> bool {
    let newer = world.snapshot.system.newer_stream.as_deref();
    newer.is_some_and(|newer| {
        stream == newer
            || stream
                .split_once(':')
                .is_some_and(|(_, name)| name == newer)
    })
}

/// The next major version of what is followed, where it can be gone on to.
pub(crate) fn newer(world: &World) -> Option<(String, Request)> {
    let system = &world.snapshot.system;
    let newer = system
        .newer_stream
        .as_ref()
        .filter(|_| world.can(ActionName::Rebase))?;
    let short = short(newer, system.stream.as_deref());
    Some((short, Request::ChooseStream(Some(newer.clone()))))
}

/// The way on from a stream that ends: its successor, or any other.
pub(crate) fn way_on(world: &World) -> Option<(String, Request)> {
    if let Some((short, request)) = newer(world) {
        return Some((tr!("stream-upgrade", stream = short), request));
    }
    world
        .can(ActionName::Rebase)
        .then(|| (tr!("stream-follow-other"), Request::ChooseStream(None)))
}

/// What a check found of the stream itself, where that needs a person.
pub(crate) fn state_notice(world: &World) -> Option<Notice> {
    let system = &world.snapshot.system;
    let other = || way_on(world);
    let check = || Some((tr!("updates-check-again"), Request::Check));
    let (text, way) = match system.stream_state? {
        StreamState::Missing => (tr!("stream-missing"), other()),
        StreamState::Older => (tr!("stream-older"), check()),
        StreamState::Fixed => (tr!("stream-fixed"), other()),
        StreamState::Unknown | StreamState::Current => return None,
    };
    let action = way
        .filter(|_| world.is_idle())
        .map(|(label, request)| NoticeAction {
            name: label.clone(),
            label,
            request,
        });
    Some(Notice {
        text,
        action,
        ..Notice::default()
    })
}

/// A stream in the list to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StreamRow {
    /// What is followed if it is chosen.
    pub(crate) name: String,
    /// The same, to be shown.
    pub(crate) title: String,
    /// What is known of it, in one line.
    pub(crate) subtitle: String,
    /// Whether it can be chosen: it is not followed already.
    pub(crate) choosable: bool,
    /// Whether it is the next major version of what is followed.
    pub(crate) newer: bool,
}

/// The rows of the streams there are: the next one, the followed one, all others by name.
pub(crate) fn rows(world: &World, streams: &[Stream]) -> Vec<StreamRow> {
    let mut streams: Vec<&Stream> = streams.iter().collect();
    streams.sort_by_key(|stream| (!stream.newer, !stream.followed, stream.name.clone()));
    streams
        .into_iter()
        .map(|stream| {
            let state = match (stream.followed, stream.newer) {
                (true, _) => tr!("stream-followed"),
                (false, true) => tr!("stream-newer"),
                (false, false) => String::new(),
            };
            let date = stream
                .timestamp
                .map(|at| tr!("updates-published", ago = text::ago(world.now, at)))
                .unwrap_or_default();
            let end = stream.end_of_life.as_deref().map(text::plain);
            StreamRow {
                name: stream.name.clone(),
                title: text::plain(&stream.name),
                subtitle: text::facts([state, date, end.unwrap_or_default()]),
                choosable: !stream.followed,
                newer: stream.newer,
            }
        })
        .collect()
}

/// Why an entered text cannot be a reference of a stream; `None` if it may be one.
pub(crate) fn refusal(entered: &str) -> Option<String> {
    let entered = entered.trim();
    let odd = |c: char| c.is_whitespace() || c.is_control();
    (entered.is_empty() || entered.starts_with('-') || entered.chars().any(odd))
        .then(|| tr!("stream-entry-wrong"))
}

/// Every package that stands in the way of a rebase, where that is why it was refused.
pub(crate) fn in_the_way(error: &Error) -> Option<Vec<String>> {
    let packages = error.fields.packages.as_ref()?;
    let mut packages: Vec<String> = packages.iter().map(|p| text::plain(p)).collect();
    packages.sort();
    packages.dedup();
    (!packages.is_empty()).then_some(packages)
}

/// What stays as the way back, in a sentence.
pub(crate) fn way_back(world: &World) -> String {
    world.snapshot.booted().map_or_else(String::new, |running| {
        let version = text::version(running.version.as_deref(), &running.checksum);
        tr!("rebase-way-back", version = version)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::{bare, testing};
    use waymark_model::ErrorKind;

    #[test]
    fn the_next_stream_is_known_with_its_remote_too() {
        let mut world = testing::world();
        assert!(!is_newer(&world, "sample/45"));
        testing::snapshot(&mut world).system.newer_stream = Some("sample/45".into());
        assert!(is_newer(&world, "sample/45"));
        assert!(is_newer(&world, "remote:sample/45"));
        assert!(!is_newer(&world, "sample/46"));
    }

    #[test]
    fn a_stream_is_named_by_what_differs() {
        let refs = |new| short(new, Some("fedora/44/x86_64/silverblue"));
        assert_eq!(refs("fedora/45/x86_64/silverblue"), "45");
        assert_eq!(refs("fedora/45/x86_64/kinoite"), "fedora/45/x86_64/kinoite");
        assert_eq!(refs("other"), "other");
        let image = "ostree-image-signed:docker://quay.io/example/os:44";
        let next = image.replace(":44", ":45");
        assert_eq!(short(&next, Some(image)), "45");
        assert_eq!(short("a/1", None), "a/1");
    }

    #[test]
    fn a_stream_that_ends_leads_to_its_successor_or_to_the_choice() {
        let mut world = testing::world();
        let (label, request) = way_on(&world).unwrap();
        assert_eq!(label, "Follow Another Stream…");
        assert_eq!(request, Request::ChooseStream(None));
        testing::snapshot(&mut world).system.newer_stream = Some("sample/45".into());
        let (label, request) = way_on(&world).unwrap();
        assert_eq!(bare(&label), "Upgrade to 45…");
        assert_eq!(request, Request::ChooseStream(Some("sample/45".into())));
        testing::snapshot(&mut world).system.actions.clear();
        assert_eq!(way_on(&world), None);
    }

    #[test]
    fn each_state_of_a_stream_has_a_sentence_and_a_step() {
        let mut world = testing::world();
        let mut told = Vec::new();
        for state in [StreamState::Missing, StreamState::Older, StreamState::Fixed] {
            testing::snapshot(&mut world).system.stream_state = Some(state);
            let notice = state_notice(&world).unwrap();
            assert!(notice.action.is_some(), "{state}");
            told.push(notice.text);
        }
        told.dedup();
        assert_eq!(told.len(), 3);
        testing::snapshot(&mut world).system.stream_state = Some(StreamState::Current);
        assert_eq!(state_notice(&world), None);
    }

    #[test]
    fn the_next_stream_stands_above_the_followed_one() {
        let stream = |name: &str| Stream {
            name: name.into(),
            ..Stream::default()
        };
        let all = [
            stream("os/43"),
            Stream {
                followed: true,
                ..stream("os/44")
            },
            Stream {
                newer: true,
                ..stream("os/45")
            },
        ];
        let rows = rows(&testing::world(), &all);
        let titles: Vec<&str> = rows.iter().map(|row| row.title.as_str()).collect();
        assert_eq!(titles, ["os/45", "os/44", "os/43"]);
        assert_eq!(rows[1].subtitle, "Followed now");
        assert!(!rows[1].choosable && rows[0].choosable);
    }

    #[test]
    fn an_entered_reference_is_one_word() {
        assert_eq!(refusal(" quay.io/example/os:45 "), None);
        for wrong in ["", "  ", "a b", "--install", "a\u{7}"] {
            assert!(refusal(wrong).is_some(), "{wrong:?}");
        }
    }

    #[test]
    fn all_packages_in_the_way_are_named() {
        let mut error = Error::new(ErrorKind::Conflict, "x");
        assert_eq!(in_the_way(&error), None);
        error.fields.packages = Some(["b", "a", "b"].map(String::from).into());
        assert_eq!(in_the_way(&error), Some(vec!["a".into(), "b".into()]));
    }
}
