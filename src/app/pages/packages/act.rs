//! What the page does when something is clicked: dialogs, wishes, requests.

use std::sync::Arc;

use adw::prelude::*;
use gtk::gio;
use relm4::prelude::*;
use waymark_model::{Action, PackageChanges};

use super::{PackagesInput, PackagesPage};
use crate::{
    dialogs::{
        self,
        add_packages::{AddPackages, Added},
        arguments::{Arguments, Edited},
        etc::LocalChanges,
        repositories::Repositories,
        review::{Review, Reviewed},
    },
    tr,
    view_state::{Request, layers, packages::PackagesView, question::Question, wishes::Wishes},
};

/// The name of the page's actions.
const ACTIONS: &str = "packages";

/// What the page's menu offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MenuItem {
    /// Replace packages of the image by files.
    ReplaceFromFile,
    /// List the repositories.
    Repositories,
    /// Reset all to the published image.
    Reset,
}

impl MenuItem {
    const ALL: [Self; 3] = [Self::ReplaceFromFile, Self::Repositories, Self::Reset];

    fn name(self) -> &'static str {
        match self {
            Self::ReplaceFromFile => "replace-from-file",
            Self::Repositories => "repositories",
            Self::Reset => "reset",
        }
    }

    fn label(self) -> String {
        match self {
            Self::ReplaceFromFile => tr!("layers-menu-replace"),
            Self::Repositories => tr!("layers-menu-repositories"),
            Self::Reset => tr!("layers-menu-reset"),
        }
    }
}

/// A dialog that is open. It goes with this.
#[derive(Debug)]
pub(super) enum Dialog {
    /// Adding.
    Add(Controller<AddPackages>),
    /// Reviewing.
    Review(Controller<Review>),
    /// Editing kernel arguments.
    Arguments(Controller<Arguments>),
    /// Looking at what differs in /etc.
    Settings(Controller<LocalChanges>),
    /// Listing repositories.
    Repositories(Controller<Repositories>),
}

impl Dialog {
    fn present(&self, parent: &impl IsA<gtk::Widget>) {
        let widget = match self {
            Self::Add(dialog) => dialog.widget(),
            Self::Review(dialog) => dialog.widget(),
            Self::Arguments(dialog) => dialog.widget(),
            Self::Settings(dialog) => dialog.widget(),
            Self::Repositories(dialog) => dialog.widget(),
        };
        widget.present(Some(parent));
    }
}

/// The page's menu.
pub(super) fn menu() -> gio::Menu {
    let menu = gio::Menu::new();
    for item in MenuItem::ALL {
        let action = format!("{ACTIONS}.{}", item.name());
        menu.append(Some(&item.label()), Some(&action));
    }
    menu
}

/// Gives the page the actions of its menu.
pub(super) fn install(root: &adw::ToolbarView, sender: &ComponentSender<PackagesPage>) {
    let actions = gio::SimpleActionGroup::new();
    for item in MenuItem::ALL {
        let action = gio::SimpleAction::new(item.name(), None);
        let input = sender.input_sender().clone();
        action.connect_activate(move |_, _| input.emit(PackagesInput::Menu(item)));
        actions.add_action(&action);
    }
    root.insert_action_group(ACTIONS, Some(&actions));
}

/// Lets the menu offer what can be done now.
pub(super) fn enable(root: &adw::ToolbarView, view: &PackagesView) {
    let offered = view.layering == layers::Layering::Offered;
    for (item, can) in [
        (MenuItem::ReplaceFromFile, offered && view.idle),
        (MenuItem::Reset, view.resets && view.idle),
    ] {
        root.action_set_enabled(&format!("{ACTIONS}.{}", item.name()), can);
    }
}

