//! What an administrator chooses for everyone, and what comes of it.

use std::{cell::Cell, rc::Rc};

use adw::prelude::*;
use waymark_model::{
    PolicyChanges,
    policy::{KEEP_MAX, WAIT_MAX},
};

use super::times::TimesRow;
use crate::{
    tr,
    view_state::policy::{self, PolicyView, Reason},
    widgets::rows,
};

/// Where changes go, except while what holds is being shown.
#[derive(Clone)]
pub(super) struct Change {
    showing: Rc<Cell<bool>>,
    then: Rc<dyn Fn(PolicyChanges)>,
}

impl Change {
    pub(super) fn to(&self, changes: PolicyChanges) {
        if !self.showing.get() {
            (self.then)(changes);
        }
    }
}

/// The page.
pub(super) struct PolicyPage {
    root: adw::PreferencesPage,
    shown: PolicyView,
    showing: Rc<Cell<bool>>,
    mode: adw::ComboRow,
    now: adw::ExpanderRow,
    reasons: Vec<adw::ActionRow>,
    metered: adw::SwitchRow,
    battery: adw::SwitchRow,
    times: TimesRow,
    wait: adw::SpinRow,
    overrides: adw::ComboRow,
    keep: adw::SpinRow,
}

impl std::fmt::Debug for PolicyPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PolicyPage").finish_non_exhaustive()
    }
}

impl PolicyPage {
    /// The page of this view; `then` hears what is changed on it.
    pub(super) fn new(view: &PolicyView, then: impl Fn(PolicyChanges) + 'static) -> Self {
        let change = Change {
            showing: Rc::new(Cell::new(false)),
            then: Rc::new(then),
        };
        let root = adw::PreferencesPage::builder()
            .title(tr!("policy"))
            .icon_name("waymark-update-symbolic")
            .description(tr!("policy-body"))
            .build();
        let now = adw::ExpanderRow::builder()
            .title_lines(0)
            .use_markup(false)
            .build();
        let page = Self {
            mode: values(&tr!("policy-mode"), policy::modes(), &change, |mode| {
                PolicyChanges {
                    mode: Some(mode),
                    ..PolicyChanges::default()
                }
            }),
            reasons: Vec::new(),
            metered: switch(&tr!("policy-metered"), &change, |on| PolicyChanges {
                on_metered: Some(on),
                ..PolicyChanges::default()
            }),
            battery: switch(&tr!("policy-battery"), &change, |on| PolicyChanges {
                on_low_battery: Some(on),
                ..PolicyChanges::default()
            }),
            times: TimesRow::new(&change),
            wait: number(&tr!("policy-wait"), WAIT_MAX, &change, |days| {
                PolicyChanges {
                    wait_days: Some(days),
                    ..PolicyChanges::default()
                }
            }),
            overrides: values(
                &tr!("policy-override"),
                policy::overrides(),
                &change,
                |least| PolicyChanges {
                    wait_override: Some(least),
                    ..PolicyChanges::default()
                },
            ),
            keep: number(&tr!("policy-keep"), KEEP_MAX, &change, |keep| {
                PolicyChanges {
                    keep: Some(keep),
                    ..PolicyChanges::default()
                }
            }),
            showing: change.showing,
            shown: PolicyView::default(),
            root,
            now,
        };
        page.overrides.set_subtitle(&tr!("policy-override-body"));
        page.keep.set_subtitle(&tr!("policy-keep-body"));
        page.lay_out();
        let mut page = page;
        page.show(view, true);
        page
    }

