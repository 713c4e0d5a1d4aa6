//! Names on the bus.

/// The service's well-known name, its interface and the prefix of its polkit actions.
pub const SERVICE: &str = "io.github.waymarkos.Waymark1";
/// The application's id.
pub const APP_ID: &str = "io.github.waymarkos.Waymark";
/// The service's object.
pub const PATH: &str = "/io/github/waymarkos/Waymark1";
/// The interface of a job.
pub const JOB_INTERFACE: &str = "io.github.waymarkos.Waymark1.Job";
/// Jobs live at this path and a number.
pub const JOB_PATH_PREFIX: &str = "/io/github/waymarkos/Waymark1/job/";
/// Prefix of the service's error names.
pub const ERROR_PREFIX: &str = "io.github.waymarkos.Waymark1.Error.";
/// Version of the contract that this source describes.
pub const API_VERSION: u32 = 1;
