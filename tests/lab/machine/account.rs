//! The users that the running deployment knows.

use std::{fs, path::Path};

use anyhow::{Context, Result};

/// A line of `/etc/passwd`.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) home: String,
}

impl Account {
    /// Looks a user up in the deployment at `deployment`.
    pub(crate) fn find(deployment: &Path, name: &str) -> Result<Self> {
        let text = fs::read_to_string(deployment.join("etc/passwd"))?;
        text.lines()
            .filter_map(parse)
            .find(|account| account.name == name)
            .with_context(|| format!("the sample system has no user {name:?}"))
    }
}

fn parse(line: &str) -> Option<Account> {
    let mut fields = line.split(':');
    let name = fields.next()?.to_owned();
    let uid = fields.nth(1)?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    let home = fields.nth(1)?.to_owned();
    Some(Account {
        name,
        uid,
        gid,
        home,
    })
}
