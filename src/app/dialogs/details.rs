//! An error with everything known of it, to be read and copied.

use adw::prelude::*;
use waymark_model::Error;

use crate::{tr, view_state::failure};

/// Shows the dialog.
pub(crate) fn show(parent: &impl IsA<gtk::Widget>, error: &Error) {
    let report = failure::report(error);
    let text = gtk::TextView::builder()
        .editable(false)
        .cursor_visible(false)
        .monospace(true)
        .wrap_mode(gtk::WrapMode::WordChar)
        .left_margin(12)
        .right_margin(12)
        .top_margin(12)
        .bottom_margin(12)
        .build();
    text.buffer().set_text(&report);
    text.update_property(&[gtk::accessible::Property::Label(&tr!("details-raw"))]);
    let scroller = gtk::ScrolledWindow::builder()
        .child(&text)
        .vexpand(true)
        .propagate_natural_height(true)
        .min_content_height(120)
        .max_content_height(360)
        .css_classes(["card"])
        .overflow(gtk::Overflow::Hidden)
        .build();
    let why = gtk::Label::builder()
        .label(failure::why(error))
        .wrap(true)
        .wrap_mode(gtk::pango::WrapMode::WordChar)
        .xalign(0.0)
        .build();
    let copy = gtk::Button::builder()
        .label(tr!("copy"))
        .css_classes(["pill"])
        .halign(gtk::Align::Center)
        .build();
    copy.connect_clicked(move |button| button.clipboard().set_text(&report));
    let content = gtk::Box::builder()
        .orientation(gtk::Orientation::Vertical)
        .spacing(12)
        .margin_start(18)
        .margin_end(18)
        .margin_bottom(18)
        .build();
    content.append(&why);
    content.append(&scroller);
    content.append(&copy);
    let view = adw::ToolbarView::builder().content(&content).build();
    view.add_top_bar(&adw::HeaderBar::new());
    adw::Dialog::builder()
        .title(tr!("details-title"))
        .content_width(520)
        .child(&view)
        .build()
        .present(Some(parent));
}
