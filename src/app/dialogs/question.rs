//! Questions before what cannot be undone, and refusals said in words.

use crate::{
    tr,
    view_state::{
        failure::{self, Failure},
        question::Question,
    },
};
use adw::prelude::*;

const GO: &str = "go";
const OTHER: &str = "other";
const DETAILS: &str = "details";
const CLOSE: &str = "close";

fn dialog(heading: &str, body: &str) -> adw::AlertDialog {
    adw::AlertDialog::builder()
        .heading(heading)
        .body(body)
        .heading_use_markup(false)
        .body_use_markup(false)
        .close_response(CLOSE)
        .prefer_wide_layout(true)
        .build()
}

/// Which way on was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// What was asked about.
    On,
    /// The question's other way.
    Other,
}

/// Asks; `then` runs if the answer is to go on.
pub(crate) fn ask(
    parent: &impl IsA<gtk::Widget>,
    question: &Question,
    then: impl FnOnce(Way) + 'static,
) {
    let dialog = dialog(&question.heading, &question.body);
    dialog.add_response(CLOSE, &tr!("cancel"));
    if let Some((word, _)) = &question.other {
        dialog.add_response(OTHER, word);
    }
    dialog.add_response(GO, &question.verb);
    dialog.set_default_response(Some(GO));
    dialog.set_response_appearance(
        GO,
        if question.destructive {
            adw::ResponseAppearance::Destructive
        } else {
            adw::ResponseAppearance::Suggested
        },
    );
    if question.destructive {
        dialog.set_default_response(Some(CLOSE));
    }
    dialog.choose(
        Some(parent),
        gtk::gio::Cancellable::NONE,
        move |answer| match answer.as_str() {
            GO => then(Way::On),
            OTHER => then(Way::Other),
            _ => {}
        },
    );
}

/// What is done about a failure.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Everything known of it is to be shown.
    Details,
    /// What was offered is to be done.
    Offered,
}

/// Says what failed and why, with the one thing to do next where there is one.
pub(crate) fn tell(
    parent: &impl IsA<gtk::Widget>,
    failed: &Failure,
    offer: Option<&str>,
    then: impl FnOnce(Answer) + 'static,
) {
    let dialog = dialog(&failure::what(failed.action), &failure::why(&failed.error));
    dialog.add_responses(&[(CLOSE, &tr!("close")), (DETAILS, &tr!("details"))]);
    dialog.set_default_response(Some(CLOSE));
    if let Some(label) = offer {
        dialog.add_response(GO, label);
        dialog.set_default_response(Some(GO));
        dialog.set_response_appearance(GO, adw::ResponseAppearance::Suggested);
    }
    dialog.choose(
        Some(parent),
        gtk::gio::Cancellable::NONE,
        move |answer| match answer.as_str() {
            DETAILS => then(Answer::Details),
            GO => then(Answer::Offered),
            _ => {}
        },
    );
}
