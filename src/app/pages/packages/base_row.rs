//! A package of the image, as the virtualised list makes and reuses its row.

use gtk::{glib, pango, prelude::*};
use relm4::{Sender, typed_view::grid::RelmGridItem};
use waymark_model::Package;

use super::base::BaseInput;
use crate::{tr, view_state::text, widgets::rows::tell_when_cut};

/// A package of the image, and whom to tell that it is to be changed; nobody where it cannot.
#[derive(Debug)]
pub(super) struct PackageItem {
    /// The package.
    pub(super) package: Package,
    /// Whom to tell.
    pub(super) change: Option<Sender<BaseInput>>,
}

/// The widgets of a row.
#[derive(Debug)]
pub(super) struct PackageWidgets {
    item: glib::WeakRef<gtk::ListItem>,
    name: gtk::Label,
    version: gtk::Label,
    summary: gtk::Label,
    change: gtk::Button,
    clicked: Option<glib::SignalHandlerId>,
}

impl RelmGridItem for PackageItem {
    type Root = gtk::Box;
    type Widgets = PackageWidgets;

    fn setup(item: &gtk::ListItem) -> (Self::Root, Self::Widgets) {
        let label = |class: &str| {
            gtk::Label::builder()
                .xalign(0.0)
                .ellipsize(pango::EllipsizeMode::End)
                .css_classes(class.split(' ').map(String::from).collect::<Vec<_>>())
                .build()
        };
        let (name, version, summary) = (
            label(""),
            label("dim-label versions"),
            label("dim-label caption"),
        );
        version.set_ellipsize(pango::EllipsizeMode::Middle);
        for label in [&name, &version, &summary] {
            tell_when_cut(label);
        }
        let lines = gtk::Box::builder()
            .orientation(gtk::Orientation::Vertical)
            .spacing(2)
            .hexpand(true)
            .valign(gtk::Align::Center)
            .build();
        lines.append(&name);
        lines.append(&summary);
        let change = gtk::Button::builder()
            .icon_name("document-edit-symbolic")
            .css_classes(["flat", "dim-label"])
            .valign(gtk::Align::Center)
            .build();
        let root = gtk::Box::builder()
            .spacing(12)
            .margin_start(14)
            .margin_end(14)
            .margin_top(6)
            .margin_bottom(6)
            .build();
        root.append(&lines);
        root.append(&version);
        root.append(&change);
        item.set_activatable(false);
        item.set_selectable(false);
        let widgets = PackageWidgets {
            item: item.downgrade(),
            name,
            version,
            summary,
            change,
            clicked: None,
        };
        (root, widgets)
    }

    fn bind(&mut self, widgets: &mut Self::Widgets, _root: &mut Self::Root) {
        let package = &self.package;
        let name = text::name(&package.name);
        let version = text::name(&package.version);
        if let Some(item) = widgets.item.upgrade() {
            item.set_accessible_label(&format!("{name} {version}"));
        }
        widgets.name.set_label(&name);
        widgets.version.set_label(&version);
        let summary = package
            .summary
            .as_deref()
            .map(text::name)
            .unwrap_or_default();
        widgets.summary.set_visible(!summary.is_empty());
        widgets.summary.set_label(&summary);
        widgets.change.set_visible(self.change.is_some());
        let spoken = tr!("base-change", name = name);
        widgets.change.set_tooltip_text(Some(&spoken));
        if let Some(tell) = self.change.clone() {
            let package = package.clone();
            let clicked = widgets
                .change
                .connect_clicked(move |_| tell.emit(BaseInput::Change(package.clone())));
            widgets.clicked = Some(clicked);
        }
    }

    fn unbind(&mut self, widgets: &mut Self::Widgets, _root: &mut Self::Root) {
        if let Some(clicked) = widgets.clicked.take() {
            widgets.change.disconnect(clicked);
        }
    }
}
