//! How one file of /etc differs from the published one.

use adw::prelude::*;
use relm4::prelude::*;
use waymark_client::Client;
use waymark_model::FileDifference;

use super::tell;
use crate::{
    tr,
    view_state::etc::{self, Body, FileRow},
    widgets::difference::Difference,
};

/// The page.
#[derive(Debug)]
pub(super) struct FilePage {
    client: Client,
    file: FileRow,
    /// What not everyone may read was asked for.
    secret: bool,
    /// What was read, and its parts for showing.
    text: String,
    access: String,
    difference: Difference,
}

/// What the page is told.
#[derive(Debug)]
pub(super) enum FileInput {
    /// Show Anyway was clicked.
    ShowSecret,
    /// Try Again was clicked.
    Again,
    /// Copy was clicked.
    Copy,
}

#[relm4::component(pub(super))]
impl Component for FilePage {
    type Init = (Client, FileRow);
    type Input = FileInput;
    type Output = ();
    type CommandOutput = waymark_client::Result<FileDifference>;

    view! {
        adw::NavigationPage {
            set_title: &model.file.name,

            #[wrap(Some)]
            set_child = &adw::ToolbarView {
                add_top_bar = &adw::HeaderBar {
                    pack_end = &gtk::Button {
                        set_icon_name: "edit-copy-symbolic",
                        set_tooltip_text: Some(&tr!("etc-copy")),
                        #[watch]
                        set_visible: !model.text.is_empty(),
                        connect_clicked => FileInput::Copy,
                    },
                },

                gtk::Box {
                    set_orientation: gtk::Orientation::Vertical,
                    set_spacing: 9,
                    set_margin_start: 12,
                    set_margin_end: 12,
                    set_margin_bottom: 12,

                    gtk::Label {
                        add_css_class: "dim-label",
                        set_wrap: true,
                        set_wrap_mode: gtk::pango::WrapMode::WordChar,
                        set_xalign: 0.0,
                        set_label: &format!("{}/{}", model.file.folder, model.file.name),
                    },
                    gtk::Label {
                        add_css_class: "dim-label",
                        set_wrap: true,
                        set_wrap_mode: gtk::pango::WrapMode::WordChar,
                        set_xalign: 0.0,
                        #[watch]
                        set_label: &model.access,
                        #[watch]
                        set_visible: !model.access.is_empty(),
                    },
                    #[name(phases)]
                    gtk::Stack {
                        set_vexpand: true,

                        add_named[Some("asking")] = &adw::StatusPage {
                            set_title: &tr!("etc-file-asking"),
                            #[wrap(Some)]
                            set_child = &adw::Spinner {
                                set_height_request: 32,
                            },
                        },
                        #[name(notice)]
                        add_named[Some("notice")] = &adw::StatusPage {
                            #[wrap(Some)]
                            set_child = &gtk::Box {
                                set_halign: gtk::Align::Center,

                                #[name(show)]
                                gtk::Button {
                                    add_css_class: "pill",
                                    set_label: &tr!("etc-secret-show"),
                                    connect_clicked => FileInput::ShowSecret,
                                },
                                #[name(again)]
                                gtk::Button {
                                    add_css_class: "pill",
                                    set_label: &tr!("updates-try-again"),
                                    connect_clicked => FileInput::Again,
                                },
                            },
                        },
                        #[local_ref]
                        add_named[Some("lines")] = lines -> gtk::Box {},
                    },
                },
            },
        }
    }

    fn init(
        (client, file): Self::Init,
        root: Self::Root,
        sender: ComponentSender<Self>,
    ) -> ComponentParts<Self> {
        let model = Self {
            client,
            file,
            secret: false,
            text: String::new(),
            access: String::new(),
            difference: Difference::new(),
        };
        let lines = model.difference.widget();
        let widgets = view_output!();
        model.read(&sender);
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
            FileInput::Copy => return root.clipboard().set_text(&self.text),
            FileInput::ShowSecret => self.secret = true,
            FileInput::Again => {}
        }
        widgets.phases.set_visible_child_name("asking");
        self.read(&sender);
        self.update_view(widgets, sender);
    }

    fn update_cmd_with_view(
        &mut self,
        widgets: &mut Self::Widgets,
        answer: Self::CommandOutput,
        sender: ComponentSender<Self>,
        _: &Self::Root,
    ) {
        widgets.show.set_visible(false);
        widgets.again.set_visible(false);
        let notice = match answer {
            Ok(difference) => {
                self.access = etc::access(&difference);
                match etc::body(&difference) {
                    Body::Lines(lines) => {
                        self.text = difference.difference.unwrap_or_default();
                        self.difference.show(&lines);
                        None
                    }
                    Body::Secret(notice) => {
                        widgets.show.set_visible(true);
                        Some(notice)
                    }
                    Body::Nothing(notice) => Some(notice),
                }
            }
            Err(error) => {
                widgets.again.set_visible(true);
                Some(etc::failed(&error.to_error()))
            }
        };
        match notice {
            Some(notice) => {
                tell(&widgets.notice, &notice);
                widgets.phases.set_visible_child_name("notice");
                widgets.notice.child_focus(gtk::DirectionType::TabForward);
            }
            None => {
                widgets.phases.set_visible_child_name("lines");
                self.difference.grab_focus();
            }
        }
        self.update_view(widgets, sender);
    }
}

impl FilePage {
    fn read(&self, sender: &ComponentSender<Self>) {
        let (client, path, secret) = (self.client.clone(), self.file.path.clone(), self.secret);
        sender.oneshot_command(async move { client.file_difference(&path, secret).await });
    }
}
