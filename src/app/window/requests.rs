//! From a request to a question, an action, and what is said at its end.

use std::sync::Arc;

use adw::prelude::*;
use gtk::gio;
use relm4::prelude::*;
use waymark_client::{Event, JobHandle, JobUpdate, Snapshot};
use waymark_model::{Action, ActionName, Error, ErrorKind, JobResult, Ref, RemoteVersion};

use super::{
    Window, WindowInput,
    asked::Asked,
    follow::{self, Told},
};
use crate::{
    clock,
    dialogs::{
        self,
        log::LogDialog,
        preferences::{self, PreferencesDialog},
        question::{Answer, Way},
        streams::{self, StreamsDialog},
    },
    pages::{
        packages::PackagesInput,
        updates::UpdatesInput,
        version::{Opened, VersionInput, VersionPage},
        versions::VersionsInput,
    },
    tr,
    view_state::{
        Request, World,
        failure::{self, Failure},
        opening, question,
        stage::{self, Stage},
        start, text,
        world::{Link, reference},
    },
};

impl Window {
    /// Answers a request, with a question first where something can be lost.
    pub(super) fn asked(&mut self, request: Request, sender: &ComponentSender<Self>) {
        match request {
            Request::Open(target) => return self.open(target, None, sender),
            Request::ShowDetails(error) => return dialogs::details::show(&self.window, &error),
            Request::ChooseStream(stream) => return self.choose_stream(stream, sender),
            Request::ShowLog(path) => return self.show_log(path),
            Request::ShowPage(page) => return self.turn(page),
            Request::CleanUp => self.world().keep = self.settings.keep(),
            Request::Show(version) => {
                return follow::hide(self.client.clone(), version, false, sender);
            }
            Request::Stay(version) => {
                return follow::hide(self.client.clone(), version, true, sender);
            }
            Request::PutStartAway(start) => {
                self.settings.put_start_away(&start);
                self.world().start_put_away = Some(start);
                return;
            }
            Request::Cancel(path) => return follow::cancel(self.client.clone(), path, sender),
            _ => {}
        }
        let named = self.name(&request);
        match question::question(&self.world, &request, &named) {
            Some(asked) => {
                let input = sender.input_sender().clone();
                let other = asked.other.clone().map(|(_, request)| request);
                dialogs::question::ask(&self.window, &asked, move |way| {
                    let meant = match way {
                        Way::On => request,
                        Way::Other => other.unwrap_or(request),
                    };
                    input.emit(WindowInput::Confirmed(meant, named));
                });
            }
            None => self.perform(request, named, sender),
        }
    }

    /// The name of the version that a request is about.
    fn name(&self, request: &Request) -> String {
        match request {
            Request::Restore(target)
            | Request::Update(target)
            | Request::FetchComparison(target) => match &self.version {
                Some(page) if page.model().is_about(target) => page.model().title().to_owned(),
                _ => question::name(&self.world, target),
            },
            Request::SetPinned(id, _) | Request::Delete(id, _) => {
                question::name(&self.world, &Ref::Deployment(id.clone()))
            }
            _ => String::new(),
        }
    }

    /// Asks the service for what was asked for.
    pub(super) fn perform(
        &mut self,
        request: Request,
        named: String,
        sender: &ComponentSender<Self>,
    ) {
        let Some(asked) = Asked::new(&self.world, request, named) else {
            return;
        };
        let world = self.world();
        world.now = clock::now();
        if !asked.is_quiet() {
            world.asked = Some(asked.action.name());
        }
        if matches!(
            asked.action,
            Action::Check { target: None } | Action::Update { .. } | Action::CleanUp { .. }
        ) {
            world.failure = None;
        }
        follow::act(self.client.clone(), asked, sender);
    }

    fn world(&mut self) -> &mut World {
        Arc::make_mut(&mut self.world)
    }

