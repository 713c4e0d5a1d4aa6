//! Everything that is known of one deployment.

use waymark_model::{Deployment, Signature, SignatureState};

use super::{dates::Dates, deployment_name, short, status::states, table::lines, units};

/// One line for each thing that is known.
pub(crate) fn text(deployment: &Deployment, dates: Dates) -> String {
    let mut facts: Vec<[String; 2]> = Vec::new();
    let mut fact = |what: &str, value: Option<String>| {
        facts.extend(value.map(|value| [what.to_owned(), value]));
    };
    let d = deployment;
    fact("Is", Some(states(d)).filter(|words| !words.is_empty()));
    fact("Published", d.timestamp.map(|t| dates.time(t)));
    fact("Follows", d.origin.clone());
    fact("Held at", d.held.clone());
    fact("Stream ends", d.end_of_life.clone());
    fact("Verified", d.verification.as_deref().map(verification));
    for signature in d.signatures.iter().flatten() {
        fact("Signature", Some(signed(signature, dates)));
    }
    fact("Checksum", Some(d.checksum.clone()));
    fact("Digest", d.digest.clone());
    fact("Base", base(d, dates));
    fact("Packages", d.packages.map(|number| number.to_string()));
    fact("Layers", list(&d.layers));
    fact("Deleting frees", d.frees.map(units::bytes));
    fact("Without effect", list(&d.inactive));
    fact("Kernel", d.kernel.clone());
    fact("Kernel line", d.kernel_arguments.as_deref().and_then(list));
    fact("Initramfs", initramfs(d));
    fact("Live changes", d.live.as_deref().map(live));
    fact("Id", Some(d.id.clone()));
    format!("{}\n", deployment_name(d)) + &lines("  ", &facts)
}

fn list(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| words.join(" "))
}

fn verification(word: &str) -> String {
    match word {
        "unverified" => "not verified: nothing shows who published it",
        "signed" => "it must be signed",
        "remote" => "by the keys of its remote",
        other => other,
    }
    .to_owned()
}

fn signed(signature: &Signature, dates: Dates) -> String {
    let state = match signature.state {
        SignatureState::Bad => "bad",
        SignatureState::Good => "good",
        SignatureState::Expired => "good, but expired",
        SignatureState::KeyExpired => "good, but its key has expired",
        SignatureState::KeyRevoked => "its key was revoked",
        SignatureState::KeyMissing => "its key is not known here",
    };
    let mut parts = vec![state.to_owned()];
    parts.extend(signature.signer.clone());
    parts.push(format!("key {}", signature.key));
    parts.extend(signature.timestamp.map(|t| dates.day(t)));
    parts.join(", ")
}

fn base(deployment: &Deployment, dates: Dates) -> Option<String> {
    let checksum = deployment.base_checksum.as_deref()?;
    let mut parts = Vec::new();
    parts.extend(deployment.base_version.clone());
    parts.extend(deployment.base_timestamp.map(|t| dates.day(t)));
    parts.push(short(checksum).to_owned());
    Some(parts.join(", "))
}

fn initramfs(deployment: &Deployment) -> Option<String> {
    let mut parts = vec![match deployment.initramfs.as_deref()? {
        "published" => "as published".to_owned(),
        "regenerated" => "made on this machine".to_owned(),
        other => other.to_owned(),
    }];
    let more = |what: &str, words: &Option<Vec<String>>| {
        let words = words.as_deref().and_then(list)?;
        Some(format!("{what} {words}"))
    };
    parts.extend(more("with the arguments", &deployment.initramfs_arguments));
    parts.extend(more("with the files", &deployment.initramfs_files));
    Some(parts.join(", "))
}

fn live(checksum: &str) -> String {
    format!("packages of {} run until the next start", short(checksum))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_known_is_told() {
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let deployment = Deployment {
            id: "sample-0a.0".into(),
            checksum: "0a".repeat(32),
            version: Some("44.1".into()),
            timestamp: Some(0),
            origin: Some("registry:sample/os:44".into()),
            base_checksum: Some("0b".repeat(32)),
            base_version: Some("44".into()),
            digest: Some("sha256:0c".into()),
            verification: Some("unverified".into()),
            held: Some("44.1".into()),
            end_of_life: Some("ends in May".into()),
            booted: true,
            pinned: true,
            layers: words(&["htop"]),
            inactive: words(&["bash"]),
            kernel: Some("7.1".into()),
            kernel_arguments: Some(words(&["quiet", "a=1"])),
            signatures: Some(vec![Signature {
                key: "ABCD".into(),
                state: SignatureState::KeyExpired,
                signer: Some("Sample".into()),
                timestamp: None,
            }]),
            packages: Some(900),
            initramfs: Some("regenerated".into()),
            initramfs_arguments: Some(words(&["-a", "b"])),
            initramfs_files: Some(words(&["/etc/x"])),
            live: Some("0d".repeat(32)),
            ..Deployment::default()
        };
        let expected = format!(
            "44.1
  Is              running, pinned
  Published       1 Jan 1970, 00:00 (just now)
  Follows         registry:sample/os:44
  Held at         44.1
  Stream ends     ends in May
  Verified        not verified: nothing shows who published it
  Signature       good, but its key has expired, Sample, key ABCD
  Checksum        {}
  Digest          sha256:0c
  Base            44, 0b0b0b0b0b0b
  Packages        900
  Layers          htop
  Without effect  bash
  Kernel          7.1
  Kernel line     quiet a=1
  Initramfs       made on this machine, with the arguments -a b, with the files /etc/x
  Live changes    packages of 0d0d0d0d0d0d run until the next start
  Id              sample-0a.0
",
            "0a".repeat(32)
        );
        assert_eq!(text(&deployment, Dates::fixed(0)), expected);
    }
}
