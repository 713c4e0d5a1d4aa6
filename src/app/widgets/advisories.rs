//! The advisories of the offered update, as rows that open.

use adw::prelude::*;
use relm4::prelude::*;
use waymark_client::Client;
use waymark_model::Advisory;

use super::rows::plain;
use crate::{
    dialogs, tr,
    view_state::advisories::{self, AdvisoryView},
};

/// How many are read at most; the service gives no more at once.
const READ: u32 = 500;
/// How many rows a group shows before it is opened.
const SHOWN: usize = 5;

/// The groups of rows.
#[derive(Debug)]
pub(crate) struct Advisories {
    client: Client,
    update: Option<String>,
    failed: bool,
}

/// What the rows are told.
#[derive(Debug)]
pub(crate) enum AdvisoriesInput {
    /// Show those of the update with this checksum, or none.
    Show(Option<String>),
}

/// The advisories of an update.
#[derive(Debug)]
pub(crate) struct Read {
    update: String,
    answer: waymark_client::Result<(u32, Vec<Advisory>)>,
}

#[relm4::component(pub(crate))]
impl Component for Advisories {
    type Init = Client;
    type Input = AdvisoriesInput;
    type Output = ();
    type CommandOutput = Read;

    view! {
        gtk::Box {
            set_orientation: gtk::Orientation::Vertical,
            set_spacing: 18,
            #[watch]
            set_visible: model.update.is_some(),

            gtk::Label {
                add_css_class: "dim-label",
                set_label: &tr!("advisories-failed"),
                set_wrap: true,
                set_wrap_mode: gtk::pango::WrapMode::WordChar,
                #[watch]
                set_visible: model.failed,
            },
            #[name(groups)]
            gtk::Box {
                set_orientation: gtk::Orientation::Vertical,
                set_spacing: 18,
            },
        }
    }

    fn init(
        client: Client,
        root: Self::Root,
        _sender: ComponentSender<Self>,
    ) -> ComponentParts<Self> {
        let model = Self {
            client,
            update: None,
            failed: false,
        };
        let widgets = view_output!();
        ComponentParts { model, widgets }
    }

    fn update_with_view(
        &mut self,
        widgets: &mut Self::Widgets,
        AdvisoriesInput::Show(update): Self::Input,
        sender: ComponentSender<Self>,
        _: &Self::Root,
    ) {
        if update == self.update {
            return;
        }
        empty(&widgets.groups);
        self.failed = false;
        self.update.clone_from(&update);
        if let Some(update) = update {
            let client = self.client.clone();
            sender.oneshot_command(async move {
                let answer = client.advisories(0, READ).await;
                Read { update, answer }
            });
        }
        self.update_view(widgets, sender);
    }

    fn update_cmd_with_view(
        &mut self,
        widgets: &mut Self::Widgets,
        read: Self::CommandOutput,
        sender: ComponentSender<Self>,
        _: &Self::Root,
    ) {
        // The answer to an older question is dropped.
        if Some(&read.update) != self.update.as_ref() {
            return;
        }
        match read.answer {
            Ok((_, all)) => {
                empty(&widgets.groups);
                let titles = [tr!("advisories-security"), tr!("advisories-other")];
                for (title, group) in titles.iter().zip(advisories::grouped(&all)) {
                    fill(&widgets.groups, title, group);
                }
            }
            Err(error) => {
                tracing::info!(%error, "no advisories");
                self.failed = true;
            }
        }
        self.update_view(widgets, sender);
    }
}

fn empty(groups: &gtk::Box) {
    while let Some(child) = groups.first_child() {
        groups.remove(&child);
    }
}

/// Adds a heading and its rows; nothing for a group without any.
fn fill(groups: &gtk::Box, title: &str, mut advisories: Vec<AdvisoryView>) {
    if advisories.is_empty() {
        return;
    }
    let heading = gtk::Label::builder()
        .label(title)
        .css_classes(["heading"])
        .accessible_role(gtk::AccessibleRole::Heading)
        .xalign(0.0)
        .build();
    let list = gtk::ListBox::builder()
        .selection_mode(gtk::SelectionMode::None)
        .css_classes(["boxed-list"])
        .build();
    list.update_property(&[gtk::accessible::Property::Label(title)]);
    let rest = advisories.split_off(advisories.len().min(SHOWN));
    for advisory in advisories {
        list.append(&row(advisory));
    }
    let group = gtk::Box::builder()
        .orientation(gtk::Orientation::Vertical)
        .spacing(12)
        .build();
    group.append(&heading);
    group.append(&list);
    if !rest.is_empty() {
        let more = gtk::Button::builder()
            .label(tr!("advisories-more"))
            .halign(gtk::Align::Center)
            .css_classes(["pill"])
            .build();
        let rest = std::cell::RefCell::new(rest);
        more.connect_clicked(move |more| {
            for advisory in rest.take() {
                list.append(&row(advisory));
            }
            more.set_visible(false);
        });
        group.append(&more);
    }
    groups.append(&group);
}

fn row(advisory: AdvisoryView) -> adw::ActionRow {
    let word = gtk::Label::builder()
        .label(&advisory.word)
        .css_classes(["badge", "severity", advisory.class])
        .valign(gtk::Align::Center)
        .build();
    let next = gtk::Image::from_icon_name("go-next-symbolic");
    next.set_accessible_role(gtk::AccessibleRole::Presentation);
    let row = plain(&advisory.id, &advisory.about);
    row.set_activatable(true);
    row.add_suffix(&word);
    row.add_suffix(&next);
    row.connect_activated(move |row| dialogs::advisory::show(row, &advisory));
    row
}
