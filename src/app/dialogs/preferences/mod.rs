//! What can be chosen: by the user for themselves, and by an administrator for everyone.
//!
//! What holds for everyone is asked of the service. Changes that follow closely on each
//! other are one, so that a password is asked for once.

mod general;
mod policy;
mod times;

use std::{sync::Arc, time::Duration};

use adw::prelude::*;
use gtk::glib;
use relm4::prelude::*;
use waymark_client::Client;
use waymark_model::{Action, ActionName, Error, ErrorKind, PolicyChanges};

use self::policy::PolicyPage;
use super::job::{Heard, Ran, Run};
use crate::{
    settings::Settings,
    tr,
    view_state::{World, failure, policy as view_state},
};

/// How long a change waits for another one.
const SETTLES: Duration = Duration::from_millis(600);

/// The dialog.
#[derive(Debug)]
pub(crate) struct PreferencesDialog {
    client: Client,
    world: Arc<World>,
    policy: Option<PolicyPage>,
    changes: PolicyChanges,
    settling: Option<glib::SourceId>,
    run: Run,
}

/// What the dialog is opened with.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The way to the service.
    pub(crate) client: Client,
    /// What is known.
    pub(crate) world: Arc<World>,
    /// What the user chose for themselves.
    pub(crate) settings: Settings,
}

/// What the dialog is told.
#[derive(Debug)]
pub(crate) enum PreferencesInput {
    /// Show this.
    Show(Arc<World>),
    /// Something was chosen for everyone.
    Changed(PolicyChanges),
    /// Nothing more was chosen for a while.
    Settled,
    /// Everything known of a failure is wanted.
    Details(Box<Error>),
}

impl Component for PreferencesDialog {
    type Init = Opened;
    type Input = PreferencesInput;
    type Output = ();
    type CommandOutput = Ran;
    type Root = adw::PreferencesDialog;
    type Widgets = ();

    fn init_root() -> Self::Root {
        adw::PreferencesDialog::builder()
            .title(tr!("preferences"))
            .build()
    }

    fn init(
        init: Self::Init,
        root: Self::Root,
        sender: ComponentSender<Self>,
    ) -> ComponentParts<Self> {
        let Opened {
            client,
            world,
            settings,
        } = init;
        if let Some(general) = general::page(&settings) {
            root.add(&general);
        }
        let policy = view_state::view(&world).map(|view| {
            let sender = sender.clone();
            let page = PolicyPage::new(&view, move |changes| {
                sender.input(PreferencesInput::Changed(changes));
            });
            root.add(page.widget());
            page
        });
        if policy.is_some() {
            // What it says depends on the time; what comes of asking is told to everyone.
            let client = client.clone();
            relm4::spawn(async move {
                if let Err(error) = client.policy().await {
                    tracing::info!(%error, "the policy is not explained");
                }
            });
        }
        let model = Self {
            client,
            world,
            policy,
            changes: PolicyChanges::default(),
            settling: None,
            run: Run::default(),
        };
        ComponentParts { model, widgets: () }
    }

    fn update(&mut self, message: Self::Input, sender: ComponentSender<Self>, root: &Self::Root) {
        match message {
            PreferencesInput::Show(world) => {
                self.world = world;
                self.show(false);
            }
            PreferencesInput::Changed(changes) => {
                self.changes = std::mem::take(&mut self.changes).and(changes);
                if let Some(settling) = self.settling.take() {
                    settling.remove();
                }
                let settled = move || sender.input(PreferencesInput::Settled);
                self.settling = Some(glib::timeout_add_local_once(SETTLES, settled));
            }
            PreferencesInput::Settled => {
                self.settling = None;
                let changes = std::mem::take(&mut self.changes);
                let before = &self.world.snapshot.policy.settings;
                if before.with(&changes).is_ok_and(|after| after == *before) {
                    return;
                }
                let action = Action::SetPolicy { changes };
                self.run.begin(&self.client, action, &sender);
            }
            PreferencesInput::Details(error) => super::details::show(root, &error),
        }
    }

    fn update_cmd(&mut self, ran: Ran, sender: ComponentSender<Self>, root: &Self::Root) {
        if let Some(Heard::Ended(Err(error))) = self.run.hear(ran) {
            self.show(true);
            if error.kind != ErrorKind::Cancelled {
                tracing::info!(kind = %error.kind, %error, "the policy was not changed");
                root.add_toast(failed(error, &sender));
            }
        }
    }
}

fn failed(error: Error, sender: &ComponentSender<PreferencesDialog>) -> adw::Toast {
    let toast = adw::Toast::builder()
        .title(failure::what(ActionName::SetPolicy))
        .button_label(tr!("details"))
        .use_markup(false)
        .build();
    let sender = sender.clone();
    toast.connect_button_clicked(move |_| {
        sender.input(PreferencesInput::Details(Box::new(error.clone())));
    });
    toast
}

impl PreferencesDialog {
    /// Shows what holds; `again` where what is shown was chosen and did not come to hold.
    fn show(&mut self, again: bool) {
        if let Some((page, view)) = self.policy.as_mut().zip(view_state::view(&self.world)) {
            page.show(&view, again);
        }
    }
}
