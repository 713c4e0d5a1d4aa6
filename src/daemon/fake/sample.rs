//! The system in memory as it is at first.

use waymark_model::{ActionName, Deployment, System, Update};

use crate::engine::State;

/// A deployment of a stateroot and a checksum.
pub fn deployment(stateroot: &str, checksum: &str) -> Deployment {
    Deployment {
        id: format!("{stateroot}-{checksum}.0"),
        checksum: checksum.to_owned(),
        version: Some(format!("1.{checksum}")),
        stateroot: Some(stateroot.to_owned()),
        ..Deployment::default()
    }
}

/// A system that runs `c3`, with a staged `d4`, three earlier versions and an update `e5`.
pub fn state() -> State {
    let mut deployments: Vec<_> = ["d4", "c3", "b2", "a1", "a0"]
        .map(|checksum| deployment("sample", checksum))
        .into();
    (deployments[0].next, deployments[0].staged) = (true, true);
    deployments[1].booted = true;
    State {
        system: System {
            name: "Sample".to_owned(),
            engine: "fake".to_owned(),
            engine_reason: "a test".to_owned(),
            actions: [
                ActionName::Check,
                ActionName::Update,
                ActionName::Discard,
                ActionName::Restore,
                ActionName::SetPinned,
                ActionName::Delete,
                ActionName::CleanUp,
                ActionName::History,
                ActionName::Search,
                ActionName::ListStreams,
                ActionName::Rebase,
                ActionName::ChangePackages,
                ActionName::SetKernelArguments,
            ]
            .map(|action| action.as_str().to_owned())
            .into(),
            ..System::default()
        },
        deployments,
        update: Some(Update {
            checksum: "e5".to_owned(),
            ..Update::default()
        }),
        ..State::default()
    }
}
