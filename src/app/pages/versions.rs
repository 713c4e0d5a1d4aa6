//! The Versions page: the timeline of this computer, and older versions of the remote.

use std::sync::Arc;

use adw::prelude::*;
use relm4::prelude::*;
use waymark_model::{ActionName, JobResult, RemoteVersion};

use crate::{
    settings::Settings,
    tr,
    view_state::{
        Request, World, progress,
        remarks::Remarks,
        versions,
        way_back::{self, WayBack},
    },
    widgets::{
        progress::{Progress, ProgressInput},
        timeline::Timeline,
        way_back::{Chosen, WayBackCard},
    },
};

/// The page.
#[derive(Debug)]
pub(crate) struct VersionsPage {
    world: Arc<World>,
    settings: Settings,
    way_back: Option<WayBack>,
    /// The deployment for which the way back was put away.
    put_away: Option<String>,
    card: WayBackCard,
    here: Timeline,
    listed: Vec<RemoteVersion>,
    cursor: Cursor,
    remarks: Remarks,
    older: Timeline,
    progress: Controller<Progress>,
    works: bool,
}

/// Where the list of older versions goes on.
#[derive(Clone, Debug, PartialEq)]
enum Cursor {
    NotAsked,
    Next(String),
    End,
}

/// What the page is told.
#[derive(Debug)]
pub(crate) enum VersionsInput {
    /// Show this.
    Show(Arc<World>),
    /// The remote told some of its versions, where to go on, and what is odd about them.
    Listed(Box<JobResult>),
    /// More older versions were asked for.
    ShowOlder,
    /// The row at this place was opened.
    OpenHere(i32),
    /// The row of an older version at this place was opened.
    OpenOlder(i32),
    /// Something was done with the card that points out the way back.
    WayBack(Chosen),
}

/// What the page tells.
#[derive(Debug)]
pub(crate) enum VersionsOutput {
    /// Something is asked for.
    Request(Request),
    /// A version of the remote is to be shown.
    OpenRemote(RemoteVersion),
}

#[relm4::component(pub(crate))]
impl Component for VersionsPage {
    type Init = Settings;
    type Input = VersionsInput;
    type Output = VersionsOutput;
    type CommandOutput = ();

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
                    set_margin_bottom: 24,

                    gtk::Box {
                        add_css_class: "card",
                        set_margin_bottom: 12,
                        #[watch]
                        set_visible: model.works,
                        #[local_ref]
                        progress -> gtk::Box {
                            set_hexpand: true,
                            set_margin_all: 14,
                        },
                    },

                    #[local_ref]
                    card -> gtk::Overlay {},

                    gtk::Label {
                        add_css_class: "heading",
                        set_accessible_role: gtk::AccessibleRole::Heading,
                        set_label: &tr!("versions-here"),
                        set_xalign: 0.0,
                    },
                    #[local_ref]
                    here -> gtk::ListBox {
                        connect_row_activated[sender] => move |_, row| {
                            sender.input(VersionsInput::OpenHere(row.index()));
                        },
                    },

