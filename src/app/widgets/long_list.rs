//! A list that may be long: only rows near those in view have widgets.
//!
//! A list view keeps widgets for two hundred rows, however few are in view; making and
//! moving those keeps the window from answering. A grid view keeps thirty for each of its
//! columns, and with one column it looks and works as a list. Assistive technology is told
//! that it is one.

use gtk::{gio, prelude::*};
use relm4::typed_view::grid::{RelmGridItem, TypedGridView};

/// Height of a row of one line.
const ROW_HEIGHT: i32 = 38;
/// Most rows in view: below more than it keeps the grid view would show nothing.
const ROWS_MAX: i32 = 26;

/// The list, on a card that scrolls.
#[derive(Debug)]
pub(crate) struct LongList<T> {
    root: gtk::ScrolledWindow,
    grid: TypedGridView<T, gtk::NoSelection>,
    /// The widgets that there are. They are told of as long as this is held.
    _rows: gio::ListModel,
}

impl<T: RelmGridItem> LongList<T> {
    /// An empty list of this name.
    pub(crate) fn new(name: &str) -> Self {
        let grid: TypedGridView<T, gtk::NoSelection> = TypedGridView::new();
        let view = &grid.view;
        view.set_accessible_role(gtk::AccessibleRole::List);
        view.update_property(&[gtk::accessible::Property::Label(name)]);
        view.set_min_columns(1);
        view.set_max_columns(1);
        view.set_tab_behavior(gtk::ListTabBehavior::Item);
        view.add_css_class("long-list");
        let root = gtk::ScrolledWindow::builder()
            .child(view)
            .css_classes(["card"])
            .overflow(gtk::Overflow::Hidden)
            .hscrollbar_policy(gtk::PolicyType::Never)
            .propagate_natural_height(true)
            .max_content_height(ROWS_MAX * ROW_HEIGHT)
            .build();
        let rows = view.observe_children();
        rows.connect_items_changed(|rows, place, _, added| name_rows(rows, place, added));
        Self {
            root,
            grid,
            _rows: rows,
        }
    }

    /// The widget.
    pub(crate) fn widget(&self) -> &gtk::ScrolledWindow {
        &self.root
    }

    /// Empties the list.
    pub(crate) fn clear(&mut self) {
        self.grid.clear();
    }

    /// Puts these behind the others.
    pub(crate) fn extend(&mut self, rows: impl IntoIterator<Item = T>) {
        self.grid.extend_from_iter(rows);
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> u32 {
        self.grid.len()
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.grid.is_empty()
    }

    /// Is as high as its rows, as long as they are at most so many.
    pub(crate) fn fit(&self, most: u32) {
        let rows = i32::try_from(self.len().min(most)).unwrap_or(0);
        self.root.set_min_content_height(rows * ROW_HEIGHT);
    }
}

/// Says of each row that comes that it is an item of a list. It is not told to anyone yet.
fn name_rows(rows: &gio::ListModel, place: u32, added: u32) {
    for at in place..place + added {
        if let Some(row) = rows.item(at).and_downcast::<gtk::Widget>() {
            row.set_accessible_role(gtk::AccessibleRole::ListItem);
        }
    }
}
