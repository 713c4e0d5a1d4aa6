//! Questions before what cannot be undone, and refusals said in words.

use adw::prelude::*;
use waymark_model::Error;

use crate::{
    tr,
    view_state::{
        failure::{self, Failure},
        question::Question,
    },
};

const GO: &str = "go";
const DETAILS: &str = "details";
const CLOSE: &str = "close";

fn dialog(heading: &str, body: &str) -> adw::AlertDialog {
    adw::AlertDialog::builder()
        .heading(heading)
        .body(body)
        .heading_use_markup(false)
        .body_use_markup(false)
        .close_response(CLOSE)
        .build()
}

/// Asks; `then` runs if the answer is to go on.
pub(crate) fn ask(
    parent: &impl IsA<gtk::Widget>,
    question: &Question,
    then: impl FnOnce() + 'static,
) {
    let dialog = dialog(&question.heading, &question.body);
    dialog.add_responses(&[(CLOSE, &tr!("cancel")), (GO, &question.verb)]);
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
    dialog.choose(Some(parent), gtk::gio::Cancellable::NONE, move |answer| {
        if answer == GO {
            then();
        }
    });
}

/// Says what failed and why; `details` runs if more is wanted.
pub(crate) fn tell(
    parent: &impl IsA<gtk::Widget>,
    failed: &Failure,
    details: impl FnOnce(Error) + 'static,
) {
    let dialog = dialog(&failure::what(failed.action), &failure::why(&failed.error));
    dialog.add_responses(&[(DETAILS, &tr!("details")), (CLOSE, &tr!("close"))]);
    dialog.set_default_response(Some(CLOSE));
    let error = failed.error.clone();
    dialog.choose(Some(parent), gtk::gio::Cancellable::NONE, move |answer| {
        if answer == DETAILS {
            details(error);
        }
    });
}
