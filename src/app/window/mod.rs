//! The window: it holds the [`World`], gives it to the pages and answers what they ask for.

mod asked;
mod empty;
mod follow;
pub(crate) mod keys;
mod menu;
mod narrow;
mod pace;
mod requests;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use adw::prelude::*;
use relm4::prelude::*;
use waymark_client::Client;
use waymark_model::{ActionName, RemoteVersion};

use self::{asked::Asked, follow::Told};
use crate::{
    args::Page,
    background, clock,
    dialogs::{
        self,
        log::LogDialog,
        preferences::{PreferencesDialog, PreferencesInput},
        streams::StreamsDialog,
    },
    pages::{
        packages::{PackagesInput, PackagesPage},
        updates::{UpdatesInput, UpdatesPage},
        version::{VersionInput, VersionPage},
        versions::{VersionsInput, VersionsOutput, VersionsPage},
    },
    settings::Settings,
    tr,
    view_state::{
        Request, World,
        banner::{self, Banner},
        stage::{self, Stage},
        start,
    },
};

/// The tag of what holds the pages, below a version's own.
const PAGES: &str = "pages";

/// The window.
#[derive(Debug)]
pub(crate) struct Window {
    client: Client,
    settings: Settings,
    world: Arc<World>,
    stage: Stage,
    banner: Option<Banner>,
    /// What this window asked for, by the path of its job.
    asked: HashMap<String, Asked>,
    /// Jobs that are followed.
    followed: HashSet<String>,
    updates: Controller<UpdatesPage>,
    versions: Controller<VersionsPage>,
    packages: Controller<PackagesPage>,
    version: Option<Controller<VersionPage>>,
    /// The dialogs that were opened last.
    streams: Option<Controller<StreamsDialog>>,
    preferences: Option<Controller<PreferencesDialog>>,
    log: Option<Controller<LogDialog>>,
    toasts: adw::ToastOverlay,
    navigation: adw::NavigationView,
    pages: adw::ViewStack,
    window: adw::ApplicationWindow,
}

/// What the window is told.
#[derive(Debug)]
pub(crate) enum WindowInput {
    /// A page or the menu asks for something.
    Asked(Request),
    /// What was asked about is to be done.
    Confirmed(Request, String),
    /// A version of the remote is to be shown.
    OpenRemote(RemoteVersion),
    /// A version's page was left.
    Left,
    /// The page with this name is to be shown.
    Turn(String),
    /// What can be chosen is asked for.
    PreferencesAsked,
    /// Who made this is asked for.
    AboutAsked,
    /// Another page is shown.
    Turned,
    /// Time passed.
    LookedAt,
    /// The banner's button was clicked.
    BannerClicked,
}

#[relm4::component(pub(crate))]
impl Component for Window {
    /// The page to open; `None`: the one that was shown last.
    type Init = Option<Page>;
    type Input = WindowInput;
    type Output = ();
    type CommandOutput = Told;

