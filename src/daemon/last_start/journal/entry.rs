//! Entries of the journal, and what they mean. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use waymark_model::StartReason;

use super::super::Finalization;

/// The fields that are asked for.
pub(super) const FIELDS: &str = "MESSAGE,MESSAGE_ID,UNIT,UNIT_RESULT";

/// libostree's message that the boot list was written.
const WRITTEN: &str = "dd440e3e549083b63d0efc7dc15255f1";
/// systemd's messages that a unit failed to start, that it failed, that it started, and that it stopped.
const START_FAILED: &str = "be02cf6855d2428ba40df7e9d022f03d";
const FAILED: &str = "d9b373ed55a64feb8242e02dbe79a49c";
const STARTED: &str = "39f53479d3a045ac8e11786248231fbf";
const STOPPED: &str = "9d1aaa27d60140bd96365438aad20286";

/// Matches of what systemd says of the states of units.
pub(super) const STATES: [&str; 4] = [
    "MESSAGE_ID=be02cf6855d2428ba40df7e9d022f03d",
    "MESSAGE_ID=d9b373ed55a64feb8242e02dbe79a49c",
    "MESSAGE_ID=39f53479d3a045ac8e11786248231fbf",
    "MESSAGE_ID=9d1aaa27d60140bd96365438aad20286",
];
/// Matches of what ends a boot in order: logind's word that a shutdown begins. That the
/// journal is closed says nothing; so it is when the initrd is left, too.
pub(super) const ENDS: [&str; 2] = ["MESSAGE_ID=98268866d1d54a499c4e98921d93bc40", "_UID=0"];

/// What a full file system makes programs say.
const FULL: [&str; 3] = [
    "No space left on device",
    "Disk quota exceeded",
    "insufficient space",
];

/// An entry, as far as it is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Entry {
    #[serde(rename = "MESSAGE", deserialize_with = "text")]
    message: String,
    #[serde(rename = "MESSAGE_ID", deserialize_with = "text")]
    message_id: String,
    /// The unit that systemd writes about.
    #[serde(rename = "UNIT", deserialize_with = "text")]
    unit: String,
    /// How a unit ended, if it failed.
    #[serde(rename = "UNIT_RESULT", deserialize_with = "text")]
    unit_result: String,
}

/// A field is a text, an array of bytes where it is none, an array of texts if it is
/// there more than once, and null if it is too long.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) => text,
        Value::Array(all) => match all.first() {
            Some(Value::String(text)) => text.clone(),
            _ => {
                let bytes = all
                    .iter()
                    .filter_map(|one| u8::try_from(one.as_u64()?).ok());
                String::from_utf8_lossy(&bytes.collect::<Vec<u8>>()).into_owned()
            }
        },
        _ => String::new(),
    })
}

/// The entries of `journalctl --output=json`. A line that is none is left out.
pub(super) fn entries(json: &[u8]) -> Vec<Entry> {
    json.split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
        .collect()
}

impl Entry {
    pub(super) fn tells_of_a_fallback(&self) -> bool {
        self.message.contains("FALLBACK BOOT DETECTED")
    }

    fn tells_of_a_full_disk(&self) -> bool {
        self.message.contains("error: ") && is_full(&self.message)
    }
}

fn is_full(text: &str) -> bool {
    FULL.iter().any(|words| text.contains(words))
}

/// What the finalization unit's messages say of a shutdown.
pub(super) fn finalization(entries: &[Entry]) -> Finalization {
    let mut told = Finalization::Unknown;
    let full = entries.iter().any(Entry::tells_of_a_full_disk);
    for entry in entries {
        let message = entry.message.as_str();
        if entry.message_id == WRITTEN || message.starts_with("Bootloader updated") {
            // What fails after that does no harm to the boot list.
            return Finalization::Done;
        }
        if message.starts_with("Not finalizing") {
            told = Finalization::Failed(StartReason::Locked);
        } else if message.starts_with("No deployment staged for finalization") {
            told = Finalization::NothingStaged;
        } else if entry.message_id == FAILED {
            told = Finalization::Failed(match entry.unit_result.as_str() {
                "timeout" => StartReason::TimedOut,
                "signal" | "core-dump" | "watchdog" | "oom-kill" => StartReason::Killed,
                _ if full => StartReason::NoSpace,
                _ => StartReason::Other,
            });
        } else if message.starts_with("error: ") && told == Finalization::Unknown {
            told = Finalization::Failed(if full {
                StartReason::NoSpace
            } else {
                StartReason::Other
            });
        }
    }
    told
}

/// Why the finalization before this start failed, as libostree says after it.
pub(super) fn failed_before(entries: &[Entry]) -> Option<StartReason> {
    let said = entries
        .iter()
        .find(|one| one.message.contains("failed on previous boot"))?;
    Some(if is_full(&said.message) {
        StartReason::NoSpace
    } else {
        StartReason::Other
    })
}

/// The units whose last message is that they failed.
pub(super) fn failed_units(entries: &[Entry]) -> Vec<String> {
    let mut failed = BTreeMap::new();
    for entry in entries.iter().filter(|one| !one.unit.is_empty()) {
        let has_failed = match entry.message_id.as_str() {
            START_FAILED | FAILED => true,
            STARTED | STOPPED => false,
            _ => continue,
        };
        failed.insert(entry.unit.clone(), has_failed);
    }
    let failed = failed.into_iter().filter(|(_, failed)| *failed);
    failed.map(|(unit, _)| unit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_may_have_any_form() {
        let json = concat!(
            "{\"MESSAGE\":\"as text\",\"UNIT\":\"a.service\"}\n",
            "{\"MESSAGE\":[101,114,27,255],\"MESSAGE_ID\":[\"first\",\"second\"]}\n",
            "{\"MESSAGE\":null,\"UNIT\":{\"odd\":1}}\n",
            "not json\n[]\n7\n{\"MESSAGE\":\"cut",
        );
        let entries = entries(json.as_bytes());
        let messages: Vec<_> = entries.iter().map(|one| one.message.as_str()).collect();
        // An array is a struct to serde, which lacks its fields here.
        assert_eq!(messages[..3], ["as text", "er\u{1b}\u{fffd}", ""]);
        assert_eq!(entries[1].message_id, "first");
        assert_eq!(entries[2].unit, "");
        assert!(entries[3..].iter().all(|one| *one == Entry::default()));
    }

    #[test]
    fn a_later_word_counts_for_a_unit() {
        let say = |unit: &str, id: &str| Entry {
            unit: unit.into(),
            message_id: id.into(),
            ..Entry::default()
        };
        let said = [
            say("a.service", START_FAILED),
            say("b.service", FAILED),
            say("b.service", STARTED),
            say("c.mount", STARTED),
            say("c.mount", "of something else"),
            say("", FAILED),
        ];
        assert_eq!(failed_units(&said), ["a.service"]);
    }
}
