//! What to do with a package of the image: take it out, or leave it.

use adw::prelude::*;
use waymark_model::Package;

use crate::{
    tr,
    view_state::{text, wishes::OfBase},
};

const CLOSE: &str = "close";
const TAKE_OUT: &str = "take-out";
const LEAVE: &str = "leave";

/// Asks what to do with a package of which this is wanted already; `then` gets the answer.
pub(crate) fn ask(
    parent: &impl IsA<gtk::Widget>,
    package: &Package,
    wanted: Option<OfBase>,
    then: impl FnOnce(OfBase) + 'static,
) {
    let version = text::plain(&package.version);
    let dialog = adw::AlertDialog::builder()
        .heading(text::plain(&package.name))
        .body(tr!("base-body", version = version))
        .heading_use_markup(false)
        .body_use_markup(false)
        .close_response(CLOSE)
        .default_response(CLOSE)
        .build();
    dialog.add_response(CLOSE, &tr!("cancel"));
    if wanted.is_some() {
        dialog.add_response(LEAVE, &tr!("base-leave"));
    }
    if wanted != Some(OfBase::TakeOut) {
        dialog.add_response(TAKE_OUT, &tr!("base-take-out"));
    }
    dialog.choose(
        Some(parent),
        gtk::gio::Cancellable::NONE,
        move |answer| match answer.as_str() {
            TAKE_OUT => then(OfBase::TakeOut),
            LEAVE => then(OfBase::Reset),
            _ => {}
        },
    );
}
