//! `etc`: what differs in /etc from the published image.

use serde_json::json;
use waymark_client::Client;
use waymark_model::ChangeKind;

use crate::{failure::Failure, output::Output, print};

/// The files that differ.
pub(super) async fn list(search: &str, client: &Client, output: &Output) -> Result<(), Failure> {
    let (summary, changes) = client.local_changes(search).await?;
    output.result(
        || json!({"summary": summary, "changes": changes}),
        || print::changes::text(ChangeKind::File, search, &summary, &changes),
    );
    Ok(())
}

/// How one of them differs.
pub(super) async fn file(
    file: &str,
    secret: bool,
    client: &Client,
    output: &Output,
) -> Result<(), Failure> {
    let difference = client.file_difference(&path(file), secret).await?;
    output.result(
        || json!({"difference": difference}),
        || print::etc::text(&difference),
    );
    Ok(())
}

/// The path of a file that was named by all of it, or by what is below /etc.
fn path(file: &str) -> String {
    if file.starts_with('/') {
        file.to_owned()
    } else {
        format!("/etc/{file}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_its_path_or_by_what_is_below_etc() {
        assert_eq!(path("/etc/hosts"), "/etc/hosts");
        assert_eq!(path("ssh/sshd_config"), "/etc/ssh/sshd_config");
        assert_eq!(path("/usr/bin/env"), "/usr/bin/env", "the service refuses");
    }
}
