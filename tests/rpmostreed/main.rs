//! rpm-ostreed-double: stands in for rpm-ostreed in the sample system, started by the
//! bus. With `client METHOD` it is another program that uses it.

use anyhow::Result;

#[tokio::main]
async fn main() -> Result<()> {
    waymark_rpmostreed::service::run().await
}