                    gtk::Box {
                        set_orientation: gtk::Orientation::Vertical,
                        set_spacing: 6,
                        set_margin_top: 18,
                        #[watch]
                        set_visible: model.world.can(ActionName::History),

                        gtk::Label {
                            add_css_class: "heading",
                            set_accessible_role: gtk::AccessibleRole::Heading,
                            set_xalign: 0.0,
                            set_wrap: true,
                            set_wrap_mode: gtk::pango::WrapMode::WordChar,
                            #[watch]
                            set_label: &versions::older_title(&model.world),
                        },
                        gtk::Label {
                            add_css_class: "dim-label",
                            set_label: &tr!("versions-older-body"),
                            set_xalign: 0.0,
                            set_wrap: true,
                            set_wrap_mode: gtk::pango::WrapMode::WordChar,
                        },
                        gtk::Label {
                            add_css_class: "warning",
                            set_xalign: 0.0,
                            set_wrap: true,
                            set_wrap_mode: gtk::pango::WrapMode::WordChar,
                            #[watch]
                            set_label: &model.remarks.text(),
                            #[watch]
                            set_visible: !model.remarks.text().is_empty(),
                        },
                    },
                    #[local_ref]
                    older -> gtk::ListBox {
                        connect_row_activated[sender] => move |_, row| {
                            sender.input(VersionsInput::OpenOlder(row.index()));
                        },
                        #[watch]
                        set_visible: !model.older.is_empty(),
                    },
                    gtk::Label {
                        add_css_class: "dim-label",
                        #[watch]
                        set_label: &model.end(),
                        #[watch]
                        set_visible: model.cursor == Cursor::End,
                    },
                    gtk::Button {
                        set_halign: gtk::Align::Center,
                        add_css_class: "pill",
                        set_margin_top: 6,
                        #[watch]
                        set_visible: model.world.can(ActionName::History) && model.cursor != Cursor::End,
                        #[watch]
                        set_sensitive: !model.world.is_doing(ActionName::History),
                        connect_clicked => VersionsInput::ShowOlder,

                        gtk::Box {
                            set_spacing: 8,
                            set_halign: gtk::Align::Center,

                            adw::Spinner {
                                #[watch]
                                set_visible: model.world.is_doing(ActionName::History),
                            },
                            gtk::Label {
                                #[watch]
                                set_label: &model.show_label(),
                            },
                        },
                    },
                },
            },
        }
    }

    fn init(
        settings: Settings,
        root: Self::Root,
        sender: ComponentSender<Self>,
    ) -> ComponentParts<Self> {
        let progress = Progress::builder()
            .launch(())
            .forward(sender.output_sender(), |cancel| {
                VersionsOutput::Request(Request::Cancel(cancel.0))
            });
        let model = Self {
            world: Arc::default(),
            way_back: None,
            put_away: settings.way_back_put_away(),
            settings,
            card: WayBackCard::new({
                let sender = sender.clone();
                move |chosen| sender.input(VersionsInput::WayBack(chosen))
            }),
            here: Timeline::new(&tr!("versions-here")),
            listed: Vec::new(),
            cursor: Cursor::NotAsked,
            remarks: Remarks::default(),
            older: Timeline::new(&tr!("versions-older")),
            progress,
            works: false,
        };
        let card = model.card.widget();
        let here = model.here.widget();
        let older = model.older.widget();
        let progress = model.progress.widget();
        let widgets = view_output!();
        ComponentParts { model, widgets }
    }

    fn update(&mut self, message: Self::Input, sender: ComponentSender<Self>, _: &Self::Root) {
        match message {
            VersionsInput::Show(world) => self.show(world),
            VersionsInput::Listed(told) => {
                self.remarks.hear(&told);
                self.listed.extend(told.versions.unwrap_or_default());
                self.cursor = told.cursor.map_or(Cursor::End, Cursor::Next);
                self.show_older();
            }
            VersionsInput::ShowOlder => {
                let cursor = match &self.cursor {
                    Cursor::Next(cursor) => cursor.clone(),
                    Cursor::NotAsked | Cursor::End => String::new(),
                };
                tell(&sender, VersionsOutput::Request(Request::ListOlder(cursor)));
            }
            VersionsInput::OpenHere(index) => {
                if let Some(row) = self.here.at(index) {
                    tell(&sender, VersionsOutput::Request(Request::Open(row.target)));
                }
            }
            VersionsInput::OpenOlder(index) => {
                let row = self.older.at(index);
                let remote =
                    row.and_then(|row| self.listed.iter().find(|v| v.checksum == row.target.id()));
                if let Some(remote) = remote {
                    tell(&sender, VersionsOutput::OpenRemote(remote.clone()));
                }
            }
            VersionsInput::WayBack(chosen) => self.chosen(chosen, &sender),
        }
    }
}

fn tell(sender: &ComponentSender<VersionsPage>, output: VersionsOutput) {
    // The window is gone if this fails.
    let _ = sender.output(output);
}

impl VersionsPage {
    fn show(&mut self, world: Arc<World>) {
        self.here.fill(versions::timeline(&world));
        // Another stream has another history.
        if world.snapshot.system.stream != self.world.snapshot.system.stream {
            self.listed.clear();
            self.cursor = Cursor::NotAsked;
            self.remarks = Remarks::default();
        }
        let job = world
            .changing_job()
            .map(|(path, job)| progress::titled(&world, path, job));
        self.works = job.is_some();
        self.progress.emit(ProgressInput::Show(job));
        self.world = world;
        self.show_way_back();
        self.show_older();
    }

    fn show_way_back(&mut self) {
        let way_back = way_back::way_back(&self.world, self.put_away.as_deref());
        if way_back != self.way_back {
            self.card.show(way_back.as_ref());
            self.way_back = way_back;
        }
    }

    fn chosen(&mut self, chosen: Chosen, sender: &ComponentSender<Self>) {
        let Some(way_back) = &self.way_back else {
            return;
        };
        match chosen {
            Chosen::GoBack => tell(sender, VersionsOutput::Request(way_back.request())),
            Chosen::Look => {
                let look = Request::Open(way_back.to.clone());
                tell(sender, VersionsOutput::Request(look));
            }
            Chosen::PutAway => {
                self.settings.put_way_back_away(&way_back.about);
                self.put_away = Some(way_back.about.clone());
                self.show_way_back();
            }
        }
    }

    fn show_older(&mut self) {
        self.older.fill(versions::older(&self.world, &self.listed));
    }

    fn show_label(&self) -> String {
        if self.cursor == Cursor::NotAsked {
            tr!("versions-show")
        } else {
            tr!("versions-show-more")
        }
    }

    fn end(&self) -> String {
        if self.older.is_empty() {
            tr!("versions-older-none")
        } else {
            tr!("versions-older-end")
        }
    }
}
