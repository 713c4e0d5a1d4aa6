//! What differs between two versions: searchable, virtualised, read page by page.
//!
//! Each question to the service carries a serial; answers to older ones are dropped.

use gtk::prelude::*;
use relm4::{prelude::*, typed_view::list::TypedListView};
use waymark_client::{ChangesQuery, Client};
use waymark_model::{Change, ChangeKind, ChangeSummary, ErrorKind, Ref};

use super::change_row::ChangeItem;
use crate::{tr, view_state::change};

/// How many rows are asked for at once.
const PAGE: u32 = 500;
/// Up to this height the list grows with its rows before it scrolls on its own.
const ROW_HEIGHT: i32 = 38;
/// How many rows are shown before it does.
const ROWS: u32 = 7;

/// The list of changes.
#[derive(Debug)]
pub(crate) struct Changes {
    client: Client,
    versions: Option<(Ref, Ref)>,
    kind: ChangeKind,
    search: String,
    serial: u64,
    summary: ChangeSummary,
    state: State,
    fetchable: bool,
    fetched: bool,
    list: TypedListView<ChangeItem, gtk::NoSelection>,
}

#[derive(Debug, PartialEq)]
enum State {
    Loading,
    Rows,
    Message(String),
    Unknown,
}

/// What the list is told.
#[derive(Debug)]
pub(crate) enum ChangesInput {
    /// Compare these two, or nothing.
    Compare(Option<(Ref, Ref)>),
    /// Show this above the list.
    Heading(String),
    /// Read it again. True: what was missing was fetched.
    Again(bool),
    /// Whether what is missing can be fetched now.
    Fetchable(bool),
    /// The search changed.
    Search(String),
    /// Packages or files were chosen, by position.
    Kind(u32),
    /// The end of the list came into view.
    More,
    /// Fetching what is missing was asked for.
    Fetch,
}

/// What the comparison needs is to be fetched.
#[derive(Debug)]
pub(crate) struct FetchRequested(pub(crate) Ref);

/// A page of rows, or why there is none.
#[derive(Debug)]
pub(crate) struct Page {
    serial: u64,
    offset: u32,
    answer: waymark_client::Result<(ChangeSummary, Vec<Change>)>,
}

#[relm4::component(pub(crate))]
impl Component for Changes {
    type Init = (Client, String);
    type Input = ChangesInput;
    type Output = FetchRequested;
    type CommandOutput = Page;

