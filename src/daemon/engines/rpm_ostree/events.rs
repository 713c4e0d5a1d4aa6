//! What a transaction says on its own connection.

use waymark_model::Dict;
use zbus::{Message, OwnedVariant, message::Type};

use super::{
    signatures::Signature,
    values::{Read, Reader},
};

/// The interface of a transaction.
pub(crate) const TRANSACTION: &str = "org.projectatomic.rpmostree1.Transaction";

const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// Counters of a pull from an OSTree remote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Download {
    /// Descriptions of folders and commits that are still being fetched.
    pub(crate) outstanding_metadata: u32,
    /// Parts of a static delta: fetched, of how many, and the bytes of all.
    pub(crate) delta: (u32, u32, u64),
    /// Objects with content: fetched, of how many that are known of so far.
    pub(crate) content: (u32, u32),
    /// Bytes transferred.
    pub(crate) bytes: u64,
    /// Bytes per second, on average.
    pub(crate) rate: u64,
}

/// One signal of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    /// It has (another) title.
    Title(String),
    /// A line for people.
    Message(String),
    /// A step without a measure began.
    TaskBegin(String),
    /// It ended.
    TaskEnd(String),
    /// How far a step is; counted steps say it in the text, as “(2/6)”.
    Percent {
        /// The step.
        text: String,
        /// 0 to 100; means nothing in counted steps.
        percentage: u32,
    },
    /// How far a pull is.
    Download(Download),
    /// The signatures of a commit were verified.
    Signatures {
        /// Its checksum.
        commit: String,
        /// What was found.
        signatures: Vec<Signature>,
    },
    /// A measured step ended.
    ProgressEnd,
    /// It ended.
    Finished {
        /// Whether it did what was asked.
        success: bool,
        /// Why not, or empty.
        error: String,
    },
}

impl Event {
    /// Reads a message; `None` if it is none of a transaction's signals. A signal
    /// that this version does not know is passed over, one that cannot be read is logged.
    pub(crate) fn decode(message: &Message) -> Option<Self> {
        if message.message_type() != Type::Signal {
            return None;
        }
        let header = message.header();
        let (interface, member) = (header.interface()?.as_str(), header.member()?.as_str());
        let body = message.body();
        let read = match interface {
            TRANSACTION => Self::signal(member, &body),
            PROPERTIES if member == "PropertiesChanged" => Self::title(&body),
            _ => return None,
        };
        match read {
            Ok(event) => event,
            Err(error) => {
                tracing::warn!(member, %error, "a transaction said what cannot be read");
                None
            }
        }
    }

    fn signal(member: &str, body: &zbus::message::Body) -> zbus::Result<Option<Self>> {
        Ok(Some(match member {
            "Message" => Self::Message(body.deserialize()?),
            "TaskBegin" => Self::TaskBegin(body.deserialize()?),
            "TaskEnd" => Self::TaskEnd(body.deserialize()?),
            "PercentProgress" => {
                let (text, percentage) = body.deserialize()?;
                Self::Percent { text, percentage }
            }
            "DownloadProgress" => Self::Download(Download::of(body.deserialize()?)),
            "SignatureProgress" => {
                let (found, commit): (Vec<OwnedVariant>, String) = body.deserialize()?;
                let signatures = found.iter().filter_map(|one| Signature::read(one));
                Self::Signatures {
                    commit,
                    signatures: signatures.collect(),
                }
            }
            "ProgressEnd" => Self::ProgressEnd,
            "Finished" => {
                let (success, error) = body.deserialize()?;
                Self::Finished { success, error }
            }
            _ => return Ok(None),
        }))
    }

    fn title(body: &zbus::message::Body) -> zbus::Result<Option<Self>> {
        let (interface, changed, _): (String, Dict, Vec<String>) = body.deserialize()?;
        let title = Reader::new("transaction", &changed).get("Title");
        Ok(title.filter(|_| interface == TRANSACTION).map(Self::Title))
    }
}

/// Time, outstanding, metadata, delta, content, transfer.
type Counters = (
    (u64, u64),
    (u32, u32),
    (u32, u32, u32),
    (u32, u32, u32, u64),
    (u32, u32),
    (u64, u64),
);

impl Download {
    fn of((_, _, metadata, delta, content, (bytes, rate)): Counters) -> Self {
        Self {
            outstanding_metadata: metadata.2,
            delta: (delta.1, delta.0, delta.3),
            content,
            bytes,
            rate,
        }
    }
}
