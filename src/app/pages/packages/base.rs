//! The packages of the image that runs: searchable, virtualised.

use gtk::prelude::*;
use relm4::prelude::*;
use waymark_client::Client;
use waymark_model::Package;

use super::base_row::PackageItem;
use crate::{tr, widgets::long_list::LongList};

/// How many packages are shown at most; a search finds the others.
const LIMIT: u32 = 1000;

/// The list.
#[derive(Debug)]
pub(crate) struct BasePackages {
    client: Client,
    /// Which running version was read.
    base: Option<String>,
    /// Whether its packages can be changed.
    changes: bool,
    search: String,
    serial: u64,
    state: State,
    list: LongList<PackageItem>,
}

#[derive(Debug, PartialEq)]
enum State {
    Loading,
    Rows,
    None,
    Unknown,
}

/// What the list is told.
#[derive(Debug)]
pub(crate) enum BaseInput {
    /// Show the packages of this running version, and whether they can be changed.
    Show(Option<String>, bool),
    /// The search changed.
    Search(String),
    /// A package is to be changed.
    Change(Package),
}

/// This package of the image is to be changed.
#[derive(Debug)]
pub(crate) struct ChangeRequested(pub(crate) Package);

/// The packages found.
#[derive(Debug)]
pub(crate) struct Found {
    serial: u64,
    answer: waymark_client::Result<Vec<Package>>,
}

#[relm4::component(pub(crate))]
impl Component for BasePackages {
    type Init = Client;
    type Input = BaseInput;
    type Output = ChangeRequested;
    type CommandOutput = Found;

    view! {
        gtk::Box {
            set_orientation: gtk::Orientation::Vertical,
            set_spacing: 12,

            adw::WrapBox {
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
                        sender.input(BaseInput::Search(entry.text().into()));
                    },
                    connect_stop_search => move |entry| entry.set_text(""),
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
                set_wrap_mode: gtk::pango::WrapMode::WordChar,
                #[watch]
                set_label: &model.message(),
                #[watch]
                set_visible: matches!(model.state, State::None | State::Unknown),
            },
            #[local_ref]
            list -> gtk::ScrolledWindow {
                set_min_content_height: 240,
                set_vexpand: true,
                set_valign: gtk::Align::Start,
                #[watch]
                set_visible: model.state == State::Rows,
            },
            gtk::Label {
                add_css_class: "dim-label",
                add_css_class: "caption",
                set_label: &tr!("packages-more", count = LIMIT),
                set_wrap: true,
                set_wrap_mode: gtk::pango::WrapMode::WordChar,
                #[watch]
                set_visible: model.list.len() >= LIMIT,
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
            changes: false,
            search: String::new(),
            serial: 0,
            state: State::Loading,
            list: LongList::new(&tr!("packages-list")),
        };
        let list = model.list.widget();
        let widgets = view_output!();
        ComponentParts { model, widgets }
    }

    fn update(&mut self, message: Self::Input, sender: ComponentSender<Self>, _: &Self::Root) {
        match message {
            BaseInput::Show(base, changes) => {
                if (&base, changes) != (&self.base, self.changes) {
                    self.base = base;
                    self.changes = changes;
                    self.ask(&sender);
                }
            }
            BaseInput::Search(text) => {
                if text != self.search {
                    self.search = text;
                    self.ask(&sender);
                }
            }
            BaseInput::Change(package) => {
                // The page is gone if this fails.
                let _ = sender.output(ChangeRequested(package));
            }
        }
    }

    fn update_cmd(
        &mut self,
        found: Self::CommandOutput,
        sender: ComponentSender<Self>,
        _: &Self::Root,
    ) {
        if found.serial != self.serial {
            return;
        }
        self.list.clear();
        self.state = match found.answer {
            Ok(packages) if packages.is_empty() && self.search.is_empty() => State::Unknown,
            Ok(packages) if packages.is_empty() => State::None,
            Ok(packages) => {
                let change = self.changes.then(|| sender.input_sender().clone());
                let items = packages.into_iter().map(|package| PackageItem {
                    package,
                    change: change.clone(),
                });
                self.list.extend(items);
                State::Rows
            }
            Err(error) => {
                tracing::debug!(%error, "no packages");
                State::Unknown
            }
        };
    }
}

impl BasePackages {
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

    fn message(&self) -> String {
        if self.state == State::None {
            tr!("packages-none")
        } else {
            tr!("packages-unknown")
        }
    }
}
