//! Versions as rows on a line, divided by headings where there are many.

use std::{cell::RefCell, rc::Rc};

use gtk::prelude::*;
use relm4::factory::FactoryVecDeque;

use super::version_row::VersionItem;
use crate::view_state::versions::VersionRow;

/// The list and what it shows.
#[derive(Debug)]
pub(crate) struct Timeline {
    list: FactoryVecDeque<VersionItem>,
    rows: Rc<RefCell<Vec<VersionRow>>>,
}

impl Timeline {
    /// An empty timeline, with a name for who does not see its heading.
    pub(crate) fn new(name: &str) -> Self {
        let list = FactoryVecDeque::builder()
            .launch(gtk::ListBox::default())
            .detach();
        let rows: Rc<RefCell<Vec<VersionRow>>> = Rc::default();
        let widget: &gtk::ListBox = list.widget();
        widget.add_css_class("boxed-list");
        widget.add_css_class("timeline");
        widget.set_selection_mode(gtk::SelectionMode::None);
        widget.update_property(&[gtk::accessible::Property::Label(name)]);
        widget.set_header_func({
            let rows = Rc::clone(&rows);
            move |row, _| {
                let rows = rows.borrow();
                let shown = usize::try_from(row.index())
                    .ok()
                    .and_then(|at| rows.get(at));
                let heading = shown
                    .and_then(|shown| Some(heading(shown.heading.as_deref()?, shown.place.first)));
                row.set_header(heading.as_ref());
            }
        });
        Self { list, rows }
    }

    /// The widget.
    pub(crate) fn widget(&self) -> &gtk::ListBox {
        self.list.widget()
    }

    /// The row at a place.
    pub(crate) fn at(&self, place: i32) -> Option<VersionRow> {
        let place = usize::try_from(place).ok()?;
        self.rows.borrow().get(place).cloned()
    }

    /// Whether nothing is shown.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.borrow().is_empty()
    }

    /// Shows these rows; what stays as it is keeps its widgets, and with them the focus.
    pub(crate) fn fill(&mut self, rows: Vec<VersionRow>) {
        let old = self.rows.replace(rows);
        let rows = self.rows.borrow();
        let same = old
            .iter()
            .zip(rows.iter())
            .take_while(|(a, b)| a == b)
            .count();
        if same == old.len() && same == rows.len() {
            return;
        }
        let mut list = self.list.guard();
        while list.len() > same {
            list.pop_back();
        }
        for row in &rows[same..] {
            list.push_back(row.clone());
        }
    }
}

/// A heading, with the line that joins the rows beside it.
fn heading(text: &str, first: bool) -> gtk::Box {
    let line = gtk::Separator::builder()
        .orientation(gtk::Orientation::Vertical)
        .css_classes(["timeline-line"])
        .halign(gtk::Align::Center)
        .width_request(2)
        .opacity(if first { 0.0 } else { 1.0 })
        .build();
    let column = gtk::Box::builder()
        .width_request(16)
        .halign(gtk::Align::Start)
        .build();
    line.set_hexpand(true);
    column.append(&line);
    let label = gtk::Label::builder()
        .label(text)
        .css_classes(["caption-heading", "dim-label"])
        .accessible_role(gtk::AccessibleRole::Heading)
        .xalign(0.0)
        .margin_top(12)
        .margin_bottom(6)
        .build();
    let root = gtk::Box::builder()
        .spacing(12)
        .margin_start(14)
        .margin_end(14)
        .build();
    root.append(&column);
    root.append(&label);
    root
}
