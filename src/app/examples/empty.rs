//! An empty window of libadwaita, beside which Waymark's is measured: `dev/bench window`.

use adw::prelude::*;

fn main() -> gtk::glib::ExitCode {
    let app = adw::Application::builder()
        .application_id("io.github.waymarkos.Empty")
        .build();
    app.connect_activate(|app| {
        let view = adw::ToolbarView::builder()
            .content(&gtk::Label::new(Some("Empty")))
            .build();
        view.add_top_bar(&adw::HeaderBar::new());
        adw::ApplicationWindow::builder()
            .application(app)
            .default_width(900)
            .default_height(680)
            .content(&view)
            .build()
            .present();
    });
    app.run()
}