    /// Takes in what the service tells.
    pub(super) fn told(&mut self, told: Told, sender: &ComponentSender<Self>) {
        self.world().now = clock::now();
        match told {
            Told::Service(event) => self.service(event, sender),
            Told::Began(asked, answer) => {
                if self.world.asked == Some(asked.action.name()) {
                    self.world().asked = None;
                }
                match answer {
                    Ok(job) => {
                        self.asked.insert(job.path().to_owned(), *asked);
                        self.follow(job, sender);
                    }
                    Err(error) => {
                        self.failed(Some(&asked), asked.action.name(), error, None, sender);
                    }
                }
            }
            Told::CheckedQuietly(answer) => {
                if self.world.asked == Some(ActionName::Check) {
                    self.world().asked = None;
                }
                // Nobody asked for it, so that a refusal is told to nobody.
                match answer {
                    Ok(job) => self.follow(job, sender),
                    Err(error) => tracing::info!(kind = %error.kind, "no check at the start"),
                }
            }
            Told::Found(job) => self.follow(job, sender),
            Told::Job(path, JobUpdate::Progress(progress)) => {
                self.world().jobs.insert(path, progress);
            }
            Told::Job(path, JobUpdate::Finished(result)) => self.finished(&path, &result, sender),
            Told::Hidden(version, hidden, answer) => match answer {
                Ok(()) if hidden => self.stay(&version, sender),
                Ok(()) => {}
                Err(error) => self.failed(None, ActionName::Hide, error, None, sender),
            },
            Told::NotCancelled(action, error) => {
                // It ended before it was asked to.
                if error.kind != ErrorKind::NotFound {
                    self.failed(None, action, error, None, sender);
                }
            }
        }
    }

    /// A version is hidden now: what runs is also to start next.
    fn stay(&mut self, hidden: &str, sender: &ComponentSender<Self>) {
        let version = start::name(&self.world, hidden);
        self.toast(&tr!("toast-hidden", version = version), None, sender);
        if let Some(running) = self.world.snapshot.booted().filter(|it| !it.next) {
            self.asked(Request::Restore(reference(running)), sender);
        }
    }

    /// What the window does by itself when it first sees the system.
    fn opened(&mut self, sender: &ComponentSender<Self>) {
        if stage::stage(&self.world) != Stage::Ready {
            return;
        }
        if self.settings.is_first_run() {
            dialogs::welcome::show(&self.window, &self.settings);
        }
        let metered = gio::NetworkMonitor::default().is_network_metered();
        if self.settings.checks_on_open() && !metered && opening::check_is_due(&self.world) {
            self.world().asked = Some(ActionName::Check);
            follow::check_quietly(self.client.clone(), sender);
        }
    }

    fn service(&mut self, event: Event, sender: &ComponentSender<Self>) {
        match event {
            Event::Connected(snapshot) | Event::Changed(snapshot) => {
                if self.world.link == Link::Reconnecting {
                    // What was asked when it went away had no answer.
                    self.compare_again(false);
                }
                let first = self.world.link == Link::Connecting;
                self.world().link = Link::Connected;
                self.find_jobs(&snapshot, sender);
                self.world().snapshot = snapshot;
                self.forget_ended();
                if first {
                    self.opened(sender);
                }
            }
            Event::Gone => self.world().link = Link::Reconnecting,
            Event::Missing => self.world().link = Link::Missing,
            Event::Unreachable(error) => self.world().link = Link::Unreachable(error),
        }
    }

    /// Attaches to jobs that run already, whoever started them.
    fn find_jobs(&mut self, snapshot: &Arc<Snapshot>, sender: &ComponentSender<Self>) {
        for path in &snapshot.jobs {
            if !self.followed.contains(path) {
                follow::find(self.client.clone(), path.clone(), sender);
            }
        }
    }

    /// Forgets jobs that ended and whose effect the snapshot shows, so that the
    /// pages go from the bar to the new state without a step between.
    fn forget_ended(&mut self) {
        let followed = std::mem::take(&mut self.followed);
        let running = Arc::clone(&self.world.snapshot);
        self.world()
            .jobs
            .retain(|path, _| followed.contains(path) || running.jobs.contains(path));
        self.followed = followed;
    }

    fn follow(&mut self, job: JobHandle, sender: &ComponentSender<Self>) {
        if self.followed.insert(job.path().to_owned()) {
            follow::job(job, sender);
        }
    }

    fn finished(&mut self, path: &str, result: &JobResult, sender: &ComponentSender<Self>) {
        self.followed.remove(path);
        self.forget_ended();
        // Without this it was someone else's; the snapshot's results tell of it.
        let Some(asked) = self.asked.remove(path) else {
            return;
        };
        if let Some(failed) = failure::of_result(result) {
            let action = asked.action.name();
            return self.failed(Some(&asked), action, failed.error, failed.job, sender);
        }
        match &asked.action {
            Action::History { .. } => {
                let listed = VersionsInput::Listed(Box::new(result.clone()));
                self.versions.emit(listed);
            }
            Action::Check { target: Some(_) } => self.compare_again(true),
            Action::ChangePackages { .. } => self.packages.emit(PackagesInput::Applied),
            _ => {}
        }
        if let Some(told) = asked.told(result) {
            self.toast(&told.text, told.undo, sender);
        }
    }

