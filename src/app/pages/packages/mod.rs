//! The Packages page: how the system differs from the published image, and changing that.
//!
//! ```text
//! PackagesPage ── Groups (groups)             what differs, what is to come
//!       │      ── SystemRows (system_rows)    kernel arguments, settings in /etc
//!       │      ── BasePackages (base)         what the image holds
//!       └── AddPackages, Review, Arguments, LocalChanges, Repositories (dialogs/)
//! ```
//!
//! Changes are collected as [`Wishes`] until they are reviewed and applied together.

mod act;
mod base;
mod base_row;
mod groups;
mod system_rows;

use std::sync::Arc;

use adw::prelude::*;
use relm4::prelude::*;
use waymark_client::Client;
use waymark_model::{Deployment, Error, Layer, Package};

use self::{
    act::Dialog,
    base::{BaseInput, BasePackages},
    groups::Groups,
    system_rows::SystemRows,
};
use crate::{
    dialogs::{add_packages::Added, arguments::Edited, review::Reviewed},
    tr,
    view_state::{
        Request, World,
        layers::{self, Layering},
        packages::{self, Details, PackagesView},
        wishes::{About, ChosenFile, OfBase, Wishes},
    },
    widgets::progress::{Progress, ProgressInput},
};

/// The page.
#[derive(Debug)]
pub(crate) struct PackagesPage {
    client: Client,
    world: Arc<World>,
    /// Which deployment was asked for, and when.
    asked: Option<(String, u64)>,
    serial: u64,
    details: Option<Details>,
    wishes: Wishes,
    view: PackagesView,
    groups: Groups,
    system: SystemRows,
    progress: Controller<Progress>,
    base: Controller<BasePackages>,
    dialog: Option<Dialog>,
}

/// What the page is told.
#[derive(Debug)]
pub(crate) enum PackagesInput {
    /// Show this.
    Show(Arc<World>),
    /// What differs is to be taken back, or again not.
    Toggle(Layer),
    /// What is to come is not wanted any more.
    TakeBack(About),
    /// A package of the image is to be changed.
    Change(Package),
    /// That is how.
    ChangeBase(String, OfBase),
    /// Packages are to be added.
    Add,
    /// Files were chosen that replace packages of the image.
    Files(Result<Vec<ChosenFile>, Error>),
    /// Something from the dialog that adds.
    Added(Added),
    /// Forget was clicked.
    Forget,
    /// The changes are to be reviewed.
    Review,
    /// Something from the review.
    Reviewed(Reviewed),
    /// Packages stand in the way of what was applied.
    Conflict(Error),
    /// The rest is wanted without these.
    Without(Vec<String>),
    /// What was applied is done.
    Applied,
    /// What differs in /etc is to be shown.
    ShowSettings,
    /// The kernel arguments are to be edited.
    EditArguments,
    /// Something from the dialog that edits them.
    Edited(Edited),
    /// A word from the page's menu.
    Menu(act::MenuItem),
    /// A dialog was closed.
    Closed,
}

/// All that is known of a deployment.
#[derive(Debug)]
pub(crate) struct Read {
    serial: u64,
    answer: waymark_client::Result<Deployment>,
}

#[relm4::component(pub(crate))]
impl Component for PackagesPage {
    type Init = Client;
    type Input = PackagesInput;
    type Output = Request;
    type CommandOutput = Read;

