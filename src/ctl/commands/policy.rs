//! `policy`.

use serde_json::json;
use waymark_client::Client;
use waymark_model::Action;

use super::actions::see_through;
use crate::{
    args::{Policy, PolicyChange},
    failure::Failure,
    output::Output,
    print::{self, dates::Dates},
    settings,
};

/// Shows the policy, explains it, or changes it.
pub(super) async fn run(asked: Policy, client: &Client, output: &Output) -> Result<(), Failure> {
    if let Some(PolicyChange::Set { settings, wait }) = asked.change {
        let changes = settings::changes(&settings)?;
        let seen = client.snapshot().await?;
        let action = Action::SetPolicy { changes };
        return see_through(&action, wait, &seen, None, client, output).await;
    }
    let policy = client.policy().await?;
    output.result(
        || json!({"policy": policy}),
        || {
            if asked.explain {
                print::policy::explained(&policy, Dates::system())
            } else {
                print::policy::text(&policy, Dates::system())
            }
        },
    );
    Ok(())
}
