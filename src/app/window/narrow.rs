//! What a narrow window does otherwise.

use adw::prelude::*;
use gtk::glib;

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
    lift_toasts(&widgets.toasts, &widgets.navigation, &widgets.bar);
}

/// Keeps toasts above the bar at the bottom, where there is one.
fn lift_toasts(
    toasts: &adw::ToastOverlay,
    navigation: &adw::NavigationView,
    bar: &adw::ViewSwitcherBar,
) {
    let lift = {
        let (toasts, navigation, bar) = (toasts.downgrade(), navigation.clone(), bar.clone());
        move || {
            let Some(toasts) = toasts.upgrade() else {
                return;
            };
            let page = navigation.visible_page().and_then(|page| page.tag());
            if bar.reveals() && page.as_deref() == Some(super::PAGES) {
                toasts.add_css_class("above-bar");
            } else {
                toasts.remove_css_class("above-bar");
            }
        }
    };
    lift();
    bar.connect_reveal_notify(glib::clone!(
        #[strong]
        lift,
        move |_| lift()
    ));
    navigation.connect_visible_page_notify(move |_| lift());
}
