//! The weekly times to which automatic updates can be bound.

use std::{cell::RefCell, rc::Rc};

use adw::prelude::*;
use waymark_model::{PolicyChanges, PolicySettings, policy::DAYS};

use super::policy::{Change, choice};
use crate::{
    tr,
    view_state::{policy, text},
    widgets::rows,
};

/// The row: a switch, and below it the days and hours.
pub(super) struct TimesRow {
    root: adw::ExpanderRow,
    days: Rc<[gtk::ToggleButton]>,
    from: HourRow,
    until: HourRow,
}

impl TimesRow {
    pub(super) fn new(change: &Change) -> Self {
        let root = adw::ExpanderRow::builder()
            .title(tr!("policy-window"))
            .subtitle(tr!("policy-window-body"))
            .show_enable_switch(true)
            .build();
        rows::call(&root, &tr!("policy-window"));
        let row = Self {
            root,
            days: (0..DAYS.len()).map(day).collect(),
            from: HourRow::new(&tr!("policy-window-from")),
            until: HourRow::new(&tr!("policy-window-until")),
        };
        row.root.add_row(&row.day_row());
        row.root.add_row(&row.from.root);
        row.root.add_row(&row.until.root);
        row.listen(change);
        row
    }

    /// The widget.
    pub(super) fn widget(&self) -> &adw::ExpanderRow {
        &self.root
    }

    /// Shows the window of these settings; without one, what is proposed.
    pub(super) fn show(&self, settings: &PolicySettings) {
        let bound = !settings.window_days.is_empty();
        for (day, word) in self.days.iter().zip(DAYS) {
            day.set_active(!bound || settings.window_days.iter().any(|it| it == word));
        }
        let (from, until) = policy::hours(settings);
        self.from.show(&from);
        self.until.show(&until);
        self.root.set_enable_expansion(bound);
    }

    fn day_row(&self) -> gtk::ListBoxRow {
        let days = adw::WrapBox::builder()
            .child_spacing(6)
            .line_spacing(6)
            .margin_start(12)
            .margin_end(12)
            .margin_top(12)
            .margin_bottom(12)
            .build();
        for day in self.days.iter() {
            days.append(day);
        }
        let row = gtk::ListBoxRow::builder()
            .child(&days)
            .activatable(false)
            .focusable(false)
            .build();
        row.update_property(&[gtk::accessible::Property::Label(&tr!("policy-window-days"))]);
        row
    }

    fn listen(&self, change: &Change) {
        let tell = {
            let (root, days) = (self.root.clone(), Rc::clone(&self.days));
            let (from, until) = (self.from.clone(), self.until.clone());
            let change = change.clone();
            move || change.to(window(root.enables_expansion(), &days, &from, &until))
        };
        let then = tell.clone();
        self.root.connect_enable_expansion_notify(move |_| then());
        for day in self.days.iter() {
            let then = tell.clone();
            day.connect_active_notify(move |_| then());
        }
        for row in [&self.from.root, &self.until.root] {
            let then = tell.clone();
            row.connect_selected_notify(move |_| then());
        }
    }
}

/// What is chosen. No day at all is no window.
fn window(
    bound: bool,
    days: &[gtk::ToggleButton],
    from: &HourRow,
    until: &HourRow,
) -> PolicyChanges {
    let chosen = days.iter().zip(DAYS).filter(|(day, _)| day.is_active());
    let days: Vec<String> = chosen.map(|(_, word)| word.to_owned()).collect();
    let bound = bound && !days.is_empty();
    let when_bound = |text: String| Some(if bound { text } else { String::new() });
    PolicyChanges {
        window_days: Some(if bound { days } else { Vec::new() }),
        window_start: when_bound(from.chosen()),
        window_end: when_bound(until.chosen()),
        ..PolicyChanges::default()
    }
}

fn day(number: usize) -> gtk::ToggleButton {
    gtk::ToggleButton::builder()
        .label(text::weekday(number))
        .build()
}

/// A choice of a time of day.
#[derive(Clone)]
struct HourRow {
    root: adw::ComboRow,
    /// The choices, as the service writes them.
    times: Rc<RefCell<Vec<String>>>,
}

impl HourRow {
    fn new(title: &str) -> Self {
        Self {
            root: choice(title, &[]),
            times: Rc::default(),
        }
    }

    fn show(&self, time: &str) {
        let times = policy::times(time);
        let names: Vec<String> = times.iter().map(|it| text::time_of_day(it)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let place = times.iter().position(|it| it == time);
        self.times.replace(times);
        self.root.set_model(Some(&gtk::StringList::new(&names)));
        self.root
            .set_selected(place.and_then(|at| u32::try_from(at).ok()).unwrap_or(0));
    }

    fn chosen(&self) -> String {
        let place = usize::try_from(self.root.selected()).unwrap_or(usize::MAX);
        self.times.borrow().get(place).cloned().unwrap_or_default()
    }
}
