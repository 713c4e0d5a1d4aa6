//! The Packages page: what the base holds, and that nothing can be layered on it.

use std::sync::Arc;

use adw::prelude::*;
use gtk::{glib, pango};
use relm4::{
    prelude::*,
    typed_view::list::{RelmListItem, TypedListView},
};
use waymark_client::Client;
use waymark_model::Package;

use crate::{
    tr,
    view_state::{World, text},
};

/// How many packages are shown at most; a search finds the others.
const LIMIT: u32 = 1000;

/// The page.
#[derive(Debug)]
pub(crate) struct PackagesPage {
    client: Client,
    /// Which running version was read.
    base: Option<String>,
    layers: Vec<String>,
    search: String,
    serial: u64,
    state: State,
    list: TypedListView<PackageItem, gtk::NoSelection>,
}

#[derive(Debug, PartialEq)]
enum State {
    Loading,
    Rows,
    None,
    Unknown,
}

/// What the page is told.
#[derive(Debug)]
pub(crate) enum PackagesInput {
    /// Show this.
    Show(Arc<World>),
    /// The search changed.
    Search(String),
}

/// The packages found.
#[derive(Debug)]
pub(crate) struct Found {
    serial: u64,
    answer: waymark_client::Result<Vec<Package>>,
}

#[relm4::component(pub(crate))]
impl Component for PackagesPage {
    type Init = Client;
    type Input = PackagesInput;
    type Output = ();
    type CommandOutput = Found;

    view! {
        gtk::ScrolledWindow {
            set_hscrollbar_policy: gtk::PolicyType::Never,

            adw::Clamp {
                set_maximum_size: 720,

                gtk::Box {
                    set_orientation: gtk::Orientation::Vertical,
                    set_spacing: 12,
                    set_margin_start: 12,
                    set_margin_end: 12,
                    set_margin_top: 24,
                    set_margin_bottom: 18,

                    gtk::Label {
                        add_css_class: "title-4",
                        set_accessible_role: gtk::AccessibleRole::Heading,
                        set_wrap: true,
                        set_xalign: 0.0,
                        #[watch]
                        set_label: &model.title(),
                    },
                    gtk::Label {
                        add_css_class: "dim-label",
                        set_label: &tr!("packages-cannot"),
                        set_wrap: true,
                        set_xalign: 0.0,
                    },
                    gtk::Label {
                        set_wrap: true,
                        set_xalign: 0.0,
                        #[watch]
                        set_label: &model.layers.join(", "),
                        #[watch]
                        set_visible: !model.layers.is_empty(),
                    },

                    adw::WrapBox {
                        set_margin_top: 12,
                        set_child_spacing: 12,
                        set_line_spacing: 6,
                        set_justify: adw::JustifyMode::Spread,
                        set_justify_last_line: true,

                        gtk::Label {
                            add_css_class: "heading",
                            set_accessible_role: gtk::AccessibleRole::Heading,
                            set_label: &tr!("packages-base"),
                            set_valign: gtk::Align::Center,
                            set_xalign: 0.0,
                        },
                        gtk::SearchEntry {
                            set_hexpand: true,
                            set_max_width_chars: 24,
                            set_placeholder_text: Some(&tr!("packages-search")),
                            update_property: &[gtk::accessible::Property::Label(&tr!("packages-search"))],
                            connect_search_changed[sender] => move |entry| {
                                sender.input(PackagesInput::Search(entry.text().into()));
                            },
                        },
                    },

                    adw::Spinner {
                        set_height_request: 32,
                        #[watch]
                        set_visible: model.state == State::Loading,
                    },
                    gtk::Label {
                        add_css_class: "dim-label",
                        set_margin_all: 18,
                        set_wrap: true,
                        #[watch]
                        set_label: &model.message(),
                        #[watch]
                        set_visible: matches!(model.state, State::None | State::Unknown),
                    },
                    gtk::ScrolledWindow {
                        add_css_class: "card",
                        set_overflow: gtk::Overflow::Hidden,
                        set_hscrollbar_policy: gtk::PolicyType::Never,
                        set_propagate_natural_height: true,
                        set_min_content_height: 120,
                        set_vexpand: true,
                        set_valign: gtk::Align::Start,
                        #[watch]
                        set_visible: model.state == State::Rows,

                        #[local_ref]
                        view -> gtk::ListView {
                            add_css_class: "changes",
                            set_show_separators: true,
                            update_property: &[gtk::accessible::Property::Label(&tr!("packages-list"))],
                        },
                    },
                    gtk::Label {
                        add_css_class: "dim-label",
                        add_css_class: "caption",
                        set_label: &tr!("packages-more", count = LIMIT),
                        set_wrap: true,
                        #[watch]
                        set_visible: model.list.len() >= LIMIT,
                    },
                },
            },
        }
    }