    view! {
        gtk::Box {
            set_orientation: gtk::Orientation::Vertical,
            set_spacing: 12,
            #[watch]
            set_visible: model.versions.is_some(),

            adw::WrapBox {
                set_child_spacing: 12,
                set_line_spacing: 8,
                set_justify: adw::JustifyMode::Spread,
                set_justify_last_line: true,

                gtk::Box {
                    set_orientation: gtk::Orientation::Vertical,
                    set_valign: gtk::Align::Center,

                    #[name(heading)]
                    gtk::Label {
                        add_css_class: "heading",
                        set_accessible_role: gtk::AccessibleRole::Heading,
                        set_xalign: 0.0,
                    },
                    gtk::Label {
                        add_css_class: "dim-label",
                        add_css_class: "caption",
                        set_xalign: 0.0,
                        set_wrap: true,
                        #[watch]
                        set_label: &model.numbers(),
                        #[watch]
                        set_visible: !model.numbers().is_empty(),
                    },
                },
                gtk::Box {
                    set_spacing: 6,
                    #[watch]
                    set_visible: model.can_search(),

                    #[name(search)]
                    gtk::SearchEntry {
                        set_hexpand: true,
                        set_max_width_chars: 22,
                        set_placeholder_text: Some(&tr!("changes-search")),
                        update_property: &[gtk::accessible::Property::Label(&tr!("changes-search"))],
                        connect_search_changed[sender] => move |entry| {
                            sender.input(ChangesInput::Search(entry.text().into()));
                        },
                    },
                    #[name(filter)]
                    gtk::DropDown {
                        set_model: Some(&gtk::StringList::new(&[&tr!("changes-packages"), &tr!("changes-files")])),
                        set_tooltip_text: Some(&tr!("changes-filter")),
                        update_property: &[gtk::accessible::Property::Label(&tr!("changes-filter"))],
                        #[watch]
                        set_visible: model.summary.files_known && model.summary.packages_known,
                        connect_selected_notify[sender] => move |filter| {
                            sender.input(ChangesInput::Kind(filter.selected()));
                        },
                    },
                },
            },

            gtk::Box {
                set_halign: gtk::Align::Center,
                set_spacing: 8,
                set_margin_all: 18,
                #[watch]
                set_visible: model.state == State::Loading,

                adw::Spinner {},
                gtk::Label { set_label: &tr!("changes-loading") },
            },

            gtk::Box {
                add_css_class: "card",
                set_orientation: gtk::Orientation::Vertical,
                set_spacing: 12,
                #[watch]
                set_visible: matches!(model.state, State::Message(_) | State::Unknown),

                gtk::Label {
                    add_css_class: "dim-label",
                    set_wrap: true,
                    set_justify: gtk::Justification::Center,
                    set_margin_all: 18,
                    #[watch]
                    set_label: &model.message(),
                },
                gtk::Button {
                    set_label: &tr!("changes-fetch"),
                    set_halign: gtk::Align::Center,
                    set_margin_bottom: 18,
                    #[watch]
                    set_visible: model.state == State::Unknown,
                    #[watch]
                    set_sensitive: model.fetchable,
                    connect_clicked => ChangesInput::Fetch,
                },
            },

            #[name(scroller)]
            gtk::ScrolledWindow {
                add_css_class: "card",
                set_overflow: gtk::Overflow::Hidden,
                set_hscrollbar_policy: gtk::PolicyType::Never,
                set_propagate_natural_height: true,
                set_vexpand: true,
                set_valign: gtk::Align::Start,
                #[watch]
                set_visible: model.state == State::Rows,
                connect_edge_reached[sender] => move |_, edge| {
                    if edge == gtk::PositionType::Bottom {
                        sender.input(ChangesInput::More);
                    }
                },

                #[local_ref]
                view -> gtk::ListView {
                    add_css_class: "changes",
                    set_show_separators: true,
                    set_tab_behavior: gtk::ListTabBehavior::Item,
                    update_property: &[gtk::accessible::Property::Label(&tr!("changes-list"))],
                },
            },
        }
    }

    fn init(
        init: Self::Init,
        root: Self::Root,
        sender: ComponentSender<Self>,
    ) -> ComponentParts<Self> {
        let (client, title) = init;
        let model = Self {
            client,
            versions: None,
            kind: ChangeKind::Package,
            search: String::new(),
            serial: 0,
            summary: ChangeSummary::default(),
            state: State::Loading,
            fetchable: true,
            fetched: false,
            list: TypedListView::new(),
        };
        let view = &model.list.view;
        let widgets = view_output!();
        widgets.heading.set_label(&title);
        widgets.heading.set_visible(!title.is_empty());
        ComponentParts { model, widgets }
    }

