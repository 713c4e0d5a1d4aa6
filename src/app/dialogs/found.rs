//! What a search found, as rows with a tick, and what was chosen, as chips.

use adw::prelude::*;
use relm4::Sender;

use super::add_packages::AddInput;
use crate::{
    tr,
    view_state::{search::FoundRow, text},
    widgets::rows::plain,
};

/// Shows the chosen packages, each to be taken back by a click.
pub(super) fn show_chips(chips: &adw::WrapBox, names: &[String], tell: &Sender<AddInput>) {
    while let Some(child) = chips.first_child() {
        chips.remove(&child);
    }
    chips.set_visible(!names.is_empty());
    for name in names {
        let label = text::plain(name);
        let content = adw::ButtonContent::builder()
            .label(&label)
            .use_underline(false)
            .icon_name("window-close-symbolic")
            .build();
        let chip = gtk::Button::builder().child(&content).build();
        let spoken = tr!("add-unchoose", name = label);
        chip.set_tooltip_text(Some(&spoken));
        // The word on it would be its name otherwise, which does not say what it does.
        chip.reset_relation(gtk::AccessibleRelation::LabelledBy);
        chip.update_property(&[gtk::accessible::Property::Label(&spoken)]);
        let (tell, name) = (tell.clone(), name.clone());
        chip.connect_clicked(move |_| tell.emit(AddInput::Unchoose(name.clone())));
        chips.append(&chip);
    }
}

/// A row: with a tick, or with the word for why it has none.
pub(super) fn row(found: FoundRow, tell: &Sender<AddInput>) -> adw::ActionRow {
    let row = plain(&found.title, &found.subtitle);
    if let Some(state) = &found.state {
        let label = gtk::Label::builder()
            .label(state)
            .css_classes(["dim-label", "caption"])
            .wrap(true)
            .natural_wrap_mode(gtk::NaturalWrapMode::None)
            .xalign(1.0)
            .build();
        row.add_suffix(&label);
        return row;
    }
    let tick = gtk::CheckButton::builder()
        .active(found.chosen)
        .valign(gtk::Align::Center)
        .build();
    let tell = tell.clone();
    tick.connect_toggled(move |tick| {
        tell.emit(AddInput::Choose(
            found.name.clone(),
            found.version.clone(),
            tick.is_active(),
        ));
    });
    row.add_prefix(&tick);
    row.set_activatable_widget(Some(&tick));
    row
}
