//! What differs beyond packages: the kernel's arguments and the settings in /etc.

use adw::prelude::*;
use relm4::Sender;

use super::{PackagesInput, groups};
use crate::{
    tr,
    view_state::packages::PackagesView,
    widgets::rows::{describe, plain},
};

/// The rows.
#[derive(Debug)]
pub(super) struct SystemRows {
    root: gtk::Box,
    arguments: adw::ActionRow,
    change: gtk::Button,
    settings: adw::ActionRow,
}

impl SystemRows {
    /// The rows, hidden until there is something to show.
    pub(super) fn new(tell: &Sender<PackagesInput>) -> Self {
        let row = |title: String| plain(&title, "");
        let arguments = row(tr!("arguments-title"));
        arguments.set_subtitle_selectable(true);
        let change = gtk::Button::builder()
            .label(tr!("arguments-open"))
            .css_classes(["flat"])
            .valign(gtk::Align::Center)
            .build();
        let clicked = tell.clone();
        change.connect_clicked(move |_| clicked.emit(PackagesInput::EditArguments));
        arguments.add_suffix(&change);

        let settings = row(tr!("etc-title"));
        settings.set_subtitle(&tr!("etc-row-body"));
        settings.set_activatable(true);
        settings.add_suffix(
            &gtk::Image::builder()
                .icon_name("go-next-symbolic")
                .accessible_role(gtk::AccessibleRole::Presentation)
                .build(),
        );
        let activated = tell.clone();
        settings.connect_activated(move |_| activated.emit(PackagesInput::ShowSettings));

        let title = tr!("system-group");
        let list = groups::list(&title);
        list.append(&arguments);
        list.append(&settings);
        let root = gtk::Box::builder()
            .orientation(gtk::Orientation::Vertical)
            .spacing(12)
            .visible(false)
            .build();
        root.append(&groups::heading(&title, ""));
        root.append(&list);
        Self {
            root,
            arguments,
            change,
            settings,
        }
    }

    /// The widget.
    pub(super) fn widget(&self) -> &gtk::Box {
        &self.root
    }

    /// Shows what there is.
    pub(super) fn show(&self, view: &PackagesView) {
        let line = view.arguments.as_deref().unwrap_or_default();
        self.arguments.set_visible(view.arguments.is_some());
        self.arguments.set_subtitle(line);
        describe(&self.arguments, line);
        self.change.set_visible(view.edits_arguments);
        self.change.set_sensitive(view.idle);
        self.settings.set_visible(view.settings);
        self.root
            .set_visible(view.arguments.is_some() || view.settings);
    }
}
