//! What the user can choose.

use adw::prelude::*;

use super::background_row;
use crate::{
    settings::{self, Settings},
    tr,
};

/// Shows the dialog; what is chosen in it holds at once.
pub(crate) fn show(parent: &impl IsA<gtk::Widget>, settings: &Settings) {
    let Some(store) = settings.store() else {
        return;
    };
    let check = adw::SwitchRow::builder()
        .title(tr!("preferences-check"))
        .subtitle(tr!("preferences-check-body"))
        .build();
    store
        .bind(settings::CHECK_ON_OPEN, &check, "active")
        .build();

    let (fewest, most) = settings::KEEP_RANGE.into_inner();
    let keep = adw::SpinRow::with_range(fewest.into(), most.into(), 1.0);
    keep.set_title(&tr!("preferences-keep"));
    keep.set_subtitle(&tr!("preferences-keep-body"));
    store.bind(settings::KEEP, &keep, "value").build();

    let page = adw::PreferencesPage::new();
    let group = |title: String| {
        let group = adw::PreferencesGroup::builder().title(title).build();
        page.add(&group);
        group
    };
    let updates = group(tr!("page-updates"));
    updates.add(&check);
    if let Some(background) = background_row::row(settings) {
        updates.add(&background);
    }
    group(tr!("preferences-clean-up")).add(&keep);
    let dialog = adw::PreferencesDialog::builder()
        .title(tr!("preferences"))
        .build();
    dialog.add(&page);
    dialog.present(Some(parent));
}
