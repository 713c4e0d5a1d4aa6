//! What polkit must answer, computed from what is installed: the defaults of each action
//! (`data/polkit/….policy`), the rules file, and the lab's own rules for two users.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};
use roxmltree::{Document, Node, ParsingOptions};
use waymark_lab::session::Presence;

const PREFIX: &str = "io.github.waymarkos.Waymark1.";
const POLICY: &str = include_str!("../../../data/polkit/io.github.waymarkos.Waymark1.policy");
const RULES: &str = include_str!("../../../data/polkit/60-io.github.waymarkos.Waymark1.rules");

/// What polkit says of an action and a caller before anybody was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Yes,
    No,
    /// With an administrator's password, which may be kept for a while.
    Password {
        kept: bool,
    },
}

/// What an action needs where no rule says otherwise.
#[derive(Debug, Clone, Copy)]
struct Defaults {
    any: Verdict,
    inactive: Verdict,
    active: Verdict,
}

/// Whom the rules file lets do what without a password.
#[derive(Debug)]
struct Rules {
    everyone: Vec<String>,
    administrators: Vec<String>,
}

/// All that polkit goes by.
#[derive(Debug)]
pub(super) struct Answers {
    defaults: BTreeMap<String, Defaults>,
    rules: Option<Rules>,
}

/// Who sits before the agent, if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Person {
    Nobody,
    ClosesTheDialog,
    KnowsThePassword,
}

/// A program that calls, in a session of a user.
#[derive(Debug)]
pub(super) struct Who {
    pub(super) user: &'static str,
    pub(super) presence: Presence,
    /// What was opened to it with a password that polkit remembers.
    pub(super) kept: BTreeSet<String>,
}

impl Answers {
    /// Reads the files; without `with_rules` as where the rules file is not installed.
    pub(super) fn read(with_rules: bool) -> Result<Self> {
        Ok(Self {
            defaults: defaults()?,
            rules: with_rules.then(rules).transpose()?,
        })
    }

    /// Whether the policy file has this action of ours.
    pub(super) fn know(&self, gate: &str) -> bool {
        self.defaults.contains_key(gate)
    }

    /// Whether a call that needs all of `gates` is answered, and what polkit asks the
    /// person for first, by its ids.
    pub(super) fn to(
        &self,
        who: &mut Who,
        gates: &[String],
        interactive: bool,
        person: Person,
    ) -> Result<(bool, Vec<String>)> {
        let mut asked = Vec::new();
        let mut verdicts = Vec::new();
        for gate in gates {
            verdicts.push((gate, self.verdict(who, gate)?));
        }
        // Nobody types a password for what another gate forbids.
        if verdicts.iter().any(|(_, verdict)| *verdict == Verdict::No) {
            return Ok((false, asked));
        }
        for (gate, verdict) in verdicts {
            let Verdict::Password { kept } = verdict else {
                continue;
            };
            if who.kept.contains(gate) {
                continue;
            }
            if !interactive || person == Person::Nobody {
                return Ok((false, asked));
            }
            asked.push(format!("{PREFIX}{gate}"));
            if person == Person::ClosesTheDialog {
                return Ok((false, asked));
            }
            if kept {
                who.kept.insert(gate.clone());
            }
        }
        Ok((true, asked))
    }

    fn verdict(&self, who: &Who, gate: &str) -> Result<Verdict> {
        let defaults = self.defaults.get(gate);
        let defaults = defaults.with_context(|| format!("the policy file has no “{gate}”"))?;
        let active = who.presence == Presence::Active;
        let by_rules = self.rules.as_ref().filter(|_| active);
        Ok(match (who.user, by_rules) {
            // polkit itself: root may do everything.
            ("root", _) => Verdict::Yes,
            // The lab's rules.
            ("refused", _) => Verdict::No,
            ("keeper", _) => Verdict::Password { kept: true },
            (user, Some(rules)) if rules.open(user, gate) => Verdict::Yes,
            _ => match who.presence {
                Presence::Active => defaults.active,
                Presence::Inactive => defaults.inactive,
                Presence::Remote | Presence::None => defaults.any,
            },
        })
    }
}

impl Rules {
    fn open(&self, user: &str, gate: &str) -> bool {
        let holds = |list: &[String]| list.iter().any(|word| word == gate);
        holds(&self.everyone) || (user == "admin" && holds(&self.administrators))
    }
}

fn defaults() -> Result<BTreeMap<String, Defaults>> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    let policy = Document::parse_with_options(POLICY, options)?;
    let actions = policy
        .descendants()
        .filter(|node| node.has_tag_name("action"));
    actions
        .map(|action| {
            let id = action.attribute("id").context("an action has no id")?;
            let gate = id.strip_prefix(PREFIX).with_context(|| id.to_owned())?;
            let defaults = Defaults {
                any: default(action, "allow_any")?,
                inactive: default(action, "allow_inactive")?,
                active: default(action, "allow_active")?,
            };
            Ok((gate.to_owned(), defaults))
        })
        .collect()
}

fn default(action: Node<'_, '_>, name: &str) -> Result<Verdict> {
    let found = action.descendants().find(|node| node.has_tag_name(name));
    Ok(
        match found.and_then(|node| node.text()).unwrap_or_default() {
            "yes" => Verdict::Yes,
            "no" => Verdict::No,
            "auth_admin" => Verdict::Password { kept: false },
            "auth_admin_keep" => Verdict::Password { kept: true },
            other => bail!("{name} of an action is “{other}”"),
        },
    )
}

/// The two lists of the rules file: each is JSON too.
fn rules() -> Result<Rules> {
    let list = |name: &str| -> Result<Vec<String>> {
        let (_, rest) = RULES
            .split_once(&format!("var {name} = "))
            .with_context(|| format!("the rules file has no list “{name}”"))?;
        let (list, _) = rest.split_once(';').context("a list does not end")?;
        Ok(serde_json::from_str(list)?)
    };
    Ok(Rules {
        everyone: list("everyone")?,
        administrators: list("administrators")?,
    })
}
