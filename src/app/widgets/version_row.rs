//! A row of the timeline: a dot on a line, the version, its badges.

use gtk::prelude::*;
use relm4::{
    FactorySender,
    factory::{DynamicIndex, FactoryComponent},
};

use super::badges;
use crate::view_state::versions::VersionRow;

/// The row. Its list says when it is opened.
#[derive(Debug)]
pub(crate) struct VersionItem {
    row: VersionRow,
}

#[relm4::factory(pub(crate))]
impl FactoryComponent for VersionItem {
    type Init = VersionRow;
    type Input = ();
    type Output = ();
    type CommandOutput = ();
    type ParentWidget = gtk::ListBox;

    view! {
        root = gtk::ListBoxRow {
            set_activatable: true,
            update_property: &[
                gtk::accessible::Property::Label(&self.row.title),
                gtk::accessible::Property::Description(&self.row.spoken),
            ],

            gtk::Box {
                set_spacing: 12,
                set_margin_start: 14,
                set_margin_end: 14,

                gtk::Box {
                    set_orientation: gtk::Orientation::Vertical,
                    set_width_request: 16,

                    gtk::Separator {
                        add_css_class: "timeline-line",
                        set_orientation: gtk::Orientation::Vertical,
                        set_halign: gtk::Align::Center,
                        set_vexpand: true,
                        set_opacity: if self.row.place.first { 0.0 } else { 1.0 },
                    },
                    gtk::Image {
                        add_css_class: "timeline-dot",
                        set_icon_name: Some(self.row.dot),
                        set_accessible_role: gtk::AccessibleRole::Presentation,
                    },
                    gtk::Separator {
                        add_css_class: "timeline-line",
                        set_orientation: gtk::Orientation::Vertical,
                        set_halign: gtk::Align::Center,
                        set_vexpand: true,
                        set_opacity: if self.row.place.last { 0.0 } else { 1.0 },
                    },
                },

                adw::WrapBox {
                    set_hexpand: true,
                    set_valign: gtk::Align::Center,
                    set_margin_top: 12,
                    set_margin_bottom: 12,
                    set_child_spacing: 12,
                    set_line_spacing: 6,
                    set_justify: adw::JustifyMode::Spread,
                    set_justify_last_line: true,

                    gtk::Box {
                        set_orientation: gtk::Orientation::Vertical,
                        set_spacing: 3,

                        gtk::Label {
                            add_css_class: "heading",
                            set_label: &self.row.title,
                            set_xalign: 0.0,
                            set_wrap: true,
                            set_wrap_mode: gtk::pango::WrapMode::WordChar,
                        },
                        gtk::Label {
                            add_css_class: "dim-label",
                            add_css_class: "caption",
                            set_label: &self.row.subtitle,
                            set_xalign: 0.0,
                            set_wrap: true,
                            set_wrap_mode: gtk::pango::WrapMode::WordChar,
                        },
                    },
                    #[name(badges)]
                    adw::WrapBox {
                        set_child_spacing: 6,
                        set_line_spacing: 6,
                        set_valign: gtk::Align::Center,
                    },
                },

                gtk::Image {
                    add_css_class: "dim-label",
                    set_icon_name: Some("go-next-symbolic"),
                    set_accessible_role: gtk::AccessibleRole::Presentation,
                },
            },
        }
    }

    fn init_model(row: Self::Init, _: &DynamicIndex, _: FactorySender<Self>) -> Self {
        Self { row }
    }

    fn init_widgets(
        &mut self,
        _: &DynamicIndex,
        root: Self::Root,
        _: &<Self::ParentWidget as relm4::factory::FactoryView>::ReturnedWidget,
        _: FactorySender<Self>,
    ) -> Self::Widgets {
        let widgets = view_output!();
        badges::fill(&widgets.badges, &self.row.badges);
        widgets
    }
}
