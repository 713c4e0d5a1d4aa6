//! One bar for a job: step, bytes, rate, time left, Cancel.

use std::time::Duration;

use gtk::{glib, prelude::*};
use relm4::prelude::*;

use crate::{
    tr,
    view_state::progress::{self, ProgressView},
};

/// How often a bar without measure moves.
const PULSE: Duration = Duration::from_millis(120);

/// The bar. It shows what it is given; nothing moves by itself except the pulse.
#[derive(Debug)]
pub(crate) struct Progress {
    view: ProgressView,
    pulse: Option<glib::SourceId>,
}

/// What the bar is told.
#[derive(Debug)]
pub(crate) enum ProgressInput {
    /// Show this, or nothing.
    Show(Option<ProgressView>),
    /// Cancel was clicked.
    Cancel,
}

/// The job with this path is to be stopped.
#[derive(Debug)]
pub(crate) struct CancelRequested(pub(crate) String);

#[relm4::component(pub(crate))]
impl Component for Progress {
    type Init = ();
    type Input = ProgressInput;
    type Output = CancelRequested;
    type CommandOutput = ();

    view! {
        gtk::Box {
            set_orientation: gtk::Orientation::Vertical,
            set_spacing: 8,
            set_visible: false,

            #[name(bar)]
            gtk::ProgressBar {
                set_pulse_step: 0.08,
                update_property: &[gtk::accessible::Property::Label(&tr!("progress-label"))],
            },
            gtk::Box {
                set_spacing: 12,

                gtk::Label {
                    set_hexpand: true,
                    set_xalign: 0.0,
                    set_yalign: 0.0,
                    set_wrap: true,
                    set_wrap_mode: gtk::pango::WrapMode::WordChar,
                    #[watch]
                    set_label: &model.view.step,
                },
                gtk::Label {
                    add_css_class: "dim-label",
                    add_css_class: "numeric",
                    set_xalign: 1.0,
                    set_yalign: 0.0,
                    set_wrap: true,
                    set_wrap_mode: gtk::pango::WrapMode::WordChar,
                    set_justify: gtk::Justification::Right,
                    #[watch]
                    set_label: &model.view.detail,
                    #[watch]
                    set_visible: !model.view.detail.is_empty(),
                },
            },
            adw::WrapBox {
                set_halign: gtk::Align::Center,
                set_margin_top: 6,
                set_child_spacing: 6,
                set_line_spacing: 6,
                set_align: 0.5,
                #[watch]
                set_visible: !model.view.path.is_empty(),

                gtk::Button {
                    set_label: &tr!("cancel"),
                    add_css_class: "pill",
                    #[watch]
                    set_sensitive: model.view.cancellable,
                    connect_clicked => ProgressInput::Cancel,
                },
                gtk::Button {
                    set_label: &tr!("log-show"),
                    add_css_class: "pill",
                    add_css_class: "flat",
                    set_action_name: Some("win.show-log"),
                    #[watch]
                    set_action_target_value: Some(&model.view.path.to_variant()),
                    #[watch]
                    set_visible: model.view.log,
                },
            },
        }
    }

    fn init(_init: (), root: Self::Root, sender: ComponentSender<Self>) -> ComponentParts<Self> {
        let model = Self {
            view: ProgressView::default(),
            pulse: None,
        };
        let widgets = view_output!();
        ComponentParts { model, widgets }
    }

    fn update_with_view(
        &mut self,
        widgets: &mut Self::Widgets,
        message: Self::Input,
        sender: ComponentSender<Self>,
        root: &Self::Root,
    ) {
        match message {
            ProgressInput::Cancel => {
                // The page is gone if this fails.
                let _ = sender.output(CancelRequested(self.view.path.clone()));
            }
            ProgressInput::Show(None) => {
                self.stop_pulse();
                root.set_visible(false);
            }
            ProgressInput::Show(Some(view)) => {
                let other = view.path != self.view.path;
                let quarter = progress::quarters(view.fraction);
                let more = !other && quarter > progress::quarters(self.view.fraction);
                let step = view.step != self.view.step || !root.is_visible();
                // Each page has a bar; only the one on the screen speaks.
                if let Some(told) = progress::told(&view, step, more).filter(|_| is_seen(root)) {
                    root.announce(&told, gtk::AccessibleAnnouncementPriority::Medium);
                }
                if other {
                    // Another job begins where it begins, not where the last one ended.
                    widgets.bar.set_fraction(view.fraction.unwrap_or_default());
                }
                self.view = view;
                self.measure(&widgets.bar);
                root.set_visible(true);
            }
        }
        self.update_view(widgets, sender);
    }

    fn shutdown(&mut self, _: &mut Self::Widgets, _: relm4::Sender<Self::Output>) {
        self.stop_pulse();
    }
}

/// Whether the bar is on the screen, or will be as soon as it is shown.
fn is_seen(root: &gtk::Box) -> bool {
    root.parent().is_some_and(|parent| parent.is_mapped())
}

impl Progress {
    fn measure(&mut self, bar: &gtk::ProgressBar) {
        if let Some(fraction) = self.view.fraction {
            self.stop_pulse();
            bar.set_fraction(fraction);
        } else if self.pulse.is_none() {
            bar.pulse();
            let bar = bar.downgrade();
            self.pulse = Some(glib::timeout_add_local(PULSE, move || {
                if let Some(bar) = bar.upgrade() {
                    bar.pulse();
                }
                glib::ControlFlow::Continue
            }));
        }
    }

    fn stop_pulse(&mut self) {
        if let Some(pulse) = self.pulse.take() {
            pulse.remove();
        }
    }
}
