//! The steps of following another stream: listing, looking, what came of it.

use adw::prelude::*;
use relm4::prelude::*;
use waymark_model::{Action, ActionName, ChangeKind, Comparison, Error, Files, JobResult};

use super::{StreamsDialog, StreamsDialogWidgets, input::Stage};
use crate::{
    tr,
    view_state::{
        change, failure, progress,
        streams::{self, StreamRow},
        text,
    },
    widgets::{change_row::ChangeItem, progress::ProgressInput, rows::plain},
};

impl StreamsDialog {
    /// Shows the page of the stage that the dialog is in.
    pub(super) fn turn(&self, widgets: &StreamsDialogWidgets) {
        let page = match self.stage {
            Stage::Choosing => "list",
            Stage::Listing | Stage::Looking => "working",
            Stage::Ready => "ready",
            Stage::Blocked(..) | Stage::Failed(_) => "failed",
        };
        if widgets.stages.visible_child_name().as_deref() != Some(page) {
            widgets.stages.set_visible_child_name(page);
            match self.stage {
                Stage::Ready => widgets.go.grab_focus(),
                Stage::Choosing => self.entry.grab_focus(),
                _ => false,
            };
        }
    }

    /// Runs what only looks.
    pub(super) fn ask(&mut self, stage: Stage, action: Action, sender: &ComponentSender<Self>) {
        self.stage = stage;
        let waits = progress::asked(&self.world, action.name());
        self.progress.emit(ProgressInput::Show(Some(waits)));
        self.run.begin(&self.client, action, sender);
    }

    /// Looks at what following the chosen stream means.
    pub(super) fn look(&mut self, sender: &ComponentSender<Self>) {
        let action = Action::Rebase {
            stream: self.chosen.clone(),
            dry_run: true,
        };
        self.ask(Stage::Looking, action, sender);
    }

    /// Takes in what the listing or the look brought.
    pub(super) fn take(
        &mut self,
        answer: Result<Box<JobResult>, Error>,
        widgets: &StreamsDialogWidgets,
    ) {
        match (answer, &self.stage) {
            (Ok(result), Stage::Listing) => {
                let listed = result.streams.unwrap_or_default();
                self.rows = streams::rows(&self.world, &listed);
                fill(&widgets.list, &self.rows);
                self.stage = Stage::Choosing;
            }
            (Ok(result), _) => {
                self.show_changes(*result);
                self.stage = Stage::Ready;
            }
            (Err(error), _) => match streams::in_the_way(&error) {
                Some(packages) => {
                    widgets.blockers.remove_all();
                    for package in &packages {
                        widgets.blockers.append(&row(package));
                    }
                    self.stage = Stage::Blocked(packages, error);
                }
                None => self.stage = Stage::Failed(error),
            },
        }
    }

    fn show_changes(&mut self, result: JobResult) {
        self.changes.clear();
        self.numbers = match result.changes {
            None => tr!("rebase-changes-unknown"),
            Some(changes) if changes.is_empty() => tr!("rebase-changes-none"),
            Some(changes) => {
                let comparison = Comparison {
                    packages: Some(changes),
                    files: Files::Unknown,
                };
                let numbers = change::summary(&comparison.summary(), ChangeKind::Package);
                let rows = comparison.packages.into_iter().flatten();
                self.changes.extend(rows.map(ChangeItem));
                numbers
            }
        };
    }

    fn short(&self) -> String {
        streams::short(&self.chosen, self.world.snapshot.system.stream.as_deref())
    }

    fn is_upgrade(&self) -> bool {
        let listed = self.rows.iter().find(|row| row.name == self.chosen);
        listed.is_some_and(|row| row.newer) || streams::is_newer(&self.world, &self.chosen)
    }

    pub(super) fn can_go_back(&self) -> bool {
        !self.direct && !matches!(self.stage, Stage::Listing | Stage::Choosing)
    }

    pub(super) fn title(&self) -> String {
        if self.is_upgrade() {
            tr!("rebase-title", stream = self.short())
        } else {
            tr!("rebase-choose-title")
        }
    }

    pub(super) fn working_title(&self) -> String {
        if self.stage == Stage::Listing {
            tr!("rebase-listing")
        } else {
            tr!("rebase-looking", stream = text::plain(&self.chosen))
        }
    }

    pub(super) fn go_label(&self) -> String {
        if self.is_upgrade() {
            tr!("rebase-go")
        } else {
            tr!("rebase-follow")
        }
    }

    pub(super) fn failed_title(&self) -> String {
        match &self.stage {
            Stage::Blocked(packages, _) => tr!("rebase-blocked", count = packages.len()),
            _ if self.chosen.is_empty() => failure::what(ActionName::ListStreams),
            _ => failure::what(ActionName::Rebase),
        }
    }

    pub(super) fn failed_body(&self) -> String {
        match &self.stage {
            Stage::Blocked(..) => {
                tr!("rebase-blocked-body", stream = text::plain(&self.chosen))
            }
            Stage::Failed(error) => failure::why(error),
            _ => String::new(),
        }
    }
}

fn row(title: &str) -> adw::ActionRow {
    let row = plain(title, "");
    row.set_title_selectable(true);
    row
}

fn fill(list: &gtk::ListBox, rows: &[StreamRow]) {
    list.remove_all();
    for each in rows {
        let row = plain(&each.title, &each.subtitle);
        row.set_activatable(each.choosable);
        if each.choosable {
            let next = gtk::Image::from_icon_name("go-next-symbolic");
            next.set_accessible_role(gtk::AccessibleRole::Presentation);
            row.add_suffix(&next);
        }
        list.append(&row);
    }
}
