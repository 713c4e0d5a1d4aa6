//! What a package file says that it is.

use std::{fs::File, io::Seek};

use rpm::{IndexSignatureTag, PackageMetadata};
use waymark_model::Package;

use super::{limits, signature};

/// What stands for the key of a package that nobody signed.
pub(super) const UNSIGNED: &str = "unsigned";
/// Longest name, version or architecture that is taken, in bytes.
const WORD_MAX: usize = 256;

/// Reads name, version, architecture and key. The next reader begins at the beginning.
pub(super) fn read(file: &File) -> Result<Package, String> {
    let bytes = limits::headers(file);
    let rewound = (&*file).rewind();
    let bytes = bytes.and_then(|bytes| rewound.map(|()| bytes));
    let bytes = bytes.map_err(|error| error.to_string())?;
    parse(&bytes)
}

/// Reads the same from a file's headers.
pub(super) fn parse(mut headers: &[u8]) -> Result<Package, String> {
    let metadata = PackageMetadata::parse(&mut headers);
    package(&metadata.map_err(|error| error.to_string())?)
}

fn package(metadata: &PackageMetadata) -> Result<Package, String> {
    if metadata.is_source_package() {
        return Err("it is a source package".to_owned());
    }
    let name = word(metadata.get_name())?;
    let (version, release) = (word(metadata.get_version())?, word(metadata.get_release())?);
    let epoch = match metadata.get_epoch() {
        Ok(0) | Err(_) => String::new(),
        Ok(epoch) => format!("{epoch}:"),
    };
    let signature = match first_signature(metadata)? {
        None => UNSIGNED.to_owned(),
        Some(packet) => signature::key(&packet).ok_or("its signature has no key")?,
    };
    Ok(Package {
        name,
        version: format!("{epoch}{version}-{release}"),
        architecture: Some(word(metadata.get_arch())?),
        signature: Some(signature),
        ..Package::default()
    })
}

/// The first signature, on the header or, as rpm made them long ago, on all of it.
fn first_signature(metadata: &PackageMetadata) -> Result<Option<Vec<u8>>, String> {
    let on_header = metadata.raw_signatures();
    let on_header = on_header.map_err(|error| error.to_string())?;
    if let Some(packet) = on_header.first() {
        return Ok(Some(packet.to_vec()));
    }
    let tags = [
        IndexSignatureTag::RPMSIGTAG_PGP,
        IndexSignatureTag::RPMSIGTAG_GPG,
    ];
    let on_all = tags.map(|tag| metadata.signature.get_entry_data_as_binary(tag).ok());
    Ok(on_all.into_iter().flatten().next().map(<[u8]>::to_vec))
}

/// A word of a header. rpm itself allows no more in names and versions.
fn word(found: Result<&str, rpm::Error>) -> Result<String, String> {
    let word = found.map_err(|error| error.to_string())?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._+-~^".contains(c);
    if word.is_empty() || word.len() > WORD_MAX || !word.chars().all(allowed) {
        return Err("its name or version is not one that a package has".to_owned());
    }
    Ok(word.to_owned())
}
