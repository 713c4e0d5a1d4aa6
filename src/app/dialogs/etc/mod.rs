//! What differs in /etc from the published image: the files, and one of them by line.
//!
//! Opening it asks for an administrator's password, so it is read only then.

mod file;
mod row;

use adw::prelude::*;
use relm4::{prelude::*, typed_view::list::TypedListView};
use waymark_client::Client;
use waymark_model::{Change, ChangeSummary};

use self::{file::FilePage, row::FileItem};
use crate::{
    tr,
    view_state::etc::{self, Notice},
};

/// The dialog.
#[derive(Debug)]
pub(crate) struct LocalChanges {
    client: Client,
    changes: Vec<Change>,
    search: String,
    numbers: String,
    list: TypedListView<FileItem, gtk::NoSelection>,
    file: Option<Controller<FilePage>>,
}

/// What the dialog is told.
#[derive(Debug)]
pub(crate) enum LocalChangesInput {
    /// The search changed.
    Search(String),
    /// The file at this place of the list is to be shown.
    Open(u32),
    /// A file's page was left.
    Left,
    /// Try Again was clicked.
    Again,
}

/// The dialog was closed.
#[derive(Debug)]
pub(crate) struct Closed;

#[relm4::component(pub(crate))]
impl Component for LocalChanges {
    type Init = Client;
    type Input = LocalChangesInput;
    type Output = Closed;
    type CommandOutput = waymark_client::Result<(ChangeSummary, Vec<Change>)>;

    view! {
        adw::Dialog {
            set_title: &tr!("etc-title"),
            set_content_width: 640,
            set_content_height: 680,
            connect_closed[sender] => move |_| {
                // The page is gone if this fails.
                let _ = sender.output(Closed);
            },

            #[name(pages)]
            #[wrap(Some)]
            set_child = &adw::NavigationView {
                connect_popped[sender] => move |_, _| sender.input(LocalChangesInput::Left),

                add = &adw::NavigationPage {
                    set_title: &tr!("etc-title"),

                    #[wrap(Some)]
                    set_child = &adw::ToolbarView {
                        add_top_bar = &adw::HeaderBar {},
                        #[name(phases)]
                        #[wrap(Some)]
                        set_content = &gtk::Stack {
                            add_named[Some("asking")] = &adw::StatusPage {
                                set_title: &tr!("etc-asking"),
                                set_description: Some(&tr!("etc-asking-body")),
                                #[wrap(Some)]
                                set_child = &adw::Spinner {
                                    set_height_request: 32,
                                },
                            },
                            #[name(notice)]
                            add_named[Some("notice")] = &adw::StatusPage {
                                #[name(again)]
                                #[wrap(Some)]
                                set_child = &gtk::Button {
                                    add_css_class: "pill",
                                    set_halign: gtk::Align::Center,
                                    set_label: &tr!("updates-try-again"),
                                    connect_clicked => LocalChangesInput::Again,
                                },
                            },
                            add_named[Some("rows")] = &gtk::Box {
                                set_orientation: gtk::Orientation::Vertical,
                                set_spacing: 12,
                                set_margin_start: 12,
                                set_margin_end: 12,
                                set_margin_top: 3,
                                set_margin_bottom: 12,

                                #[name(search)]
                                gtk::SearchEntry {
                                    set_placeholder_text: Some(&tr!("etc-search")),
                                    update_property: &[gtk::accessible::Property::Label(&tr!("etc-search"))],
                                    connect_search_changed[sender] => move |entry| {
                                        sender.input(LocalChangesInput::Search(entry.text().into()));
                                    },
                                    // Escape first takes the search back, then closes.
                                    connect_stop_search[root] => move |entry| {
                                        if entry.text().is_empty() {
                                            root.close();
                                        } else {
                                            entry.set_text("");
                                        }
                                    },
                                },
                                gtk::Label {
                                    add_css_class: "dim-label",
                                    set_wrap: true,
                                    set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                    set_xalign: 0.0,
                                    #[watch]
                                    set_label: &model.numbers,
                                },
                                gtk::Label {
                                    add_css_class: "dim-label",
                                    set_margin_all: 18,
                                    set_wrap: true,
                                    set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                    set_justify: gtk::Justification::Center,
                                    set_label: &tr!("etc-no-match"),
                                    #[watch]
                                    set_visible: model.list.is_empty(),
                                },
                                gtk::ScrolledWindow {
                                    add_css_class: "card",
                                    set_overflow: gtk::Overflow::Hidden,
                                    set_hscrollbar_policy: gtk::PolicyType::Never,
                                    set_propagate_natural_height: true,
                                    #[watch]
                                    set_visible: !model.list.is_empty(),

                                    #[local_ref]
                                    view -> gtk::ListView {
                                        add_css_class: "files",
                                        set_show_separators: true,
                                        set_single_click_activate: true,
                                        update_property: &[gtk::accessible::Property::Label(&tr!("etc-list"))],
                                        connect_activate[sender] => move |_, place| {
                                            sender.input(LocalChangesInput::Open(place));
                                        },
                                    },
                                },
                            },
                        },
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
            changes: Vec::new(),
            search: String::new(),
            numbers: String::new(),
            list: TypedListView::new(),
            file: None,
        };
        let view = &model.list.view;
        let widgets = view_output!();
        model.read(&sender);
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
            LocalChangesInput::Search(text) => {
                if text != self.search {
                    self.search = text;
                    self.fill();
                }
            }
            LocalChangesInput::Open(place) => {
                if let (None, Some(item)) = (&self.file, self.list.get(place)) {
                    let row = item.borrow().0.clone();
                    let page = FilePage::builder()
                        .launch((self.client.clone(), row))
                        .detach();
                    widgets.pages.push(page.widget());
                    self.file = Some(page);
                }
            }
            LocalChangesInput::Left => self.file = None,
            LocalChangesInput::Again => {
                widgets.phases.set_visible_child_name("asking");
                self.read(&sender);
            }
        }
        self.update_view(widgets, sender);
    }

    fn update_cmd_with_view(
        &mut self,
        widgets: &mut Self::Widgets,
        answer: Self::CommandOutput,
        sender: ComponentSender<Self>,
        _: &Self::Root,
    ) {
        match answer {
            Ok((_, changes)) if changes.is_empty() => {
                widgets.again.set_visible(false);
                tell(&widgets.notice, &etc::nothing());
                widgets.phases.set_visible_child_name("notice");
            }
            Ok((summary, changes)) => {
                self.numbers = etc::numbers(&summary);
                self.changes = changes;
                self.fill();
                widgets.phases.set_visible_child_name("rows");
                widgets.search.grab_focus();
            }
            Err(error) => {
                tell(&widgets.notice, &etc::failed(&error.to_error()));
                widgets.phases.set_visible_child_name("notice");
                widgets.again.grab_focus();
            }
        }
        self.update_view(widgets, sender);
    }
}

impl LocalChanges {
    fn read(&self, sender: &ComponentSender<Self>) {
        let client = self.client.clone();
        sender.oneshot_command(async move { client.local_changes("").await });
    }

    fn fill(&mut self) {
        self.list.clear();
        let rows = etc::rows(&self.changes, &self.search);
        self.list.extend_from_iter(rows.into_iter().map(FileItem));
    }
}

/// Says a notice on a page.
fn tell(page: &adw::StatusPage, notice: &Notice) {
    let escape = gtk::glib::markup_escape_text;
    page.set_icon_name(Some(notice.icon));
    page.set_title(&escape(&notice.title));
    page.set_description(Some(&escape(&notice.body)));
}
