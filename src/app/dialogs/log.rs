//! What the tool behind a job says, as it says it, to be read and copied.

use std::{pin::pin, time::Duration};

use adw::prelude::*;
use futures_util::StreamExt;
use gtk::glib;
use relm4::prelude::*;
use waymark_client::{Client, JobUpdate};
use waymark_model::ErrorKind;

use crate::{tr, view_state::text};

/// How often it is read while the job goes on. All of it is read each time: the
/// service keeps the last lines only, and does not say how many it dropped.
const AGAIN: Duration = Duration::from_secs(1);

/// The dialog.
#[derive(Debug)]
pub(crate) struct LogDialog {
    lines: Vec<String>,
    note: String,
}

/// What was read.
#[derive(Debug)]
pub(crate) enum Read {
    /// All lines that are kept; whether more may come.
    Lines(Vec<String>, bool),
    /// They cannot be read.
    Refused(ErrorKind),
}

#[relm4::component(pub(crate))]
impl Component for LogDialog {
    type Init = (Client, String);
    type Input = ();
    type Output = ();
    type CommandOutput = Read;

    view! {
        adw::Dialog {
            set_title: &tr!("log-title"),
            set_content_width: 640,
            set_content_height: 460,

            #[wrap(Some)]
            set_child = &adw::ToolbarView {
                add_top_bar = &adw::HeaderBar {
                    pack_start = &gtk::Button {
                        set_label: &tr!("copy"),
                        #[watch]
                        set_sensitive: !model.lines.is_empty(),
                        connect_clicked => (),
                    },
                },

                gtk::Box {
                    set_orientation: gtk::Orientation::Vertical,

                    gtk::Label {
                        add_css_class: "dim-label",
                        set_margin_all: 18,
                        set_wrap: true,
                        set_wrap_mode: gtk::pango::WrapMode::WordChar,
                        set_justify: gtk::Justification::Center,
                        #[watch]
                        set_vexpand: model.lines.is_empty(),
                        #[watch]
                        set_label: &model.note,
                        #[watch]
                        set_visible: !model.note.is_empty(),
                    },
                    #[name(scroller)]
                    gtk::ScrolledWindow {
                        set_vexpand: true,
                        #[watch]
                        set_visible: !model.lines.is_empty(),

                        #[name(view)]
                        gtk::TextView {
                            set_editable: false,
                            set_monospace: true,
                            set_wrap_mode: gtk::WrapMode::WordChar,
                            set_left_margin: 12,
                            set_right_margin: 12,
                            set_top_margin: 6,
                            set_bottom_margin: 12,
                            update_property: &[gtk::accessible::Property::Label(&tr!("log-text"))],
                        },
                    },
                },
            },
        }
    }

    fn init(
        (client, path): Self::Init,
        root: Self::Root,
        sender: ComponentSender<Self>,
    ) -> ComponentParts<Self> {
        let model = Self {
            lines: Vec::new(),
            note: tr!("log-empty"),
        };
        let widgets = view_output!();
        read(client, path, &sender);
        ComponentParts { model, widgets }
    }

    fn update_with_view(
        &mut self,
        _: &mut Self::Widgets,
        (): Self::Input,
        _: ComponentSender<Self>,
        root: &Self::Root,
    ) {
        root.clipboard().set_text(&self.lines.join("\n"));
    }

    fn update_cmd_with_view(
        &mut self,
        widgets: &mut Self::Widgets,
        read: Self::CommandOutput,
        sender: ComponentSender<Self>,
        _: &Self::Root,
    ) {
        match read {
            Read::Lines(lines, more) => {
                let lines: Vec<String> = lines.iter().map(|line| text::plain(line)).collect();
                self.note = match (lines.is_empty(), more) {
                    (false, _) => String::new(),
                    (true, true) => tr!("log-empty"),
                    (true, false) => tr!("log-none"),
                };
                if lines != self.lines {
                    show(widgets, &lines.join("\n"));
                    self.lines = lines;
                }
            }
            // What was read before stays.
            Read::Refused(_) if !self.lines.is_empty() => {}
            Read::Refused(ErrorKind::NotAuthorized) => self.note = tr!("log-refused"),
            Read::Refused(_) => self.note = tr!("log-gone"),
        }
        self.update_view(widgets, sender);
    }
}

/// Shows the text, and its end where the end was in view.
fn show(widgets: &LogDialogWidgets, text: &str) {
    let place = widgets.scroller.vadjustment();
    let at_end = place.value() + place.page_size() >= place.upper() - 1.0;
    widgets.view.buffer().set_text(text);
    if at_end {
        let view = widgets.view.downgrade();
        glib::idle_add_local_once(move || {
            if let Some(view) = view.upgrade() {
                let mut end = view.buffer().end_iter();
                view.scroll_to_iter(&mut end, 0.0, false, 0.0, 1.0);
            }
        });
    }
}

/// Reads until the job ended, and once more then.
fn read(client: Client, path: String, sender: &ComponentSender<LogDialog>) {
    sender.command(move |out, shutdown| {
        shutdown
            .register(async move {
                let job = match client.job(&path).await {
                    Ok(job) => job,
                    Err(error) => {
                        let _ = out.send(Read::Refused(error.kind()));
                        return;
                    }
                };
                let mut updates = pin!(job.updates());
                let mut ended = false;
                loop {
                    let read = match job.log(0).await {
                        Ok(lines) => Read::Lines(lines, !ended),
                        Err(error) => Read::Refused(error.kind()),
                    };
                    let refused = matches!(read, Read::Refused(_));
                    if out.send(read).is_err() || ended || refused {
                        return;
                    }
                    let pause = tokio::time::sleep(AGAIN);
                    let mut pause = pin!(pause);
                    loop {
                        tokio::select! {
                            () = &mut pause => break,
                            update = updates.next() => match update {
                                Some(JobUpdate::Progress(_)) => {}
                                Some(JobUpdate::Finished(_)) | None => {
                                    ended = true;
                                    break;
                                }
                            },
                        }
                    }
                }
            })
            .drop_on_shutdown()
    });
}
