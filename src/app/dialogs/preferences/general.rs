//! What the user can choose for themselves.

use adw::prelude::*;

use crate::{
    dialogs::background_row,
    settings::{self, Settings},
    tr,
};

/// The page; what is chosen on it holds at once. `None` where nothing can be kept.
pub(super) fn page(settings: &Settings) -> Option<adw::PreferencesPage> {
    let store = settings.store()?;
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

    let page = adw::PreferencesPage::builder()
        .title(tr!("preferences-general"))
        .icon_name("waymark-preferences-symbolic")
        .build();
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
    Some(page)
}
