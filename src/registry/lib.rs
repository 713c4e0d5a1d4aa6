//! Asking container registries: what a followed image's tag points at now, and which
//! versions the registry still holds.
//!
//! What talks to the network is a program of its own, `waymark-registry`, that runs
//! without any rights. This library is the other side: [`Helper`] has systemd start that
//! program, gives it one question and reads one answer. It also reads what the machine's
//! administrator says about registries, since that program may not.
//!
//! ```text
//! engine ─ Helper ─ one line of JSON ─▶ waymark-registry ─ https ─▶ registry
//!   root  └ registries.conf, certs.d,    no rights at all
//!          auth.json
//! ```

#![forbid(unsafe_code)]

#[cfg(feature = "fuzzing")]
extern crate self as waymark_registry;

mod answer;
#[cfg(feature = "fuzzing")]
#[allow(dead_code, unreachable_pub, reason = "what the program has of it")]
mod ask;
mod certificates;
mod credentials;
mod error;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod helper;
mod names;
mod question;
mod reference;
mod registries;

pub use answer::{Answer, Followed, Image, Layer, TagPage, TagState, TaggedVersion};
pub use credentials::Credentials;
pub use error::{Missing, RegistryError};
pub use helper::Helper;
pub use question::{Authority, Endpoint, Inspect, Limits, Question, Request, Tags};
pub use reference::{Policy, Reference, RegistryImage, Source};
