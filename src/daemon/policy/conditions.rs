//! What is around the system: the network and the battery.
//!
//! Nothing is started to be asked. What is not there, or does not say, is unknown, and
//! what is unknown never stands in the way.

use zbus::Connection;

use super::quiet;

/// What is known of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Whether the network is metered.
    pub metered: Option<bool>,
    /// Whether the battery is low.
    pub low_battery: Option<bool>,
}

/// Asks NetworkManager and UPower.
pub(super) async fn look(bus: &Connection) -> Conditions {
    let metered = quiet::property(
        bus,
        "org.freedesktop.NetworkManager",
        "/org/freedesktop/NetworkManager",
        "org.freedesktop.NetworkManager",
        "Metered",
    );
    let warning = quiet::property(
        bus,
        "org.freedesktop.UPower",
        "/org/freedesktop/UPower/devices/DisplayDevice",
        "org.freedesktop.UPower.Device",
        "WarningLevel",
    );
    let (metered, warning) = tokio::join!(metered, warning);
    Conditions {
        metered: metered.and_then(is_metered),
        low_battery: warning.and_then(is_low),
    }
}

/// `NMMetered`: unknown, yes, no, and a guess of either.
fn is_metered(word: u32) -> Option<bool> {
    match word {
        1 | 3 => Some(true),
        2 | 4 => Some(false),
        _ => None,
    }
}

/// `UpDeviceLevel`: unknown, none, discharging, low, critical, action.
fn is_low(word: u32) -> Option<bool> {
    match word {
        1 | 2 => Some(false),
        3..=5 => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_say_nothing_are_unknown() {
        let metered: Vec<_> = (0..6).map(is_metered).collect();
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(metered, [None, yes, no, yes, no, None]);
        let low: Vec<_> = (0..7).map(is_low).collect();
        assert_eq!(low, [None, no, no, yes, yes, yes, None]);
    }
}
