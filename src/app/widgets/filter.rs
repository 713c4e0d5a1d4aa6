//! The choice of which differences are shown.

use adw::prelude::*;
use gtk::glib;

use crate::{tr, view_state::comparison::Filter};

/// A list of filters to choose from.
#[derive(Debug)]
pub(crate) struct FilterChoice {
    choice: gtk::DropDown,
    chosen: glib::SignalHandlerId,
    filters: Vec<Filter>,
}

impl FilterChoice {
    /// An empty choice; `then` hears the place of what a person chooses.
    pub(crate) fn new(then: impl Fn(u32) + 'static) -> Self {
        let choice = gtk::DropDown::builder()
            .tooltip_text(tr!("changes-filter"))
            .valign(gtk::Align::Center)
            .visible(false)
            .build();
        choice.update_property(&[gtk::accessible::Property::Label(&tr!("changes-filter"))]);
        let chosen = choice.connect_selected_notify(move |choice| then(choice.selected()));
        Self {
            choice,
            chosen,
            filters: Vec::new(),
        }
    }

    /// The widget.
    pub(crate) fn widget(&self) -> &gtk::DropDown {
        &self.choice
    }

    /// The filter at a place.
    pub(crate) fn at(&self, place: u32) -> Filter {
        let place = usize::try_from(place).ok();
        let filter = place.and_then(|place| self.filters.get(place));
        filter.copied().unwrap_or_default()
    }

    /// Offers these with one of them chosen; nobody hears of that. The choice is there
    /// where there is one.
    pub(crate) fn fill(&mut self, filters: Vec<Filter>, chosen: Filter) {
        let at = filters.iter().position(|filter| *filter == chosen);
        let at = u32::try_from(at.unwrap_or_default()).unwrap_or_default();
        self.choice.block_signal(&self.chosen);
        if filters != self.filters {
            let labels: Vec<String> = filters.iter().map(|filter| filter.label()).collect();
            let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
            self.choice.set_model(Some(&gtk::StringList::new(&labels)));
            self.choice.set_visible(filters.len() > 1);
            self.filters = filters;
        }
        self.choice.set_selected(at);
        self.choice.unblock_signal(&self.chosen);
    }
}
