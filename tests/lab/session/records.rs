//! The records below `/run/systemd` in which sd-login, and so polkit, finds
//! sessions (contracts/polkit.md: all of them are needed).

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use super::Presence;

/// One session, as logind would know it.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) id: String,
    pub(super) uid: u32,
    pub(super) user: String,
    pub(super) presence: Presence,
}

impl Record {
    /// The seat; each local session has one of its own, so that several can
    /// be active at once.
    fn seat(&self) -> Option<String> {
        let number = self
            .id
            .strip_prefix('c')
            .and_then(|number| number.parse::<u32>().ok())?;
        (self.presence != Presence::Remote).then(|| format!("seat{}", number - 1))
    }

    fn active(&self) -> bool {
        self.presence != Presence::Inactive
    }

    fn state(&self) -> &'static str {
        if self.active() { "active" } else { "online" }
    }
}

/// Writes what `/run/systemd` in `run` says of `sessions`, and of none else.
pub(super) fn write(run: &Path, sessions: &[Record]) -> Result<()> {
    let root = run.join("systemd");
    let mut files: BTreeMap<PathBuf, String> = BTreeMap::new();
    for session in sessions {
        files.insert(
            root.join("sessions").join(&session.id),
            session_file(session),
        );
        let own: Vec<&Record> = sessions
            .iter()
            .filter(|other| other.uid == session.uid)
            .collect();
        files.insert(
            root.join("users").join(session.uid.to_string()),
            user_file(&own),
        );
        if let Some(seat) = session.seat() {
            files.insert(root.join("seats").join(seat), seat_file(session));
        }
    }
    for folder in ["sessions", "users", "seats"] {
        for entry in fs::read_dir(root.join(folder))? {
            let path = entry?.path();
            if !files.contains_key(&path) {
                fs::remove_file(path)?;
            }
        }
    }
    // Readers must never see half a file.
    for (path, text) in files {
        let part = run.join("systemd/part");
        fs::write(&part, text)?;
        fs::rename(part, path)?;
    }
    Ok(())
}

fn session_file(session: &Record) -> String {
    let Record {
        id: _,
        uid,
        user,
        presence,
    } = session;
    let seat = session
        .seat()
        .map(|seat| format!("SEAT={seat}\n"))
        .unwrap_or_default();
    format!(
        "UID={uid}\nUSER={user}\nACTIVE={}\nIS_DISPLAY=1\nSTATE={}\nREMOTE={}\nTYPE=wayland\nCLASS=user\n{seat}",
        u8::from(session.active()),
        session.state(),
        u8::from(*presence == Presence::Remote),
    )
}

fn user_file(sessions: &[&Record]) -> String {
    let names = |wanted: &dyn Fn(&Record) -> bool| {
        let found: Vec<&str> = sessions
            .iter()
            .filter(|one| wanted(one))
            .map(|one| one.id.as_str())
            .collect();
        found.join(" ")
    };
    let seats = |wanted: &dyn Fn(&Record) -> bool| {
        let found: Vec<String> = sessions
            .iter()
            .filter(|one| wanted(one))
            .filter_map(|one| one.seat())
            .collect();
        found.join(" ")
    };
    let shown = sessions
        .iter()
        .find(|one| one.active())
        .or(sessions.first());
    let (state, display, name, uid) = shown.map_or(("closing", "", "", 0), |one| {
        (one.state(), one.id.as_str(), one.user.as_str(), one.uid)
    });
    format!(
        "NAME={name}\nSTATE={state}\nRUNTIME=/run/user/{uid}\nDISPLAY={display}\nSESSIONS={all}\nSEATS={all_seats}\n\
         ACTIVE_SESSIONS={active}\nONLINE_SESSIONS={all}\nACTIVE_SEATS={active_seats}\nONLINE_SEATS={all_seats}\n",
        all = names(&|_| true),
        all_seats = seats(&|_| true),
        active = names(&Record::active),
        active_seats = seats(&Record::active),
    )
}

fn seat_file(session: &Record) -> String {
    let Record { id, uid, .. } = session;
    let active = if session.active() {
        format!("ACTIVE={id}\nACTIVE_UID={uid}\n")
    } else {
        String::new()
    };
    format!("{active}SESSIONS={id}\nUIDS={uid}\nCAN_GRAPHICAL=1\n")
}
