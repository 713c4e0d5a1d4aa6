//! What a narrow window does otherwise.

use adw::prelude::*;

use super::WindowWidgets;

/// Below this width the switcher moves to the bottom.
const NARROW: f64 = 550.0;

/// Moves the switcher to the bottom where there is no room for it on top.
pub(super) fn narrow(window: &adw::ApplicationWindow, widgets: &WindowWidgets) {
    let condition = adw::BreakpointCondition::new_length(
        adw::BreakpointConditionLengthType::MaxWidth,
        NARROW,
        adw::LengthUnit::Sp,
    );
    let breakpoint = adw::Breakpoint::new(condition);
    breakpoint.add_setter(&widgets.bar, "reveal", Some(&true.to_value()));
    let no_title = None::<gtk::Widget>.to_value();
    breakpoint.add_setter(&widgets.header, "title-widget", Some(&no_title));
    window.add_breakpoint(breakpoint);
}
