//! Remarks as rows, with a button where there is something to do.

use adw::prelude::*;

use super::rows::plain;
use crate::view_state::{Request, notices::Notice};

/// Shows these remarks and no others; what their buttons ask for goes to `output`.
pub(crate) fn fill(list: &gtk::ListBox, notices: &[Notice], output: &relm4::Sender<Request>) {
    list.remove_all();
    list.set_visible(!notices.is_empty());
    for notice in notices {
        let icon = gtk::Image::from_icon_name(if notice.warns {
            "dialog-warning-symbolic"
        } else {
            "dialog-information-symbolic"
        });
        if notice.warns {
            icon.add_css_class("warning");
        }
        icon.set_accessible_role(gtk::AccessibleRole::Presentation);
        let row = plain(&notice.text, "");
        row.set_activatable(false);
        row.add_prefix(&icon);
        if let Some(action) = &notice.action {
            let button = gtk::Button::builder()
                .label(&action.label)
                .valign(gtk::Align::Center)
                .build();
            // The word on it would be its name otherwise, and there may be several.
            button.reset_relation(gtk::AccessibleRelation::LabelledBy);
            button.update_property(&[gtk::accessible::Property::Label(&action.name)]);
            let request = action.request.clone();
            let output = output.clone();
            button.connect_clicked(move |_| output.emit(request.clone()));
            row.add_suffix(&button);
        }
        list.append(&row);
    }
}