    view! {
        adw::ToolbarView {
            set_bottom_bar_style: adw::ToolbarStyle::Raised,
            #[watch]
            set_reveal_bottom_bars: model.view.waiting > 0,

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

                        gtk::Box {
                            set_spacing: 12,

                            gtk::Label {
                                add_css_class: "title-4",
                                set_accessible_role: gtk::AccessibleRole::Heading,
                                set_hexpand: true,
                                set_wrap: true,
                                set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                set_xalign: 0.0,
                                #[watch]
                                set_label: &model.view.title,
                            },
                            #[name(menu)]
                            gtk::MenuButton {
                                add_css_class: "flat",
                                set_icon_name: "view-more-symbolic",
                                set_tooltip_text: Some(&tr!("layers-menu")),
                                set_valign: gtk::Align::Start,
                                set_menu_model: Some(&act::menu()),
                                #[watch]
                                set_visible: model.view.layering != Layering::Never,
                            },
                        },
                        gtk::Label {
                            add_css_class: "dim-label",
                            set_wrap: true,
                            set_wrap_mode: gtk::pango::WrapMode::WordChar,
                            set_xalign: 0.0,
                            #[watch]
                            set_label: &model.view.note,
                            #[watch]
                            set_visible: !model.view.note.is_empty(),
                        },
                        adw::WrapBox {
                            set_child_spacing: 6,
                            set_line_spacing: 6,
                            #[watch]
                            set_visible: model.view.layering != Layering::Never,

                            #[name(add)]
                            gtk::Button {
                                set_label: &tr!("layers-add"),
                                set_use_underline: true,
                                #[watch]
                                set_visible: model.view.layering == Layering::Offered,
                                #[watch]
                                set_sensitive: model.view.idle,
                                connect_clicked => PackagesInput::Add,
                            },
                            gtk::MenuButton {
                                add_css_class: "flat",
                                set_label: &tr!("layers-why"),
                                set_use_underline: true,
                                #[wrap(Some)]
                                set_popover = &gtk::Popover {
                                    gtk::Label {
                                        set_label: &tr!("layers-why-body"),
                                        set_wrap: true,
                                        set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                        set_max_width_chars: 36,
                                        set_xalign: 0.0,
                                        set_margin_all: 12,
                                    },
                                },
                            },
                        },
                        adw::Clamp {
                            set_maximum_size: 480,
                            #[watch]
                            set_visible: model.view.progress.is_some(),
                            #[local_ref]
                            progress -> gtk::Box { set_margin_top: 6 },
                        },
                        #[name(coming)]
                        gtk::Box {
                            set_orientation: gtk::Orientation::Vertical,
                            set_spacing: 12,
                            set_visible: false,
                        },
                        #[local_ref]
                        groups -> gtk::Box {
                            set_orientation: gtk::Orientation::Vertical,
                            set_spacing: 12,
                            set_visible: false,
                        },
                        #[local_ref]
                        system -> gtk::Box {},
                        #[local_ref]
                        base -> gtk::Box { set_margin_top: 6 },
                    },
                },
            },
            add_bottom_bar = &gtk::ActionBar {
                pack_start = &gtk::Label {
                    add_css_class: "heading",
                    set_margin_start: 6,
                    set_xalign: 0.0,
                    set_ellipsize: gtk::pango::EllipsizeMode::End,
                    #[watch]
                    set_label: &tr!("layers-waiting", count = model.view.waiting),
                },
                pack_end = &gtk::Button {
                    add_css_class: "suggested-action",
                    set_can_shrink: true,
                    set_label: &tr!("layers-review"),
                    set_use_underline: true,
                    #[watch]
                    set_sensitive: model.view.idle,
                    connect_clicked => PackagesInput::Review,
                },
                pack_end = &gtk::Button {
                    add_css_class: "flat",
                    set_label: &tr!("layers-forget-all"),
                    set_use_underline: true,
                    connect_clicked => PackagesInput::Forget,
                },
            },
        }
    }

    fn init(
        client: Client,
        root: Self::Root,
        sender: ComponentSender<Self>,
    ) -> ComponentParts<Self> {
        let progress = Progress::builder()
            .launch(())
            .forward(sender.output_sender(), |cancel| Request::Cancel(cancel.0));
        let base = BasePackages::builder()
            .launch(client.clone())
            .forward(sender.input_sender(), |change| {
                PackagesInput::Change(change.0)
            });
        let groups = gtk::Box::default();
        let model = Self {
            client,
            world: Arc::default(),
            asked: None,
            serial: 0,
            details: None,
            wishes: Wishes::default(),
            view: PackagesView::default(),
            groups: Groups::new(groups.clone(), sender.input_sender().clone()),
            system: SystemRows::new(sender.input_sender()),
            progress,
            base,
            dialog: None,
        };
        let (groups, system) = (&groups, model.system.widget());
        let (progress, base) = (model.progress.widget(), model.base.widget());
        let widgets = view_output!();
        act::install(&root, &sender);
        ComponentParts { model, widgets }
    }

    fn update_with_view(
        &mut self,
        widgets: &mut Self::Widgets,
        message: Self::Input,
        sender: ComponentSender<Self>,
        root: &Self::Root,
    ) {
        // Its button is about to go, and the keyboard's place with it.
        let forgets = matches!(message, PackagesInput::Forget);
        match message {
            PackagesInput::Show(world) => {
                self.world = world;
                self.read(&sender);
            }
            message => self.act(message, root, &sender),
        }
        self.show(widgets, root, &sender);
        self.update_view(widgets, sender);
        if forgets {
            widgets.add.grab_focus();
        }
    }

    fn update_cmd_with_view(
        &mut self,
        widgets: &mut Self::Widgets,
        read: Self::CommandOutput,
        sender: ComponentSender<Self>,
        root: &Self::Root,
    ) {
        if read.serial != self.serial {
            return;
        }
        self.details = Some(match read.answer {
            Ok(deployment) => Details {
                layers: deployment.layer_details.unwrap_or_default(),
                arguments: deployment.kernel_arguments,
                unread: false,
            },
            Err(error) => {
                tracing::debug!(%error, "the deployment could not be read");
                // The next change of the system, or the service's return, asks again.
                self.asked = None;
                Details {
                    unread: true,
                    ..Details::default()
                }
            }
        });
        if let Some(details) = self.details.as_ref().filter(|details| !details.unread) {
            self.wishes.settle(&details.layers);
        }
        self.show(widgets, root, &sender);
        self.update_view(widgets, sender);
    }
}

impl PackagesPage {
    /// Reads what starts next, if that may be another than what was read.
    fn read(&mut self, sender: &ComponentSender<Self>) {
        let Some(subject) = layers::subject(&self.world) else {
            return;
        };
        let now = (subject.id.clone(), self.world.snapshot.generation);
        if self.asked.as_ref() == Some(&now) {
            return;
        }
        self.serial += 1;
        let (serial, client, id) = (self.serial, self.client.clone(), now.0.clone());
        self.asked = Some(now);
        sender.oneshot_command(async move {
            Read {
                serial,
                answer: client.deployment(&id).await,
            }
        });
    }

    fn show(
        &mut self,
        widgets: &PackagesPageWidgets,
        root: &adw::ToolbarView,
        sender: &ComponentSender<Self>,
    ) {
        let booted = self.world.snapshot.booted();
        let base = booted.map(|booted| booted.checksum.clone());
        let offered = layers::layering(&self.world) == Layering::Offered;
        self.base.emit(BaseInput::Show(base, offered));
        let Some(details) = &self.details else {
            return;
        };
        let view = packages::view(&self.world, details, &self.wishes);
        self.progress
            .emit(ProgressInput::Show(view.progress.clone()));
        if view.coming != self.view.coming
            && groups::show_coming(&widgets.coming, &view.coming, sender.input_sender())
        {
            widgets.add.grab_focus();
        }
        self.groups.show(&view.groups, offered, view.idle);
        self.system.show(&view);
        act::enable(root, &view);
        self.view = view;
    }
}
