//! The card that says how the computer started.

use std::{fmt, rc::Rc};

use adw::prelude::*;
use gtk::{gio, glib};

use crate::{
    tr,
    view_state::{Request, start::StartCard},
};

/// The group of the card's own actions.
const GROUP: &str = "start";
const COPY: &str = "copy";

/// What a person does with the card.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Chosen {
    /// Something is asked for.
    Asked(Request),
    /// Put the card away.
    PutAway,
}

/// Whoever hears what a person does.
#[derive(Clone)]
struct Then(Rc<dyn Fn(Chosen)>);

impl fmt::Debug for Then {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Then")
    }
}

/// The card.
#[derive(Debug)]
pub(crate) struct StartCardWidget {
    root: gtk::Box,
    icon: gtk::Image,
    title: gtk::Label,
    body: gtk::Label,
    buttons: adw::WrapBox,
    copy: gio::SimpleAction,
    handler: Option<glib::SignalHandlerId>,
    then: Then,
}

impl StartCardWidget {
    /// A hidden card; `then` hears what a person does with it.
    pub(crate) fn new(then: impl Fn(Chosen) + 'static) -> Self {
        let then = Then(Rc::new(then));
        let icon = gtk::Image::builder()
            .valign(gtk::Align::Start)
            .accessible_role(gtk::AccessibleRole::Presentation)
            .margin_top(3)
            .build();
        let title = label("heading");
        title.set_accessible_role(gtk::AccessibleRole::Heading);
        let body = label("body");
        let buttons = adw::WrapBox::builder()
            .child_spacing(8)
            .line_spacing(8)
            .margin_top(6)
            .build();
        let texts = gtk::Box::new(gtk::Orientation::Vertical, 4);
        texts.set_hexpand(true);
        texts.append(&title);
        texts.append(&body);
        texts.append(&buttons);

        let menu = gio::Menu::new();
        menu.append(Some(&tr!("start-copy")), Some(&format!("{GROUP}.{COPY}")));
        let more = gtk::MenuButton::builder()
            .css_classes(["flat", "circular"])
            .icon_name("view-more-symbolic")
            .tooltip_text(tr!("start-more"))
            .menu_model(&menu)
            .valign(gtk::Align::Start)
            .build();
        let close = gtk::Button::builder()
            .css_classes(["flat", "circular"])
            .icon_name("window-close-symbolic")
            .tooltip_text(tr!("start-dismiss"))
            .valign(gtk::Align::Start)
            .build();
        let root = gtk::Box::builder()
            .spacing(12)
            .css_classes(["card", "start"])
            .visible(false)
            .build();
        root.append(&icon);
        root.append(&texts);
        root.append(&more);
        root.append(&close);

        let copy = gio::SimpleAction::new(COPY, None);
        let actions = gio::SimpleActionGroup::new();
        actions.add_action(&copy);
        root.insert_action_group(GROUP, Some(&actions));
        let put_away = then.clone();
        close.connect_clicked(move |_| (put_away.0)(Chosen::PutAway));
        Self {
            root,
            icon,
            title,
            body,
            buttons,
            copy,
            handler: None,
            then,
        }
    }

    /// The widget.
    pub(crate) fn widget(&self) -> &gtk::Box {
        &self.root
    }

    /// Shows this, or nothing.
    pub(crate) fn show(&mut self, view: Option<&StartCard>) {
        self.root.set_visible(view.is_some());
        let Some(view) = view else {
            return;
        };
        self.icon.set_icon_name(Some(if view.wrong {
            "waymark-warning-symbolic"
        } else {
            "waymark-current-symbolic"
        }));
        let (now, other) = if view.wrong {
            ("warning", "success")
        } else {
            ("success", "warning")
        };
        self.icon.remove_css_class(other);
        self.icon.add_css_class(now);
        self.title.set_label(&view.title);
        self.body.set_label(&view.body);
        self.body.set_visible(!view.body.is_empty());
        self.show_buttons(view);
        if let Some(old) = self.handler.take() {
            self.copy.disconnect(old);
        }
        let (root, report) = (self.root.clone(), view.report.clone());
        let copy = move |_: &gio::SimpleAction, _: Option<&glib::Variant>| {
            root.clipboard().set_text(&report);
        };
        self.handler = Some(self.copy.connect_activate(copy));
    }

    fn show_buttons(&self, view: &StartCard) {
        while let Some(old) = self.buttons.first_child() {
            self.buttons.remove(&old);
        }
        self.buttons.set_visible(!view.buttons.is_empty());
        for button in &view.buttons {
            let widget = gtk::Button::builder()
                .label(&button.label)
                .can_shrink(true)
                .build();
            widget.set_tooltip_text(button.tooltip.as_deref());
            let (then, request) = (self.then.clone(), button.request.clone());
            widget.connect_clicked(move |_| (then.0)(Chosen::Asked(request.clone())));
            self.buttons.append(&widget);
        }
    }
}

fn label(class: &str) -> gtk::Label {
    gtk::Label::builder()
        .css_classes([class])
        .xalign(0.0)
        .wrap(true)
        .wrap_mode(gtk::pango::WrapMode::WordChar)
        .build()
}
