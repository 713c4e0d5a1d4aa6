//! The card that points out the way back after an update.

use gtk::prelude::*;

use crate::{tr, view_state::way_back::WayBack};

/// What a person does with the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// Go back.
    GoBack,
    /// Look at what changed first.
    Look,
    /// Put the card away.
    PutAway,
}

/// The card.
#[derive(Debug)]
pub(crate) struct WayBackCard {
    root: gtk::Overlay,
    title: gtk::Label,
    body: gtk::Label,
    go_back: gtk::Button,
}

impl WayBackCard {
    /// A hidden card; `then` hears what a person does with it.
    pub(crate) fn new(then: impl Fn(Chosen) + Clone + 'static) -> Self {
        let title = label(&["title-4"]);
        title.set_accessible_role(gtk::AccessibleRole::Heading);
        // Beside it is the button that puts the card away.
        title.set_margin_end(24);
        let body = label(&[]);
        let go_back = gtk::Button::builder()
            .css_classes(["pill", "suggested-action"])
            .can_shrink(true)
            .build();
        let look = gtk::Button::builder()
            .css_classes(["pill"])
            .label(tr!("way-back-compare"))
            .build();
        let put_away = gtk::Button::builder()
            .css_classes(["flat", "circular"])
            .icon_name("window-close-symbolic")
            .tooltip_text(tr!("way-back-dismiss"))
            .halign(gtk::Align::End)
            .valign(gtk::Align::Start)
            .margin_top(6)
            .margin_end(6)
            .build();
        for (button, chosen) in [
            (&go_back, Chosen::GoBack),
            (&look, Chosen::Look),
            (&put_away, Chosen::PutAway),
        ] {
            let then = then.clone();
            button.connect_clicked(move |_| then(chosen));
        }
        let buttons = adw::WrapBox::builder()
            .child_spacing(12)
            .line_spacing(8)
            .margin_top(12)
            .build();
        buttons.append(&go_back);
        buttons.append(&look);
        let card = gtk::Box::builder()
            .orientation(gtk::Orientation::Vertical)
            .spacing(6)
            .css_classes(["card", "way-back"])
            .build();
        card.append(&title);
        card.append(&body);
        card.append(&buttons);
        let root = gtk::Overlay::builder()
            .child(&card)
            .margin_bottom(12)
            .visible(false)
            .build();
        root.add_overlay(&put_away);
        Self {
            root,
            title,
            body,
            go_back,
        }
    }

    /// The widget.
    pub(crate) fn widget(&self) -> &gtk::Overlay {
        &self.root
    }

    /// Shows this, or nothing.
    pub(crate) fn show(&self, view: Option<&WayBack>) {
        self.root.set_visible(view.is_some());
        if let Some(view) = view {
            self.title.set_label(&view.title);
            self.body.set_label(&view.body);
            self.go_back.set_label(&view.label);
        }
    }
}

fn label(classes: &[&str]) -> gtk::Label {
    let label = gtk::Label::builder()
        .xalign(0.0)
        .wrap(true)
        .wrap_mode(gtk::pango::WrapMode::WordChar)
        .build();
    classes.iter().for_each(|class| label.add_css_class(class));
    label
}