    /// Says what failed: on the Updates page what it is about, otherwise by a dialog.
    fn failed(
        &mut self,
        asked: Option<&Asked>,
        action: ActionName,
        error: Error,
        job: Option<String>,
        sender: &ComponentSender<Self>,
    ) {
        if error.kind == ErrorKind::Cancelled {
            return self.toast(&tr!("toast-cancelled"), None, sender);
        }
        tracing::info!(%action, kind = %error.kind, %error, "it failed");
        let failed = Failure {
            action,
            error,
            at: clock::now(),
            job,
        };
        let compares = asked.is_some_and(|a| matches!(a.action, Action::Check { target: Some(_) }));
        if compares {
            self.compare_again(false);
        }
        if matches!(action, ActionName::Check | ActionName::Update) && !compares {
            self.world().failure = Some(failed);
            return;
        }
        if action == ActionName::ChangePackages && failed.error.fields.packages.is_some() {
            return self.packages.emit(PackagesInput::Conflict(failed.error));
        }
        let offer = failure::offer(&failed, asked.map(|asked| &asked.action));
        let label = offer.as_ref().map(|offer| offer.label.clone());
        let input = sender.input_sender().clone();
        let error = failed.error.clone();
        dialogs::question::tell(&self.window, &failed, label.as_deref(), move |answer| {
            let request = match (answer, offer) {
                (Answer::Offered, Some(offer)) => offer.request,
                _ => Request::ShowDetails(Box::new(error)),
            };
            input.emit(WindowInput::Asked(request));
        });
    }

    /// Compares again; `fetched` if what was missing is here now.
    fn compare_again(&self, fetched: bool) {
        self.updates.emit(UpdatesInput::CompareAgain(fetched));
        if let Some(page) = &self.version {
            page.emit(VersionInput::CompareAgain(fetched));
        }
    }

    fn toast(&self, text: &str, undo: Option<Request>, sender: &ComponentSender<Self>) {
        let toast = adw::Toast::builder().title(text).use_markup(false).build();
        if let Some(request) = undo {
            toast.set_button_label(Some(&tr!("toast-undo")));
            toast.set_timeout(10);
            let input = sender.input_sender().clone();
            toast.connect_button_clicked(move |_| input.emit(WindowInput::Asked(request.clone())));
        }
        self.toasts.add_toast(toast);
    }

    fn choose_stream(&mut self, stream: Option<String>, sender: &ComponentSender<Self>) {
        let dialog = StreamsDialog::builder()
            .launch(streams::Opened {
                client: self.client.clone(),
                world: Arc::clone(&self.world),
                stream,
            })
            .forward(sender.input_sender(), WindowInput::Asked);
        dialog.widget().present(Some(&self.window));
        self.streams = Some(dialog);
    }

    /// What cannot be kept, nor chosen for everyone, is not shown.
    pub(super) fn show_preferences(&mut self) {
        let dialog = PreferencesDialog::builder()
            .launch(preferences::Opened {
                client: self.client.clone(),
                world: Arc::clone(&self.world),
                settings: self.settings.clone(),
            })
            .detach();
        dialog.widget().present(Some(&self.window));
        self.preferences = Some(dialog);
    }

    fn show_log(&mut self, path: String) {
        let dialog = LogDialog::builder()
            .launch((self.client.clone(), path))
            .detach();
        dialog.widget().present(Some(&self.window));
        self.log = Some(dialog);
    }

    pub(super) fn open_remote(&mut self, version: RemoteVersion, sender: &ComponentSender<Self>) {
        self.open(
            Ref::Version(version.checksum.clone()),
            Some(version),
            sender,
        );
    }

    fn open(&mut self, target: Ref, remote: Option<RemoteVersion>, sender: &ComponentSender<Self>) {
        if self.version.is_some() {
            return;
        }
        let title = match &remote {
            Some(version) => text::version(version.version.as_deref(), &version.checksum),
            None => question::name(&self.world, &target),
        };
        let page = VersionPage::builder()
            .launch(Opened {
                client: self.client.clone(),
                target,
                remote,
                title,
            })
            .forward(sender.input_sender(), WindowInput::Asked);
        page.emit(VersionInput::Show(Arc::clone(&self.world)));
        self.navigation.push(page.widget());
        self.version = Some(page);
    }
}