impl PackagesPage {
    pub(super) fn act(
        &mut self,
        message: PackagesInput,
        root: &adw::ToolbarView,
        sender: &ComponentSender<Self>,
    ) {
        let input = sender.input_sender();
        match message {
            // The page itself answers this one.
            PackagesInput::Show(_) => {}
            PackagesInput::Toggle(layer) => self.wishes.toggle(&layer),
            PackagesInput::TakeBack(about) => self.wishes.forget(&about),
            PackagesInput::Change(package) => {
                let (name, input) = (package.name.clone(), input.clone());
                let wanted = self.wishes.of_base(&name);
                dialogs::base_package::ask(root, &package, wanted, move |wish| {
                    input.emit(PackagesInput::ChangeBase(name, wish));
                });
            }
            PackagesInput::ChangeBase(name, wish) => self.wishes.change_base(&name, wish),
            PackagesInput::Add => {
                let dialog = AddPackages::builder()
                    .launch((self.client.clone(), Arc::clone(&self.world)))
                    .forward(input, PackagesInput::Added);
                self.open(Dialog::Add(dialog), root);
            }
            PackagesInput::Added(Added::Packages(packages)) => {
                for (name, version) in packages {
                    self.wishes.add(&name, Some(&version));
                }
            }
            PackagesInput::Added(Added::Files(files)) | PackagesInput::Files(Ok(files)) => {
                self.wishes.add_files(files);
            }
            PackagesInput::Files(Err(error)) => dialogs::details::show(root, &error),
            PackagesInput::Forget => self.wishes = Wishes::default(),
            PackagesInput::Review => self.review(root, sender),
            PackagesInput::Reviewed(Reviewed::Apply) => ask(self.wishes.action(false), sender),
            PackagesInput::Reviewed(Reviewed::Conflict(error)) | PackagesInput::Conflict(error) => {
                let packages = error.fields.packages.clone().unwrap_or_default();
                let rest = self.wishes.without(&packages).is_some();
                let input = input.clone();
                dialogs::conflict::show(root, &error, rest, move || {
                    input.emit(PackagesInput::Without(packages));
                });
            }
            PackagesInput::Without(packages) => {
                if let Some(rest) = self.wishes.without(&packages) {
                    self.wishes = rest;
                    self.review(root, sender);
                }
            }
            PackagesInput::Applied => self.wishes = Wishes::default(),
            PackagesInput::ShowSettings => {
                let dialog = LocalChanges::builder()
                    .launch(self.client.clone())
                    .forward(input, |_| PackagesInput::Closed);
                self.open(Dialog::Settings(dialog), root);
            }
            PackagesInput::EditArguments => {
                let details = self.details.as_ref();
                if let Some(line) = details.and_then(|details| details.arguments.clone()) {
                    let dialog = Arguments::builder()
                        .launch((line, layers::hold_ends(&self.world)))
                        .forward(input, PackagesInput::Edited);
                    self.open(Dialog::Arguments(dialog), root);
                }
            }
            PackagesInput::Edited(Edited::Apply(changes)) => {
                ask(Action::SetKernelArguments { changes }, sender);
            }
            PackagesInput::Menu(item) => self.menu(item, root, sender),
            PackagesInput::Closed
            | PackagesInput::Added(Added::Closed)
            | PackagesInput::Reviewed(Reviewed::Closed)
            | PackagesInput::Edited(Edited::Closed) => self.dialog = None,
        }
    }

    fn menu(&mut self, item: MenuItem, root: &adw::ToolbarView, sender: &ComponentSender<Self>) {
        let input = sender.input_sender();
        match item {
            MenuItem::ReplaceFromFile => {
                let input = input.clone();
                dialogs::files::choose(root, true, move |answer| {
                    input.emit(PackagesInput::Files(answer));
                });
            }
            MenuItem::Repositories => {
                let dialog = Repositories::builder()
                    .launch(self.client.clone())
                    .forward(input, |_| PackagesInput::Closed);
                self.open(Dialog::Repositories(dialog), root);
            }
            MenuItem::Reset => {
                let layers = self.details.as_ref().map(|details| &details.layers);
                let body = tr!(
                    "ask-reset-body",
                    packages = layers::all(layers.map_or(&[], Vec::as_slice))
                );
                let hold = layers::hold_ends(&self.world);
                let question = Question {
                    heading: tr!("ask-reset-title"),
                    body: [Some(body), hold]
                        .into_iter()
                        .flatten()
                        .collect::<Vec<_>>()
                        .join("\n\n"),
                    verb: tr!("ask-reset-button"),
                    destructive: true,
                    ..Question::default()
                };
                let output = sender.output_sender().clone();
                dialogs::question::ask(root, &question, move |_| {
                    let changes = PackageChanges {
                        reset_all: true,
                        ..PackageChanges::default()
                    };
                    output.emit(Request::Perform(Box::new(Action::ChangePackages {
                        changes,
                        local_packages: Vec::new(),
                        local_replacements: Vec::new(),
                        dry_run: false,
                    })));
                });
            }
        }
    }

    fn review(&mut self, root: &adw::ToolbarView, sender: &ComponentSender<Self>) {
        let init = (
            self.client.clone(),
            Arc::clone(&self.world),
            self.wishes.clone(),
        );
        let dialog = Review::builder()
            .launch(init)
            .forward(sender.input_sender(), PackagesInput::Reviewed);
        self.open(Dialog::Review(dialog), root);
    }

    fn open(&mut self, dialog: Dialog, root: &adw::ToolbarView) {
        dialog.present(root);
        self.dialog = Some(dialog);
    }
}

fn ask(action: Action, sender: &ComponentSender<PackagesPage>) {
    // The window is gone if this fails.
    let _ = sender.output(Request::Perform(Box::new(action)));
}
