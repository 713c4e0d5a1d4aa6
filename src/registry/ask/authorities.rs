//! The certificates of those who vouch for a registry.

use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use waymark_registry::{Authority, RegistryError};

/// All of them, in binary form.
///
/// # Errors
/// `Configuration` for a file that holds none, or something broken.
pub fn read(files: &[Authority]) -> Result<Vec<Vec<u8>>, RegistryError> {
    let mut all = Vec::new();
    for file in files {
        let wrong = |detail: String| RegistryError::Configuration {
            path: file.path.clone(),
            detail,
        };
        let before = all.len();
        for certificate in CertificateDer::pem_slice_iter(file.pem.as_bytes()) {
            let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
            all.push(certificate.to_vec());
        }
        if all.len() == before {
            return Err(wrong("it holds no certificate in PEM form".to_owned()));
        }
    }
    Ok(all)
}
