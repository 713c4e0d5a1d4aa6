//! References to deployments and versions.

use std::{fmt, str::FromStr};

/// Longest reference that is looked at; real ones stay below 150 characters.
const MAX_LENGTH: usize = 512;

/// What an action is about: a deployment on this disk or a version by its content.
///
/// On the bus: `deployment:ID` or `version:CHECKSUM-or-DIGEST`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ref {
    /// A deployment on this disk, by its stable id (`stateroot-checksum.serial` where libostree keeps it).
    Deployment(String),
    /// A version, by checksum or digest.
    Version(String),
}

/// Why a text is no reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefError {
    /// Neither `deployment:` nor `version:` stands in front.
    #[error("a reference starts with “deployment:” or “version:”")]
    Scheme,
    /// Nothing stands behind the colon.
    #[error("the reference names nothing")]
    Empty,
    /// It is longer than any real reference.
    #[error("the reference is longer than {MAX_LENGTH} characters")]
    TooLong,
    /// It holds a character that no id has.
    #[error("the reference holds the character {0:?}")]
    Character(char),
    /// The id could be mistaken for an option or a path.
    #[error("the reference starts with “-” or holds “..”")]
    Shape,
}

impl Ref {
    /// The id or checksum without its scheme.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Deployment(id) | Self::Version(id) => id,
        }
    }
}

impl FromStr for Ref {
    type Err = RefError;

    fn from_str(text: &str) -> Result<Self, RefError> {
        if text.len() > MAX_LENGTH {
            return Err(RefError::TooLong);
        }
        let (scheme, id) = text.split_once(':').ok_or(RefError::Scheme)?;
        let make = match scheme {
            "deployment" => Self::Deployment,
            "version" => Self::Version,
            _ => return Err(RefError::Scheme),
        };
        if id.is_empty() {
            return Err(RefError::Empty);
        }
        if let Some(bad) = id
            .chars()
            .find(|c| !(c.is_ascii_alphanumeric() || "-_.:+@".contains(*c)))
        {
            return Err(RefError::Character(bad));
        }
        if id.starts_with('-') || id.contains("..") {
            return Err(RefError::Shape);
        }
        Ok(make(id.to_owned()))
    }
}

impl fmt::Display for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deployment(id) => write!(f, "deployment:{id}"),
            Self::Version(id) => write!(f, "version:{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for text in [
            "deployment:sample-0a1b.0",
            "version:sha256:0a1b",
            "version:0a1b",
        ] {
            assert_eq!(text.parse::<Ref>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_what_names_nothing_or_something_else() {
        let cases = [
            ("", RefError::Scheme),
            ("0", RefError::Scheme),
            ("index:0", RefError::Scheme),
            ("deployment:", RefError::Empty),
            ("version:a b", RefError::Character(' ')),
            ("version:../../etc", RefError::Character('/')),
            ("version:a..b", RefError::Shape),
            ("version:--help", RefError::Shape),
            ("version:a\u{202e}b", RefError::Character('\u{202e}')),
        ];
        for (text, error) in cases {
            assert_eq!(text.parse::<Ref>(), Err(error), "{text}");
        }
        let long = format!("version:{}", "a".repeat(1 << 20));
        assert_eq!(long.parse::<Ref>(), Err(RefError::TooLong));
    }
}
