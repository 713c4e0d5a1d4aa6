//! Whose key made a signature, as the signature itself says it: nothing is verified.
//!
//! Of OpenPGP only what leads to the issuer is read: the head of one packet and its
//! subpackets.

/// The packet of a signature.
const SIGNATURE: u8 = 2;
/// Subpackets that name the issuer: by key id, by fingerprint.
const ISSUER: u8 = 16;
const ISSUER_FINGERPRINT: u8 = 33;

/// The id of the key, in hexadecimal; `None` if it does not say.
pub(super) fn key(packet: &[u8]) -> Option<String> {
    let body = body(packet)?;
    let id = match body.first()? {
        3 => body.get(7..15)?.to_vec(),
        version @ (4 | 6) => {
            let wide = *version == 6;
            let (hashed, rest) = area(body.get(4..)?, wide)?;
            let (unhashed, _) = area(rest, wide)?;
            issuer(hashed).or_else(|| issuer(unhashed))?
        }
        _ => return None,
    };
    Some(id.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What is in the first packet, if that is a signature.
fn body(packet: &[u8]) -> Option<&[u8]> {
    let (&tag, rest) = packet.split_first()?;
    let (kind, (length, rest)) = match tag {
        0xc0.. => (tag & 0x3f, length(rest)?),
        0x80.. => {
            let size = match tag & 3 {
                0 => 1,
                1 => 2,
                2 => 4,
                _ => return None,
            };
            (tag >> 2 & 0xf, (number(rest.get(..size)?), &rest[size..]))
        }
        _ => return None,
    };
    if kind == SIGNATURE {
        rest.get(..length)
    } else {
        None
    }
}

/// An area of subpackets, and what follows it.
fn area(bytes: &[u8], wide: bool) -> Option<(&[u8], &[u8])> {
    let size = if wide { 4 } else { 2 };
    let length = number(bytes.get(..size)?);
    bytes[size..].split_at_checked(length)
}

fn issuer(mut area: &[u8]) -> Option<Vec<u8>> {
    while !area.is_empty() {
        let (length, rest) = length(area)?;
        let (subpacket, next) = rest.split_at_checked(length)?;
        area = next;
        // The highest bit says only how grave it is not to know the subpacket.
        match subpacket.split_first()? {
            (kind, id) if kind & 0x7f == ISSUER && id.len() == 8 => return Some(id.to_vec()),
            (kind, [4, fingerprint @ ..])
                if kind & 0x7f == ISSUER_FINGERPRINT && fingerprint.len() == 20 =>
            {
                return Some(fingerprint[12..].to_vec());
            }
            (kind, [6, fingerprint @ ..])
                if kind & 0x7f == ISSUER_FINGERPRINT && fingerprint.len() == 32 =>
            {
                return Some(fingerprint[..8].to_vec());
            }
            _ => {}
        }
    }
    None
}

/// A length of one, two or five bytes, and what follows it.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    match first {
        0..192 => Some((usize::from(first), rest)),
        192..224 => {
            let (&second, rest) = rest.split_first()?;
            let high = usize::from(first - 192) << 8;
            Some((high + usize::from(second) + 192, rest))
        }
        255 => Some((number(rest.get(..4)?), &rest[4..])),
        _ => None,
    }
}

fn number(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | usize::from(*byte))
}