    fn update_with_view(
        &mut self,
        widgets: &mut Self::Widgets,
        message: Self::Input,
        sender: ComponentSender<Self>,
        _: &Self::Root,
    ) {
        match message {
            ChangesInput::Compare(versions) if versions == self.versions => {}
            ChangesInput::Compare(versions) => {
                self.versions = versions;
                self.kind = ChangeKind::Package;
                self.fetched = false;
                self.search.clear();
                widgets.search.set_text("");
                widgets.filter.set_selected(0);
                self.reload(&sender);
            }
            ChangesInput::Heading(title) => widgets.heading.set_label(&title),
            ChangesInput::Again(fetched) => {
                self.fetched |= fetched;
                self.reload(&sender);
            }
            ChangesInput::Fetchable(fetchable) => self.fetchable = fetchable,
            ChangesInput::Search(text) if text != self.search => {
                self.search = text;
                self.ask(0, &sender);
            }
            ChangesInput::Search(_) => {}
            ChangesInput::Kind(position) => {
                let kind = if position == 1 {
                    ChangeKind::File
                } else {
                    ChangeKind::Package
                };
                if kind != self.kind {
                    self.kind = kind;
                    self.ask(0, &sender);
                }
            }
            ChangesInput::More => {
                if self.list.len() < self.summary.total {
                    self.ask(self.list.len(), &sender);
                }
            }
            ChangesInput::Fetch => {
                self.state = State::Loading;
                if let Some((_, to)) = &self.versions {
                    // The page is gone if this fails.
                    let _ = sender.output(FetchRequested(to.clone()));
                }
            }
        }
        self.update_view(widgets, sender);
    }

    fn update_cmd_with_view(
        &mut self,
        widgets: &mut Self::Widgets,
        page: Self::CommandOutput,
        sender: ComponentSender<Self>,
        _: &Self::Root,
    ) {
        if page.serial == self.serial {
            self.take(page);
            let rows = i32::try_from(self.list.len().min(ROWS)).unwrap_or(0);
            widgets.scroller.set_min_content_height(rows * ROW_HEIGHT);
            self.update_view(widgets, sender);
        }
    }
}

impl Changes {
    fn reload(&mut self, sender: &ComponentSender<Self>) {
        self.summary = ChangeSummary::default();
        self.list.clear();
        self.state = State::Loading;
        self.ask(0, sender);
    }

    fn ask(&mut self, offset: u32, sender: &ComponentSender<Self>) {
        self.serial += 1;
        let Some((from, to)) = self.versions.clone() else {
            return;
        };
        let serial = self.serial;
        let client = self.client.clone();
        let query = ChangesQuery {
            kind: self.kind,
            search: self.search.clone(),
            offset,
            limit: PAGE,
        };
        sender.oneshot_command(async move {
            let answer = client.changes(&from, &to, &query).await;
            Page {
                serial,
                offset,
                answer,
            }
        });
    }

    fn take(&mut self, page: Page) {
        let (summary, rows) = match page.answer {
            Ok(answer) => answer,
            Err(error) => {
                tracing::debug!(%error, "no comparison");
                self.state = if error.kind() == ErrorKind::NotFound {
                    State::Unknown
                } else {
                    State::Message(tr!("changes-failed"))
                };
                return;
            }
        };
        self.summary = summary;
        if page.offset == 0 {
            self.list.clear();
        }
        self.list.extend_from_iter(rows.into_iter().map(ChangeItem));
        let known = match self.kind {
            ChangeKind::File => self.summary.files_known,
            _ => self.summary.packages_known,
        };
        let remote = matches!(self.versions, Some((_, Ref::Version(_))));
        self.state = if !known && remote && !self.fetched {
            State::Unknown
        } else if !known {
            State::Message(tr!("changes-unknown-packages"))
        } else if !self.list.is_empty() {
            State::Rows
        } else if !self.search.is_empty() {
            State::Message(tr!("changes-no-match"))
        } else if self.kind == ChangeKind::File {
            State::Message(tr!("changes-no-files"))
        } else {
            State::Message(tr!("changes-none"))
        };
    }

    fn numbers(&self) -> String {
        change::summary(&self.summary, self.kind)
    }

    fn can_search(&self) -> bool {
        self.state == State::Rows || !self.search.is_empty() || self.summary.files_known
    }

    fn message(&self) -> String {
        match &self.state {
            State::Message(message) => message.clone(),
            State::Unknown => format!(
                "{}. {}",
                tr!("changes-unknown"),
                tr!("changes-unknown-body")
            ),
            State::Loading | State::Rows => String::new(),
        }
    }
}
