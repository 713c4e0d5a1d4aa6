//! Parts that several pages use.

pub(crate) mod advisories;
pub(crate) mod badges;
pub(crate) mod change_row;
pub(crate) mod changes;
pub(crate) mod compare_with;
pub(crate) mod difference;
pub(crate) mod facts;
pub(crate) mod filter;
pub(crate) mod long_list;
pub(crate) mod notices;
pub(crate) mod progress;
pub(crate) mod rows;
pub(crate) mod start;
pub(crate) mod timeline;
pub(crate) mod version_row;
pub(crate) mod way_back;
