//! What the system could follow.

use waymark_model::Stream;

use super::{dates::Dates, table::lines};

/// One line for each stream.
pub(crate) fn text(streams: &[Stream], dates: Dates) -> String {
    if streams.is_empty() {
        return "The remote lists no streams; waymarkctl rebase takes an image reference as well.\n"
            .to_owned();
    }
    let rows: Vec<_> = streams
        .iter()
        .map(|stream| {
            let mut words = Vec::new();
            words.extend(stream.followed.then(|| "followed".to_owned()));
            words.extend(stream.newer.then(|| "the next major version".to_owned()));
            words.extend(stream.end_of_life.clone());
            [
                if stream.followed { "*" } else { " " }.to_owned(),
                stream.name.clone(),
                stream.timestamp.map_or(String::new(), |t| dates.day(t)),
                words.join(", "),
            ]
        })
        .collect();
    lines("  ", &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_told_with_what_they_are() {
        let streams = [
            Stream {
                name: "sample/44".into(),
                followed: true,
                end_of_life: Some("ends in May".into()),
                ..Stream::default()
            },
            Stream {
                name: "sample/45".into(),
                newer: true,
                ..Stream::default()
            },
        ];
        let told = text(&streams, Dates::fixed(0));
        let expected = "  *  sample/44    followed, ends in May
     sample/45    the next major version
";
        assert_eq!(told, expected);
        assert!(text(&[], Dates::fixed(0)).contains("lists no streams"));
    }
}
