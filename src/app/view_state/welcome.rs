//! What is said at the first start.

use crate::tr;

/// One thing to know.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Point {
    /// Its icon's name.
    pub(crate) icon: &'static str,
    /// What it is about.
    pub(crate) title: String,
    /// What there is to know.
    pub(crate) body: String,
}

/// What the pages are for, and who may change what.
pub(crate) fn points() -> [Point; 4] {
    let point = |icon, title, body| Point { icon, title, body };
    [
        point(
            "waymark-update-symbolic",
            tr!("page-updates"),
            tr!("welcome-updates"),
        ),
        point(
            "waymark-versions-symbolic",
            tr!("page-versions"),
            tr!("welcome-versions"),
        ),
        point(
            "waymark-packages-symbolic",
            tr!("page-packages"),
            tr!("welcome-packages"),
        ),
        point(
            "waymark-lock-symbolic",
            tr!("welcome-permission-title"),
            tr!("welcome-permission"),
        ),
    ]
}
