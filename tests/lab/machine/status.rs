//! The deployments as `ostree admin status` tells them: what libostree says,
//! not what Waymark says.

/// One deployment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Deployed {
    /// The stateroot that it belongs to.
    pub stateroot: String,
    /// The checksum of its commit.
    pub checksum: String,
    /// What tells it from others of the same checksum.
    pub serial: u32,
    /// The version in its commit, or empty.
    pub version: String,
    /// It runs now.
    pub running: bool,
    /// It is prepared for the next start.
    pub staged: bool,
    /// It is in the boot list, before the running one.
    pub pending: bool,
    /// It is the first in the boot list after the running one.
    pub rollback: bool,
    /// Nothing deletes it.
    pub pinned: bool,
}

impl Deployed {
    /// The id as the bus names it: `stateroot-checksum.serial`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}-{}.{}", self.stateroot, self.checksum, self.serial)
    }
}

/// Reads the output of `ostree admin status`, in boot order.
pub(crate) fn parse(text: &str) -> Vec<Deployed> {
    let mut found: Vec<Deployed> = Vec::new();
    for line in text.lines() {
        if let Some(detail) = line.strip_prefix("    ") {
            let Some(last) = found.last_mut() else {
                continue;
            };
            match detail.trim().split_once(": ") {
                Some(("Version", version)) => version.clone_into(&mut last.version),
                Some(("Pinned", answer)) => last.pinned = answer == "yes",
                _ => {}
            }
        } else if let Some(deployed) = headline(line) {
            found.push(deployed);
        }
    }
    found
}

/// A line such as `* sample 5e15aa….0 (staged)`.
fn headline(line: &str) -> Option<Deployed> {
    let running = line.starts_with('*');
    let mut words = line.trim_start_matches('*').split_whitespace();
    let stateroot = words.next()?.to_owned();
    let (checksum, serial) = words.next()?.split_once('.')?;
    let mark = words.next().unwrap_or_default();
    Some(Deployed {
        stateroot,
        checksum: checksum.to_owned(),
        serial: serial.parse().ok()?,
        running,
        staged: mark == "(staged)",
        pending: mark == "(pending)",
        rollback: mark == "(rollback)",
        ..Deployed::default()
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_status_with_every_mark() {
        let text = "\
  sample aa.0 (staged)
    Version: 42.3
    origin: <unknown origin type>
* sample bb.1
    Version: 42.2
    origin refspec: sample:sample/x86_64/stable
  sample cc.0 (rollback)
    Version: 42.1
    Pinned: yes
";
        let found = parse(text);
        assert_eq!(found.len(), 3);
        assert!(found[0].staged && !found[0].running);
        assert_eq!(
            (found[1].id().as_str(), found[1].version.as_str()),
            ("sample-bb.1", "42.2")
        );
        assert!(found[1].running && !found[1].pinned);
        assert!(found[2].rollback && found[2].pinned);
    }
}
