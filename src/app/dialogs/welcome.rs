//! What is said once, when the window opens for the first time.

use adw::prelude::*;
use waymark_model::names::APP_ID;

use super::background_row;
use crate::{settings::Settings, tr, view_state::welcome};

/// Shows the dialog; once it is closed it was seen.
pub(crate) fn show(parent: &impl IsA<gtk::Widget>, settings: &Settings) {
    let start = gtk::Button::builder()
        .label(tr!("welcome-start"))
        .css_classes(["pill", "suggested-action"])
        .halign(gtk::Align::Center)
        .margin_top(12)
        .margin_bottom(24)
        .build();
    let content = gtk::Box::builder()
        .orientation(gtk::Orientation::Vertical)
        .spacing(18)
        .margin_start(24)
        .margin_end(24)
        .margin_top(6)
        .margin_bottom(12)
        .build();
    let icon = gtk::Image::builder()
        .icon_name(APP_ID)
        .pixel_size(96)
        .css_classes(["icon-dropshadow"])
        .accessible_role(gtk::AccessibleRole::Presentation)
        .build();
    content.append(&icon);
    content.append(&label(&tr!("welcome-title"), &["title-1"], true));
    for point in welcome::points() {
        content.append(&row(&point));
    }
    if let Some(background) = background_row::row(settings) {
        let list = gtk::ListBox::builder()
            .selection_mode(gtk::SelectionMode::None)
            .css_classes(["boxed-list"])
            .build();
        list.append(&background);
        content.append(&list);
    }
    let scroller = gtk::ScrolledWindow::builder()
        .child(&content)
        .hscrollbar_policy(gtk::PolicyType::Never)
        .propagate_natural_height(true)
        .build();
    let header = adw::HeaderBar::builder().show_title(false).build();
    let view = adw::ToolbarView::builder().content(&scroller).build();
    view.add_top_bar(&header);
    view.add_bottom_bar(&start);
    let dialog = adw::Dialog::builder()
        .title(tr!("welcome-title"))
        .content_width(460)
        .child(&view)
        .default_widget(&start)
        .focus_widget(&start)
        .build();
    let closing = dialog.downgrade();
    start.connect_clicked(move |_| {
        if let Some(dialog) = closing.upgrade() {
            dialog.close();
        }
    });
    let settings = settings.clone();
    dialog.connect_closed(move |_| settings.welcomed());
    dialog.present(Some(parent));
}

fn row(point: &welcome::Point) -> gtk::Box {
    let row = gtk::Box::builder().spacing(18).build();
    let icon = gtk::Image::builder()
        .icon_name(point.icon)
        .pixel_size(32)
        .valign(gtk::Align::Start)
        .css_classes(["accent"])
        .accessible_role(gtk::AccessibleRole::Presentation)
        .build();
    let text = gtk::Box::builder()
        .orientation(gtk::Orientation::Vertical)
        .spacing(3)
        .hexpand(true)
        .build();
    text.append(&label(&point.title, &["heading"], false));
    text.append(&label(&point.body, &["dim-label"], false));
    row.append(&icon);
    row.append(&text);
    row
}

fn label(text: &str, classes: &[&str], centred: bool) -> gtk::Label {
    gtk::Label::builder()
        .label(text)
        .wrap(true)
        .wrap_mode(gtk::pango::WrapMode::WordChar)
        .css_classes(
            classes
                .iter()
                .copied()
                .map(String::from)
                .collect::<Vec<_>>(),
        )
        .xalign(if centred { 0.5 } else { 0.0 })
        .justify(if centred {
            gtk::Justification::Center
        } else {
            gtk::Justification::Left
        })
        .build()
}
