//! The service killed in the midst of each deed, at points chosen by chance;
//! `dev/faults` goes through many more.

use anyhow::{Context as _, Result};
use waymark_tests::faults::{Course, Deed, Point};

/// Kills the service once before any change and once before a decision.
fn survives(deed: Deed) -> Result<()> {
    let course = Course::of(deed)?;
    for point in [
        Point::Call(fastrand::usize(..course.calls.len())),
        Point::Decision(fastrand::usize(..course.decisions())),
    ] {
        let found = course.strike(point).with_context(|| format!("{point:?}"))?;
        println!("{deed}, killed {point}: {found}");
    }
    Ok(())
}

#[test]
fn an_update_survives_it() -> Result<()> {
    survives(Deed::Update)
}

#[test]
fn a_restore_survives_it() -> Result<()> {
    survives(Deed::Restore)
}

#[test]
fn a_restore_from_the_remote_survives_it() -> Result<()> {
    survives(Deed::RestoreRemote)
}

#[test]
fn a_deletion_survives_it() -> Result<()> {
    survives(Deed::Delete)
}

#[test]
fn a_clean_up_survives_it() -> Result<()> {
    survives(Deed::CleanUp)
}

#[test]
fn a_change_of_kernel_arguments_survives_it() -> Result<()> {
    survives(Deed::KernelArguments)
}