    fn lay_out(&self) {
        let group = |title: String, body: String, rows: &[&gtk::Widget]| {
            let group = adw::PreferencesGroup::builder()
                .title(title)
                .description(body)
                .build();
            for row in rows {
                group.add(*row);
            }
            self.root.add(&group);
        };
        let none = String::new;
        group(
            none(),
            none(),
            &[self.mode.upcast_ref(), self.now.upcast_ref()],
        );
        group(
            tr!("policy-when"),
            none(),
            &[
                self.metered.upcast_ref(),
                self.battery.upcast_ref(),
                self.times.widget().upcast_ref(),
            ],
        );
        group(
            tr!("policy-others"),
            tr!("policy-others-body"),
            &[self.wait.upcast_ref(), self.overrides.upcast_ref()],
        );
        group(tr!("policy-keep-title"), none(), &[self.keep.upcast_ref()]);
    }

    /// The widget.
    pub(super) fn widget(&self) -> &adw::PreferencesPage {
        &self.root
    }

    /// Shows this; `again` even if it was shown last.
    pub(super) fn show(&mut self, view: &PolicyView, again: bool) {
        if !again && *view == self.shown {
            return;
        }
        self.showing.set(true);
        let settings = &view.settings;
        if again || *settings != self.shown.settings {
            let place = policy::modes().iter().position(|it| it.0 == settings.mode);
            self.mode.set_selected(place_of(place));
            self.metered.set_active(settings.on_metered);
            self.battery.set_active(settings.on_low_battery);
            self.times.show(settings);
            self.wait.set_value(settings.wait_days.into());
            let place = policy::overrides()
                .iter()
                .position(|it| it.0 == settings.wait_override);
            self.overrides.set_selected(place_of(place));
            self.overrides.set_sensitive(settings.wait_days > 0);
            self.keep.set_value(settings.keep.into());
        }
        self.showing.set(false);
        self.now.set_title(&view.now);
        rows::call(&self.now, &view.now);
        self.now.set_subtitle(&view.next);
        if again || view.reasons != self.shown.reasons {
            self.show_reasons(&view.reasons);
        }
        self.shown = view.clone();
    }

    fn show_reasons(&mut self, reasons: &[Reason]) {
        for old in self.reasons.drain(..) {
            self.now.remove(&old);
        }
        for reason in reasons {
            let blocks = if reason.blocks {
                tr!("policy-blocks")
            } else {
                String::new()
            };
            let row = rows::plain(&reason.text, &blocks);
            self.now.add_row(&row);
            self.reasons.push(row);
        }
    }
}

fn place_of(place: Option<usize>) -> u32 {
    place
        .and_then(|place| u32::try_from(place).ok())
        .unwrap_or(gtk::INVALID_LIST_POSITION)
}

/// A row with a choice of names.
pub(super) fn choice(title: &str, names: &[String]) -> adw::ComboRow {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    adw::ComboRow::builder()
        .title(title)
        .model(&gtk::StringList::new(&names))
        .build()
}

/// A row with a choice of values, each with its name.
fn values<T: Copy + 'static>(
    title: &str,
    named: impl IntoIterator<Item = (T, String)>,
    change: &Change,
    make: fn(T) -> PolicyChanges,
) -> adw::ComboRow {
    let (values, names): (Vec<T>, Vec<String>) = named.into_iter().unzip();
    let row = choice(title, &names);
    let change = change.clone();
    row.connect_selected_notify(move |row| {
        let chosen = usize::try_from(row.selected()).ok();
        if let Some(value) = chosen.and_then(|at| values.get(at)) {
            change.to(make(*value));
        }
    });
    row
}

fn switch(title: &str, change: &Change, make: fn(bool) -> PolicyChanges) -> adw::SwitchRow {
    let row = adw::SwitchRow::builder().title(title).build();
    let change = change.clone();
    row.connect_active_notify(move |row| change.to(make(row.is_active())));
    row
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the row holds whole numbers from 0 to `most`"
)]
fn number(title: &str, most: u32, change: &Change, make: fn(u32) -> PolicyChanges) -> adw::SpinRow {
    let row = adw::SpinRow::with_range(0.0, most.into(), 1.0);
    row.set_title(title);
    let change = change.clone();
    row.connect_value_notify(move |row| change.to(make(row.value() as u32)));
    row
}