    fn init(
        client: Client,
        root: Self::Root,
        sender: ComponentSender<Self>,
    ) -> ComponentParts<Self> {
        let model = Self {
            client,
            base: None,
            layers: Vec::new(),
            search: String::new(),
            serial: 0,
            state: State::Loading,
            list: TypedListView::new(),
        };
        let view = &model.list.view;
        let widgets = view_output!();
        ComponentParts { model, widgets }
    }

    fn update(&mut self, message: Self::Input, sender: ComponentSender<Self>, _: &Self::Root) {
        match message {
            PackagesInput::Show(world) => {
                let booted = world.snapshot.booted();
                let base = booted.map(|booted| booted.checksum.clone());
                self.layers = booted
                    .map(|booted| {
                        booted
                            .layers
                            .iter()
                            .map(|layer| text::plain(layer))
                            .collect()
                    })
                    .unwrap_or_default();
                if base != self.base {
                    self.base = base;
                    self.ask(&sender);
                }
            }
            PackagesInput::Search(text) => {
                if text != self.search {
                    self.search = text;
                    self.ask(&sender);
                }
            }
        }
    }

    fn update_cmd(&mut self, found: Self::CommandOutput, _: ComponentSender<Self>, _: &Self::Root) {
        if found.serial != self.serial {
            return;
        }
        self.list.clear();
        self.state = match found.answer {
            Ok(packages) if packages.is_empty() && self.search.is_empty() => State::Unknown,
            Ok(packages) if packages.is_empty() => State::None,
            Ok(packages) => {
                self.list
                    .extend_from_iter(packages.into_iter().map(PackageItem));
                State::Rows
            }
            Err(error) => {
                tracing::debug!(%error, "no packages");
                State::Unknown
            }
        };
    }
}

impl PackagesPage {
    fn ask(&mut self, sender: &ComponentSender<Self>) {
        self.serial += 1;
        let (serial, client, text) = (self.serial, self.client.clone(), self.search.clone());
        sender.oneshot_command(async move {
            Found {
                serial,
                answer: client.search_base(&text, LIMIT).await,
            }
        });
    }

    fn title(&self) -> String {
        match self.layers.len() {
            0 => tr!("packages-title"),
            count => tr!("packages-layered-title", count = count),
        }
    }

    fn message(&self) -> String {
        if self.state == State::None {
            tr!("packages-none")
        } else {
            tr!("packages-unknown")
        }
    }
}

/// A package of the base.
#[derive(Debug)]
struct PackageItem(Package);

#[derive(Debug)]
struct PackageWidgets {
    item: glib::WeakRef<gtk::ListItem>,
    name: gtk::Label,
    version: gtk::Label,
    summary: gtk::Label,
}

impl RelmListItem for PackageItem {
    type Root = gtk::Box;
    type Widgets = PackageWidgets;

    fn setup(item: &gtk::ListItem) -> (Self::Root, Self::Widgets) {
        item.set_activatable(false);
        item.set_selectable(false);
        let label = |class: &str| {
            gtk::Label::builder()
                .xalign(0.0)
                .ellipsize(pango::EllipsizeMode::End)
                .css_classes(class.split(' ').map(String::from).collect::<Vec<_>>())
                .build()
        };
        let (name, version, summary) = (
            label(""),
            label("dim-label versions"),
            label("dim-label caption"),
        );
        name.set_hexpand(true);
        version.set_ellipsize(pango::EllipsizeMode::Middle);
        let line = gtk::Box::builder().spacing(18).build();
        line.append(&name);
        line.append(&version);
        let root = gtk::Box::builder()
            .orientation(gtk::Orientation::Vertical)
            .spacing(2)
            .margin_start(14)
            .margin_end(14)
            .margin_top(9)
            .margin_bottom(9)
            .build();
        root.append(&line);
        root.append(&summary);
        let widgets = PackageWidgets {
            item: item.downgrade(),
            name,
            version,
            summary,
        };
        (root, widgets)
    }

    fn bind(&mut self, widgets: &mut Self::Widgets, _root: &mut Self::Root) {
        let package = &self.0;
        let name = text::plain(&package.name);
        let version = text::plain(&package.version);
        if let Some(item) = widgets.item.upgrade() {
            item.set_accessible_label(&format!("{name} {version}"));
        }
        widgets.name.set_label(&name);
        widgets.version.set_label(&version);
        let summary = package
            .summary
            .as_deref()
            .map(text::plain)
            .unwrap_or_default();
        widgets.summary.set_visible(!summary.is_empty());
        widgets.summary.set_label(&summary);
    }
}
