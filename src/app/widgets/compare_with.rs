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
