//! Arguments of calls, whatever they are.

use waymark_model::{Action, Dict, PolicySettings, Ref, Result};

use super::arguments as read;

/// Gives a text, numbers and a dictionary to every reader of a call's arguments. What is
/// taken is short and holds nothing that a tool could take for something else.
pub fn arguments(text: &str, numbers: (u32, u32), dict: &Dict) {
    let options = || dict.clone();
    let (first, second) = numbers;
    for taken in [
        read::check(options()),
        read::update(text, options()),
        read::discard(options()),
        read::restore(text, first.into(), options()),
        read::set_pinned(text, first.into(), second == 0, options()),
        read::delete(&[text, text], first.into(), options()),
        read::clean_up(options()),
        read::history(text, first, options()),
        read::restart(options()),
        read::search(text, options()),
        read::list_streams(options()),
        read::rebase(text, options()),
        read::set_kernel_arguments(options(), Dict::new()),
        read::set_policy(options(), Dict::new(), &PolicySettings::default()),
        read::change_packages(options(), Dict::new()).1,
    ] {
        told_shortly(&taken);
        if let Ok(action) = taken {
            fits(&action);
        }
    }
    told_shortly(&read::comparison(text, text, numbers, options()));
    told_shortly(&read::only_search(options()));
    told_shortly(&read::file_difference(text, options()));
    told_shortly(&read::set_hidden(text, options()));
}

/// No error repeats a long text.
fn told_shortly<T>(taken: &Result<T>) {
    if let Err(error) = taken {
        assert!(error.message.len() < 4096, "{}", error.message);
    }
}

fn fits(action: &Action) {
    assert!(
        action
            .gates()
            .iter()
            .all(|gate| !gate.polkit_id().is_empty())
    );
    match action {
        Action::Restore { target, .. } | Action::SetPinned { target, .. } => same(target),
        Action::Delete { targets, .. } => targets.iter().for_each(same),
        Action::Update {
            version: Some(version),
            ..
        } => same(version),
        Action::History { limit, .. } => assert!((1..=200).contains(limit)),
        Action::SetPolicy { changes } => {
            let set = PolicySettings::default().with(changes);
            assert!(set.is_ok(), "{set:?}");
        }
        Action::SetKernelArguments { changes } => {
            let added = changes.append.iter().chain(changes.replace.values());
            let added: Vec<_> = added.map(String::as_str).collect();
            assert!(added.iter().map(|one| one.len()).sum::<usize>() <= 2048);
            assert!(!added.iter().any(|one| one.starts_with("ostree=")));
            assert!(!added.iter().any(|one| one.contains('\n')));
        }
        Action::ChangePackages { changes, .. } => {
            let named = [
                &changes.add,
                &changes.remove,
                &changes.override_remove,
                &changes.override_replace,
                &changes.override_reset,
            ];
            for name in named.into_iter().flatten() {
                assert!(!name.starts_with('-') && name.len() <= 256, "{name}");
                assert!(!name.chars().any(char::is_control), "{name}");
            }
        }
        _ => {}
    }
}

/// What is read and written again reads the same.
fn same(target: &Ref) {
    assert_eq!(target.to_string().parse().as_ref(), Ok(target));
}
