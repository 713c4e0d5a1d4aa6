//! One advisory: what it is about, where to read more, the packages that it mends.

use adw::prelude::*;

use crate::{
    tr,
    view_state::advisories::{AdvisoryView, Link},
    widgets::rows::plain,
};

/// Shows the dialog.
pub(crate) fn show(parent: &impl IsA<gtk::Widget>, advisory: &AdvisoryView) {
    let page = adw::PreferencesPage::new();
    page.set_description(&advisory.sentence);
    let links = adw::PreferencesGroup::builder()
        .title(tr!("advisory-links"))
        .build();
    if advisory.links.is_empty() {
        links.set_description(Some(&tr!("advisory-no-links")));
    }
    for each in &advisory.links {
        links.add(&link(each));
    }
    page.add(&links);
    if !advisory.packages.is_empty() {
        let packages = adw::PreferencesGroup::builder()
            .title(tr!("advisory-packages"))
            .build();
        for package in &advisory.packages {
            packages.add(&row(package));
        }
        page.add(&packages);
    }
    let view = adw::ToolbarView::builder().content(&page).build();
    view.add_top_bar(&adw::HeaderBar::new());
    adw::Dialog::builder()
        .title(&advisory.id)
        .content_width(520)
        .child(&view)
        .build()
        .present(Some(parent));
}

fn row(title: &str) -> adw::ActionRow {
    let row = plain(title, "");
    row.set_title_selectable(true);
    row
}

fn link(link: &Link) -> adw::ActionRow {
    let Some(url) = link.url.clone() else {
        return row(&link.title);
    };
    let row = plain(&link.title, &url);
    row.set_activatable(true);
    row.set_tooltip_text(Some(&tr!("advisory-open")));
    let icon = gtk::Image::from_icon_name("adw-external-link-symbolic");
    icon.set_accessible_role(gtk::AccessibleRole::Presentation);
    row.add_suffix(&icon);
    row.connect_activated(move |row| {
        let window = row.root().and_downcast::<gtk::Window>();
        gtk::UriLauncher::new(&url).launch(
            window.as_ref(),
            gtk::gio::Cancellable::NONE,
            |answer| {
                if let Err(error) = answer {
                    tracing::info!(%error, "no browser opened");
                }
            },
        );
    });
    row
}
