//! An empty window of libadwaita: what `dev/bench window` measures Waymark's beside.

use adw::prelude::*;

fn main() -> gtk::glib::ExitCode {
    let app = adw::Application::builder()
        .application_id("io.github.waymarkos.Waymark.Empty")
        .build();
    app.connect_activate(|app| {
        let content = adw::ToolbarView::new();
        content.add_top_bar(&adw::HeaderBar::new());
        adw::ApplicationWindow::builder()
            .application(app)
            .title("Empty")
            .default_width(900)
            .default_height(680)
            .content(&content)
            .build()
            .present();
    });
    app.run()
}
