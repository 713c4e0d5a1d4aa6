//! A row of a comparison, as the virtualised list makes and reuses it.

use gtk::{glib, pango, prelude::*};
use relm4::typed_view::grid::RelmGridItem;
use waymark_model::Change;

use crate::view_state::change;

/// A difference.
#[derive(Debug)]
pub(crate) struct ChangeItem(pub(crate) Change);

/// The widgets of a row.
#[derive(Debug)]
pub(crate) struct ChangeWidgets {
    item: glib::WeakRef<gtk::ListItem>,
    icon: gtk::Image,
    name: gtk::Label,
    word: gtk::Label,
    versions: gtk::Label,
}

impl RelmGridItem for ChangeItem {
    type Root = adw::WrapBox;
    type Widgets = ChangeWidgets;

    fn setup(item: &gtk::ListItem) -> (Self::Root, Self::Widgets) {
        let icon = gtk::Image::builder()
            .accessible_role(gtk::AccessibleRole::Presentation)
            .css_classes(["dim-label"])
            .build();
        let label = |classes: &[&str]| {
            gtk::Label::builder()
                .xalign(0.0)
                .ellipsize(pango::EllipsizeMode::Middle)
                .css_classes(
                    classes
                        .iter()
                        .copied()
                        .map(String::from)
                        .collect::<Vec<_>>(),
                )
                .build()
        };
        let name = label(&[]);
        let word = label(&["dim-label", "caption"]);
        let versions = label(&["dim-label", "numeric", "versions"]);
        let side = |children: [&gtk::Widget; 2]| {
            let side = gtk::Box::builder().spacing(8).build();
            children.into_iter().for_each(|child| side.append(child));
            side
        };
        let root = adw::WrapBox::builder()
            .child_spacing(18)
            .line_spacing(2)
            .justify(adw::JustifyMode::Spread)
            .justify_last_line(true)
            .margin_start(14)
            .margin_end(14)
            .margin_top(10)
            .margin_bottom(10)
            .build();
        root.append(&side([icon.upcast_ref(), name.upcast_ref()]));
        root.append(&side([word.upcast_ref(), versions.upcast_ref()]));
        item.set_activatable(false);
        item.set_selectable(false);
        let widgets = ChangeWidgets {
            item: item.downgrade(),
            icon,
            name,
            word,
            versions,
        };
        (root, widgets)
    }

    fn bind(&mut self, widgets: &mut Self::Widgets, _root: &mut Self::Root) {
        let view = change::view(&self.0);
        if let Some(item) = widgets.item.upgrade() {
            item.set_accessible_label(&view.spoken);
        }
        widgets.icon.set_icon_name(view.icon);
        widgets.icon.set_visible(view.icon.is_some());
        widgets.name.set_label(&view.name);
        widgets
            .word
            .set_label(view.word.as_deref().unwrap_or_default());
        widgets.word.set_visible(view.word.is_some());
        widgets.versions.set_label(&view.versions);
        widgets.versions.set_visible(!view.versions.is_empty());
        widgets
            .versions
            .set_attributes(view.bold.map(bold).as_ref());
    }
}

fn bold((start, end): (u32, u32)) -> pango::AttrList {
    let attributes = pango::AttrList::new();
    let mut weight = pango::AttrInt::new_weight(pango::Weight::Bold);
    weight.set_start_index(start);
    weight.set_end_index(end);
    attributes.insert(weight);
    attributes
}
