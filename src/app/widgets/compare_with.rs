//! The choice of what a version is compared with.

use adw::prelude::*;
use gtk::glib;

use crate::tr;

/// A list to choose from beside what it is for.
#[derive(Debug)]
pub(crate) struct CompareWith {
    root: adw::WrapBox,
    choice: gtk::DropDown,
    chosen: glib::SignalHandlerId,
}

impl CompareWith {
    /// An empty choice; `then` hears the place of what a person chooses.
    pub(crate) fn new(then: impl Fn(u32) + 'static) -> Self {
        let label = gtk::Label::builder()
            .label(tr!("version-compare-with"))
            .css_classes(["heading"])
            .build();
        let choice = gtk::DropDown::builder().valign(gtk::Align::Center).build();
        // The list shows names whole; the button gives way to a narrow window.
        choice.set_list_factory(choice.factory().as_ref());
        choice.set_factory(Some(&shrinking()));
        choice.update_relation(&[gtk::accessible::Relation::LabelledBy(&[label.upcast_ref()])]);
        let chosen = choice.connect_selected_notify(move |choice| then(choice.selected()));
        let root = adw::WrapBox::builder()
            .child_spacing(12)
            .line_spacing(6)
            .build();
        root.append(&label);
        root.append(&choice);
        Self {
            root,
            choice,
            chosen,
        }
    }

    /// The widget.
    pub(crate) fn widget(&self) -> &adw::WrapBox {
        &self.root
    }

    /// Offers these, with the one at the place chosen; nobody hears of that.
    pub(crate) fn fill(&self, names: &[&str], chosen: usize) {
        self.choice.block_signal(&self.chosen);
        self.choice.set_model(Some(&gtk::StringList::new(names)));
        self.choice
            .set_selected(u32::try_from(chosen).unwrap_or_default());
        self.choice.unblock_signal(&self.chosen);
        self.root.set_visible(!names.is_empty());
    }
}

/// Shows a name with as much of it as there is room for.
fn shrinking() -> gtk::SignalListItemFactory {
    let factory = gtk::SignalListItemFactory::new();
    factory.connect_setup(|_, item| {
        let label = gtk::Label::builder()
            .xalign(0.0)
            .ellipsize(gtk::pango::EllipsizeMode::Middle)
            .build();
        if let Some(item) = item.downcast_ref::<gtk::ListItem>() {
            item.set_child(Some(&label));
        }
    });
    factory.connect_bind(|_, item| {
        let Some(item) = item.downcast_ref::<gtk::ListItem>() else {
            return;
        };
        let name = item.item().and_downcast::<gtk::StringObject>();
        if let (Some(label), Some(name)) = (item.child().and_downcast::<gtk::Label>(), name) {
            label.set_label(&name.string());
        }
    });
    factory
}
