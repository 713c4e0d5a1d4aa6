//! Who made this.

use adw::prelude::*;
use waymark_model::names::APP_ID;

use crate::tr;

/// Shows the dialog.
pub(crate) fn show(parent: &impl IsA<gtk::Widget>) {
    adw::AboutDialog::builder()
        .application_name(tr!("app-name"))
        .application_icon(APP_ID)
        .developer_name(tr!("about-developers"))
        .version(env!("CARGO_PKG_VERSION"))
        .comments(tr!("about-comments"))
        .license_type(gtk::License::Gpl30)
        .build()
        .present(Some(parent));
}
