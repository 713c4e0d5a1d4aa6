//! What a remote offers to follow: the refs of its summary.

use ostree::glib::{self, variant::FromVariant};
use waymark_model::{Result, Step, Stream};

use crate::{
    check,
    control::Control,
    errors::translate,
    hang_up::HangUp,
    limits::Watch,
    pull, raw,
    read::{Base, Follows},
};

/// A summary: its refs, each with its commit's size, checksum and metadata; and its own metadata.
const SUMMARY: &str = "(a(s(taya{sv}))a{sv})";

/// The streams of the followed remote, by name; empty if it lists none. `followed` is
/// what is followed, if it is not what the running deployment says.
pub(crate) fn list(
    sysroot: &ostree::Sysroot,
    followed: Option<&str>,
    control: &Control,
) -> Result<Vec<Stream>> {
    control.step(Step::Checking);
    control.check()?;
    let base = check::base_on(sysroot, followed)?;
    let Follows { remote, branch } = check::follows(&base)?;
    let watch = Watch::on(control, None)?;
    let hang_up = HangUp::on(watch.stop());
    let patience = pull::patience().end();
    let summary = raw::remote_summary(&sysroot.repo(), remote, &patience, watch.stop());
    drop(hang_up);
    if summary.is_err() {
        watch.end()?;
    }
    control.check()?;
    let Some(summary) = summary.map_err(translate("the streams could not be listed"))? else {
        return Ok(Vec::new());
    };
    let refs = refs(&summary);
    let newer = newer(branch, refs.iter().map(|(name, _)| name.as_str()));
    let mut streams: Vec<_> = refs
        .iter()
        .map(|(name, timestamp)| Stream {
            name: format!("{remote}:{name}"),
            followed: name == branch,
            newer: Some(name.as_str()) == newer,
            timestamp: *timestamp,
            end_of_life: None,
        })
        .collect();
    streams.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(streams)
}

/// The ref of a stream that is named as `REMOTE:REF` or as a ref of the followed remote.
pub(crate) fn named(base: &Base, stream: &str) -> Result<Follows> {
    let (remote, branch) = match stream.split_once(':') {
        Some(both) => both,
        None => (check::follows(base)?.remote.as_str(), stream),
    };
    Ok(Follows {
        remote: remote.to_owned(),
        branch: branch.to_owned(),
    })
}

/// The refs of a summary with the times of their commits, where it tells them.
pub(crate) fn refs(summary: &glib::Bytes) -> Vec<(String, Option<u64>)> {
    let Ok(shape) = glib::VariantTy::new(SUMMARY) else {
        return Vec::new();
    };
    let summary = glib::Variant::from_bytes_with_type(summary, shape);
    let Some(refs) = summary.try_child_value(0) else {
        return Vec::new();
    };
    refs.iter()
        .filter_map(|entry| {
            let name = String::from_variant(&entry.try_child_value(0)?)?;
            let about = entry.try_child_value(1)?.try_child_value(2)?;
            let about = glib::VariantDict::new(Some(&about));
            let timestamp: Option<u64> = about
                .lookup("ostree.commit.timestamp")
                .ok()
                .flatten()
                .map(u64::from_be);
            Some((name, timestamp))
        })
        .collect()
}

/// The ref that differs from the followed one in one number alone, which is the
/// next higher one.
pub(crate) fn newer<'a>(followed: &str, all: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let parts: Vec<_> = followed.split('/').collect();
    let higher = |other: &str| {
        let others: Vec<_> = other.split('/').collect();
        if others.len() != parts.len() {
            return None;
        }
        let mut differing = parts.iter().zip(&others).filter(|(a, b)| a != b);
        let (now, then) = differing.next()?;
        let (now, then): (u32, u32) = (now.parse().ok()?, then.parse().ok()?);
        (differing.next().is_none() && then > now).then_some(then)
    };
    all.filter_map(|other| Some((higher(other)?, other)))
        .min()
        .map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_major_version_is_found() {
        let all = [
            "fedora/43/x86_64/kinoite",
            "fedora/44/x86_64/kinoite",
            "fedora/46/x86_64/kinoite",
            "fedora/45/x86_64/kinoite",
            "fedora/45/x86_64/silverblue",
            "fedora/45/aarch64/kinoite",
            "fedora/rawhide/x86_64/kinoite",
        ];
        let newer = |followed| newer(followed, all.into_iter());
        assert_eq!(
            newer("fedora/44/x86_64/kinoite"),
            Some("fedora/45/x86_64/kinoite")
        );
        assert_eq!(newer("fedora/46/x86_64/kinoite"), None);
        assert_eq!(newer("fedora/rawhide/x86_64/kinoite"), None);
        assert_eq!(newer("sample/stable"), None);
    }
}
