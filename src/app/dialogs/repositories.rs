//! The repositories that packages come from, and whether each is used.

use adw::prelude::*;
use relm4::prelude::*;
use waymark_client::Client;
use waymark_model::Repository;

use crate::{
    tr,
    view_state::{failure, text},
    widgets::rows::plain,
};

/// The dialog. It is filled once, when it opens.
#[derive(Debug)]
pub(crate) struct Repositories;

/// The dialog was closed.
#[derive(Debug)]
pub(crate) struct Closed;

#[relm4::component(pub(crate))]
impl Component for Repositories {
    type Init = Client;
    type Input = ();
    type Output = Closed;
    type CommandOutput = waymark_client::Result<Vec<Repository>>;

    view! {
        adw::Dialog {
            set_title: &tr!("repositories-title"),
            set_content_width: 480,
            connect_closed[sender] => move |_| {
                // The page is gone if this fails.
                let _ = sender.output(Closed);
            },

            #[wrap(Some)]
            set_child = &adw::ToolbarView {
                add_top_bar = &adw::HeaderBar {},
                #[name(phases)]
                #[wrap(Some)]
                set_content = &gtk::Stack {
                    set_vhomogeneous: false,
                    add_named[Some("loading")] = &adw::Spinner { set_height_request: 160 },
                    #[name(nothing)]
                    add_named[Some("nothing")] = &adw::StatusPage {},
                    add_named[Some("list")] = &gtk::ScrolledWindow {
                        set_hscrollbar_policy: gtk::PolicyType::Never,
                        set_propagate_natural_height: true,
                        set_min_content_height: 200,

                        gtk::Box {
                            set_orientation: gtk::Orientation::Vertical,
                            set_spacing: 12,
                            set_margin_start: 18,
                            set_margin_end: 18,
                            set_margin_top: 6,
                            set_margin_bottom: 18,

                            gtk::Label {
                                add_css_class: "dim-label",
                                set_label: &tr!("repositories-body"),
                                set_wrap: true,
                                set_wrap_mode: gtk::pango::WrapMode::WordChar,
                                set_xalign: 0.0,
                            },
                            #[name(list)]
                            gtk::ListBox {
                                add_css_class: "boxed-list",
                                set_selection_mode: gtk::SelectionMode::None,
                                update_property: &[gtk::accessible::Property::Label(&tr!("repositories-title"))],
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
        let model = Self;
        let widgets = view_output!();
        sender.oneshot_command(async move { client.repositories().await });
        ComponentParts { model, widgets }
    }

    fn update_cmd_with_view(
        &mut self,
        widgets: &mut Self::Widgets,
        answer: Self::CommandOutput,
        _: ComponentSender<Self>,
        _: &Self::Root,
    ) {
        let escape = gtk::glib::markup_escape_text;
        let page = match answer {
            Ok(repositories) if repositories.is_empty() => {
                widgets.nothing.set_title(&tr!("repositories-none"));
                "nothing"
            }
            Ok(repositories) => {
                fill(&widgets.list, repositories);
                "list"
            }
            Err(error) => {
                let why = failure::why(&error.to_error());
                widgets.nothing.set_title(&tr!("repositories-failed"));
                widgets.nothing.set_description(Some(&escape(&why)));
                "nothing"
            }
        };
        widgets.phases.set_visible_child_name(page);
    }
}

/// Those in use first, each part by id.
fn fill(list: &gtk::ListBox, mut repositories: Vec<Repository>) {
    repositories.sort_by(|a, b| b.enabled.cmp(&a.enabled).then_with(|| a.id.cmp(&b.id)));
    for repository in repositories {
        let id = text::plain(&repository.id);
        let name = repository.name.as_deref().map(text::plain);
        let row = plain(name.as_deref().unwrap_or(&id), &id);
        let state = gtk::Label::builder()
            .label(if repository.enabled {
                tr!("repositories-enabled")
            } else {
                tr!("repositories-disabled")
            })
            .build();
        if !repository.enabled {
            state.add_css_class("dim-label");
        }
        row.add_suffix(&state);
        list.append(&row);
    }
}
