//! How a text differs, by line: a sign and a colour for what was added and removed.

use adw::prelude::*;
use gtk::glib;

use crate::{
    tr,
    view_state::etc::{Shape, counts},
};

/// How strong the ground behind a line is.
const GROUND: f32 = 0.12;
/// How strong the text is that says where lines stand.
const DIM: f32 = 0.6;

/// The lines, and above them how many there are of each.
#[derive(Debug)]
pub(crate) struct Difference {
    root: gtk::Box,
    view: gtk::TextView,
    buffer: gtk::TextBuffer,
    added: gtk::Label,
    removed: gtk::Label,
}

impl Difference {
    pub(crate) fn new() -> Self {
        let buffer = gtk::TextBuffer::new(None);
        let view = gtk::TextView::builder()
            .buffer(&buffer)
            .editable(false)
            .cursor_visible(false)
            .monospace(true)
            .wrap_mode(gtk::WrapMode::WordChar)
            .left_margin(12)
            .right_margin(12)
            .top_margin(12)
            .bottom_margin(12)
            .build();
        view.update_property(&[gtk::accessible::Property::Label(&tr!("etc-difference"))]);
        let scroller = gtk::ScrolledWindow::builder()
            .child(&view)
            .vexpand(true)
            .hscrollbar_policy(gtk::PolicyType::Never)
            .css_classes(["card"])
            .overflow(gtk::Overflow::Hidden)
            .build();
        let label = |class: &str| {
            gtk::Label::builder()
                .css_classes([class, "caption-heading", "numeric"])
                .build()
        };
        let (added, removed) = (label("success"), label("error"));
        let numbers = gtk::Box::builder().spacing(12).build();
        numbers.append(&added);
        numbers.append(&removed);
        let root = gtk::Box::builder()
            .orientation(gtk::Orientation::Vertical)
            .spacing(9)
            .build();
        root.append(&numbers);
        root.append(&scroller);
        let difference = Self {
            root,
            view,
            buffer,
            added,
            removed,
        };
        difference.add_tags();
        difference
    }

    /// The widget.
    pub(crate) fn widget(&self) -> &gtk::Box {
        &self.root
    }

    /// Gives the lines the keyboard, so that they can be scrolled and selected by it.
    pub(crate) fn grab_focus(&self) {
        self.view.grab_focus();
    }

    /// Shows these lines.
    pub(crate) fn show(&self, lines: &[(Shape, String)]) {
        self.buffer.set_text("");
        for (shape, text) in lines {
            let mut end = self.buffer.end_iter();
            match tag(*shape) {
                Some(tag) => self.buffer.insert_with_tags_by_name(&mut end, text, &[tag]),
                None => self.buffer.insert(&mut end, text),
            }
        }
        let (added, removed) = counts(lines);
        self.added.set_label(&tr!("etc-added", count = added));
        self.removed.set_label(&tr!("etc-removed", count = removed));
        self.added.set_visible(added > 0);
        self.removed.set_visible(removed > 0);
    }

    /// Tags have no style classes, so their colours are those that the labels above have.
    fn add_tags(&self) {
        let make = |name: &str| gtk::TextTag::builder().name(name).build();
        let tags = [make("added"), make("removed"), make("place")];
        for tag in &tags {
            self.buffer.tag_table().add(tag);
        }
        let [added, removed, place] = tags;
        let (plus, minus) = (self.added.downgrade(), self.removed.downgrade());
        let paint = move |view: &gtk::TextView| {
            for (tag, label) in [(&added, &plus), (&removed, &minus)] {
                if let Some(color) = label.upgrade().map(|label| label.color()) {
                    tag.set_foreground_rgba(Some(&color));
                    tag.set_paragraph_background_rgba(Some(&color.with_alpha(GROUND)));
                }
            }
            place.set_foreground_rgba(Some(&view.color().with_alpha(DIM)));
        };
        let view = &self.view;
        view.connect_map(paint.clone());
        let style = adw::StyleManager::default();
        for property in ["dark", "high-contrast"] {
            let paint = paint.clone();
            style.connect_closure(
                &format!("notify::{property}"),
                true,
                glib::closure_local!(
                    #[watch]
                    view,
                    move |_: adw::StyleManager, _: glib::ParamSpec| paint(view)
                ),
            );
        }
    }
}

fn tag(shape: Shape) -> Option<&'static str> {
    match shape {
        Shape::Added => Some("added"),
        Shape::Removed => Some("removed"),
        Shape::Place => Some("place"),
        Shape::Same => None,
    }
}
