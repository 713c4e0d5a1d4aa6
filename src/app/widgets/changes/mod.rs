//! What differs between two versions: searchable, filtered, virtualised, read page by page.
//!
//! Each question to the service carries a serial; answers to older ones are dropped. The
//! service searches and filters; rows have widgets only while they are in view.

mod input;

use gtk::prelude::*;
use relm4::prelude::*;
use waymark_client::{ChangesQuery, Client};
use waymark_model::{Change, ChangeSummary, ErrorKind, Ref};

pub(crate) use self::input::{ChangesInput, FetchRequested};
use super::{change_row::ChangeItem, filter::FilterChoice, long_list::LongList};
use crate::{
    tr,
    view_state::{
        change,
        comparison::{self, Filter, Shown},
    },
};

/// How many rows are asked for at once.
const PAGE: u32 = 500;
/// How many rows are shown at least before the list scrolls on its own.
const ROWS: u32 = 7;
/// So many heights of the view before the end of what was read, more is asked for.
const AHEAD: f64 = 3.0;

/// The list of changes.
#[derive(Debug)]
pub(crate) struct Changes {
    client: Client,
    versions: Option<(Ref, Ref)>,
    filter: Filter,
    filters: FilterChoice,
    search: String,
    serial: u64,
    /// Whether the answer to the last question is still to come.
    waits: bool,
    summary: ChangeSummary,
    shown: Shown,
    fetchable: bool,
    fetched: bool,
    list: LongList<ChangeItem>,
}

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
                        set_wrap: true,
                        set_wrap_mode: gtk::pango::WrapMode::WordChar,
                    },
                    gtk::Label {
                        add_css_class: "dim-label",
                        add_css_class: "caption",
                        set_xalign: 0.0,
                        set_wrap: true,
                        set_wrap_mode: gtk::pango::WrapMode::WordChar,
                        #[watch]
                        set_label: &model.numbers(),
                        #[watch]
                        set_visible: !model.numbers().is_empty(),
                    },
                },
                #[name(tools)]
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
                },
            },

            gtk::Box {
                set_halign: gtk::Align::Center,
                set_spacing: 8,
                set_margin_all: 18,
                #[watch]
                set_visible: model.shown == Shown::Loading,

                adw::Spinner {},
                gtk::Label { set_label: &tr!("changes-loading") },
            },

            gtk::Box {
                add_css_class: "card",
                set_orientation: gtk::Orientation::Vertical,
                set_spacing: 12,
                #[watch]
                set_visible: matches!(model.shown, Shown::Message(_) | Shown::Unknown),

                gtk::Label {
                    add_css_class: "dim-label",
                    set_wrap: true,
                    set_wrap_mode: gtk::pango::WrapMode::WordChar,
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
                    set_visible: model.shown == Shown::Unknown,
                    #[watch]
                    set_sensitive: model.fetchable,
                    connect_clicked => ChangesInput::Fetch,
                },
            },

            #[local_ref]
            list -> gtk::ScrolledWindow {
                set_vexpand: true,
                set_valign: gtk::Align::Start,
                #[watch]
                set_visible: model.shown == Shown::Rows,
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
            filter: Filter::default(),
            filters: FilterChoice::new({
                let sender = sender.clone();
                move |place| sender.input(ChangesInput::Filter(place))
            }),
            search: String::new(),
            serial: 0,
            waits: false,
            summary: ChangeSummary::default(),
            shown: Shown::Loading,
            fetchable: true,
            fetched: false,
            list: LongList::new(&tr!("changes-list")),
        };
        let list = model.list.widget();
        let widgets = view_output!();
        widgets.heading.set_label(&title);
        widgets.heading.set_visible(!title.is_empty());
        widgets.tools.append(model.filters.widget());
        // Asked for before the end is in view, so that scrolling does not stop there.
        list.vadjustment().connect_value_changed(move |place| {
            if place.value() + AHEAD * place.page_size() >= place.upper() {
                sender.input(ChangesInput::More);
            }
        });
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
                self.filter = Filter::default();
                self.fetched = false;
                self.search.clear();
                widgets.search.set_text("");
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
            ChangesInput::Filter(place) => {
                let filter = self.filters.at(place);
                if filter != self.filter {
                    self.filter = filter;
                    self.ask(0, &sender);
                }
            }
            ChangesInput::More => {
                if !self.waits && self.list.len() < self.summary.total {
                    self.ask(self.list.len(), &sender);
                }
            }
            ChangesInput::Fetch => {
                self.shown = Shown::Loading;
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
            self.list.fit(ROWS);
            self.update_view(widgets, sender);
        }
    }
}

impl Changes {
    fn reload(&mut self, sender: &ComponentSender<Self>) {
        self.summary = ChangeSummary::default();
        self.list.clear();
        self.shown = Shown::Loading;
        self.ask(0, sender);
    }

    fn ask(&mut self, offset: u32, sender: &ComponentSender<Self>) {
        self.serial += 1;
        let Some((from, to)) = self.versions.clone() else {
            return;
        };
        self.waits = true;
        let serial = self.serial;
        let client = self.client.clone();
        let query = ChangesQuery {
            kind: self.filter.kind,
            change: self.filter.change,
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
        self.waits = false;
        let (summary, rows) = match page.answer {
            Ok(answer) => answer,
            Err(error) => {
                tracing::debug!(%error, "no comparison");
                self.shown = if error.kind() == ErrorKind::NotFound {
                    Shown::Unknown
                } else {
                    Shown::Message(tr!("changes-failed"))
                };
                return;
            }
        };
        self.summary = summary;
        if page.offset == 0 {
            self.list.clear();
            let filters = comparison::filters(&self.summary);
            self.filters.fill(filters, self.filter);
        }
        self.list.extend(rows.into_iter().map(ChangeItem));
        let remote = matches!(self.versions, Some((_, Ref::Version(_))));
        self.shown = comparison::shown(
            &self.summary,
            self.filter,
            !self.list.is_empty(),
            &self.search,
            remote && !self.fetched,
        );
    }

    fn numbers(&self) -> String {
        change::summary(&self.summary, self.filter.kind)
    }

    fn can_search(&self) -> bool {
        let narrowed = !self.search.is_empty() || self.filter != Filter::default();
        self.shown == Shown::Rows || narrowed || self.summary.files_known
    }

    fn message(&self) -> String {
        match &self.shown {
            Shown::Message(message) => message.clone(),
            Shown::Unknown => format!(
                "{}. {}",
                tr!("changes-unknown"),
                tr!("changes-unknown-body")
            ),
            Shown::Loading | Shown::Rows => String::new(),
        }
    }
}