    view! {
        adw::ApplicationWindow {
            set_title: Some(&tr!("app-name")),
            set_default_size: (900, 680),
            set_size_request: (360, 294),
            connect_is_active_notify => WindowInput::LookedAt,

            #[local_ref]
            toasts -> adw::ToastOverlay {
                #[local_ref]
                navigation -> adw::NavigationView {
                    connect_popped[sender] => move |_, _| sender.input(WindowInput::Left),

                    add = &adw::NavigationPage {
                        set_title: &tr!("app-name"),
                        set_tag: Some(PAGES),

                        #[wrap(Some)]
                        set_child = &adw::ToolbarView {
                            #[name(header)]
                            add_top_bar = &adw::HeaderBar {
                                pack_start = &gtk::Button {
                                    set_action_name: Some("win.check"),
                                    #[watch]
                                    set_sensitive: model.can_check(),
                                    #[watch]
                                    set_visible: model.stage == Stage::Ready,
                                    #[watch]
                                    set_tooltip_text: Some(&model.check_tooltip()),

                                    gtk::Stack {
                                        set_transition_type: gtk::StackTransitionType::Crossfade,
                                        add_named[Some("idle")] = &gtk::Image::from_icon_name("view-refresh-symbolic") {},
                                        add_named[Some("busy")] = &adw::Spinner {},
                                        #[watch]
                                        set_visible_child_name: if model.world.is_doing(ActionName::Check) { "busy" } else { "idle" },
                                    },
                                },
                                #[name(switcher)]
                                #[wrap(Some)]
                                set_title_widget = &adw::ViewSwitcher {
                                    set_stack: Some(pages),
                                    set_policy: adw::ViewSwitcherPolicy::Wide,
                                },
                                pack_end = &gtk::MenuButton {
                                    set_icon_name: "open-menu-symbolic",
                                    set_tooltip_text: Some(&tr!("menu-main")),
                                    set_menu_model: Some(&menu::menu()),
                                    set_primary: true,
                                },
                            },
                            #[name(banner)]
                            add_top_bar = &adw::Banner {
                                set_use_markup: false,
                                #[watch]
                                set_revealed: model.banner.is_some(),
                                connect_button_clicked => WindowInput::BannerClicked,
                            },

                            #[name(stages)]
                            #[wrap(Some)]
                            set_content = &gtk::Stack {
                                set_transition_type: gtk::StackTransitionType::Crossfade,

                                add_named[Some("loading")] = &adw::StatusPage {
                                    set_title: &tr!("loading-title"),
                                    #[wrap(Some)]
                                    set_child = &adw::Spinner {
                                        set_halign: gtk::Align::Center,
                                        set_width_request: 48,
                                        set_height_request: 48,
                                    },
                                },
                                #[name(empty)]
                                add_named[Some("empty")] = &adw::StatusPage {},
                                #[local_ref]
                                pages -> adw::ViewStack {
                                    connect_visible_child_notify => WindowInput::Turned,
                                },
                            },

                            #[name(bar)]
                            add_bottom_bar = &adw::ViewSwitcherBar {
                                set_stack: Some(pages),
                            },
                        },
                    },
                },
            },
        }
    }

    fn init(
        page: Option<Page>,
        root: Self::Root,
        sender: ComponentSender<Self>,
    ) -> ComponentParts<Self> {
        let client = Client::system_lazy();
        let settings = Settings::open();
        let updates = UpdatesPage::builder()
            .launch(client.clone())
            .forward(sender.input_sender(), WindowInput::Asked);
        let versions = VersionsPage::builder().launch(settings.clone()).forward(
            sender.input_sender(),
            |output| match output {
                VersionsOutput::Request(request) => WindowInput::Asked(request),
                VersionsOutput::OpenRemote(version) => WindowInput::OpenRemote(version),
            },
        );
        let packages = PackagesPage::builder()
            .launch(client.clone())
            .forward(sender.input_sender(), WindowInput::Asked);
        let world = World {
            now: clock::now(),
            uid: nix::unistd::getuid().as_raw(),
            sandboxed: background::is_sandboxed(),
            start_put_away: settings.start_put_away(),
            ..World::default()
        };
        let model = Self {
            client: client.clone(),
            settings: settings.clone(),
            stage: stage::stage(&world),
            world: Arc::new(world),
            banner: None,
            asked: HashMap::new(),
            followed: HashSet::new(),
            updates,
            versions,
            packages,
            version: None,
            streams: None,
            preferences: None,
            log: None,
            toasts: adw::ToastOverlay::new(),
            navigation: adw::NavigationView::new(),
            pages: adw::ViewStack::new(),
            window: root.clone(),
        };
        let (toasts, navigation, pages) = (&model.toasts, &model.navigation, &model.pages);
        let widgets = view_output!();
        widgets.stages.page(pages).set_name("ready");
        model.add_pages();
        model.turn(page.unwrap_or_else(|| settings.page()));
        settings.remember_window(&root);
        narrow::narrow(&root, &widgets);
        menu::install(&root, &sender);
        show_stage(&widgets, &model.stage);
        follow::service(client, &sender);
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
            WindowInput::Asked(request) => self.asked(request, &sender),
            WindowInput::Confirmed(request, named) => self.perform(request, named, &sender),
            WindowInput::OpenRemote(version) => self.open_remote(version, &sender),
            WindowInput::Left => self.version = None,
            WindowInput::Turn(name) => {
                if let Some(page) = Page::named(&name) {
                    self.turn(page);
                }
            }
            WindowInput::PreferencesAsked => self.show_preferences(),
            WindowInput::AboutAsked => dialogs::about::show(&self.window, &self.world),
            WindowInput::Turned => {
                let shown = self.pages.visible_child_name();
                if let Some(page) = shown.and_then(|name| Page::named(&name)) {
                    self.settings.turned(page);
                }
            }
            WindowInput::LookedAt => Arc::make_mut(&mut self.world).now = clock::now(),
            WindowInput::BannerClicked => {
                if let Some((_, request)) = self.banner.as_ref().and_then(|b| b.button.clone()) {
                    self.asked(request, &sender);
                }
            }
        }
        self.show(widgets);
        self.update_view(widgets, sender);
    }

    fn update_cmd_with_view(
        &mut self,
        widgets: &mut Self::Widgets,
        told: Self::CommandOutput,
        sender: ComponentSender<Self>,
        _: &Self::Root,
    ) {
        self.told(told, &sender);
        self.show(widgets);
        self.update_view(widgets, sender);
    }
}

fn show_stage(widgets: &WindowWidgets, stage: &Stage) {
    let name = match stage {
        Stage::Loading => "loading",
        Stage::Ready => "ready",
        Stage::Empty(empty) => {
            empty::show(&widgets.empty, empty);
            "empty"
        }
    };
    let ready = *stage == Stage::Ready;
    widgets.switcher.set_visible(ready);
    widgets.bar.set_visible(ready);
    widgets.stages.set_visible_child_name(name);
}

impl Window {
    /// Shows one of the pages, from wherever the window is.
    fn turn(&self, page: Page) {
        self.navigation.pop_to_tag(PAGES);
        self.pages.set_visible_child_name(page.name());
    }

    fn add_pages(&self) {
        let pages = [
            (
                Page::Updates,
                self.updates.widget().upcast_ref::<gtk::Widget>(),
                tr!("page-updates"),
                "waymark-update-symbolic",
            ),
            (
                Page::Versions,
                self.versions.widget().upcast_ref(),
                tr!("page-versions"),
                "waymark-versions-symbolic",
            ),
            (
                Page::Packages,
                self.packages.widget().upcast_ref(),
                tr!("page-packages"),
                "waymark-packages-symbolic",
            ),
        ];
        for (page, widget, title, icon) in pages {
            self.pages
                .add_titled_with_icon(widget, Some(page.name()), &title, icon);
        }
    }

    /// Gives the world to everyone who shows a part of it.
    fn show(&mut self, widgets: &WindowWidgets) {
        let stage = stage::stage(&self.world);
        if stage != self.stage {
            show_stage(widgets, &stage);
            self.stage = stage;
        }
        let on_updates = self.pages.visible_child_name().as_deref() == Some(Page::Updates.name());
        self.banner = (self.stage == Stage::Ready)
            .then(|| banner::banner(&self.world, on_updates))
            .flatten();
        // One that goes away keeps its words while it does.
        if let Some(banner) = &self.banner {
            let button = banner.button.as_ref().map(|(label, _)| label.as_str());
            widgets.banner.set_title(&banner.title);
            widgets.banner.set_button_label(button);
        }
        menu::allow(&self.window, &self.settings, &self.world);
        let snapshot = &self.world.snapshot;
        let waits = snapshot.update.is_some()
            || snapshot.staged().is_some()
            || start::is_wrong(&self.world);
        self.pages
            .page(self.updates.widget())
            .set_needs_attention(waits);
        if self.stage != Stage::Ready {
            return;
        }
        self.updates
            .emit(UpdatesInput::Show(Arc::clone(&self.world)));
        self.versions
            .emit(VersionsInput::Show(Arc::clone(&self.world)));
        self.packages
            .emit(PackagesInput::Show(Arc::clone(&self.world)));
        if let Some(preferences) = &self.preferences {
            preferences.emit(PreferencesInput::Show(Arc::clone(&self.world)));
        }
        if let Some(version) = &self.version {
            version.emit(VersionInput::Show(Arc::clone(&self.world)));
        }
    }

    fn can_check(&self) -> bool {
        self.world.is_idle() && !self.world.is_doing(ActionName::Check)
    }

    fn check_tooltip(&self) -> String {
        if self.world.is_doing(ActionName::Check) {
            tr!("check-running-tooltip")
        } else {
            tr!("check-tooltip")
        }
    }
}
