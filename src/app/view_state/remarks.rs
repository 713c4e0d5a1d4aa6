//! What is odd about the versions that a remote listed.

use waymark_model::{FollowedTag, JobResult};

use crate::tr;

/// What was told so far, page by page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Remarks {
    tag: Option<FollowedTag>,
    incomplete: bool,
}

impl Remarks {
    /// Takes what one more page says. Only the first tells how the followed tag stands.
    pub(crate) fn hear(&mut self, page: &JobResult) {
        self.tag = page.followed_tag.or(self.tag);
        self.incomplete |= page.incomplete.unwrap_or_default();
    }

    /// It in a sentence or two; empty if all is as it should be.
    pub(crate) fn text(self) -> String {
        let tag = match self.tag {
            Some(FollowedTag::Lagging) => Some(tr!("versions-tag-lagging")),
            Some(FollowedTag::Missing) => Some(tr!("versions-tag-missing")),
            Some(FollowedTag::Current | FollowedTag::Unknown) | None => None,
        };
        let incomplete = self.incomplete.then(|| tr!("versions-incomplete"));
        let said: Vec<String> = [tag, incomplete].into_iter().flatten().collect();
        said.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_state::{bare, testing};
    use waymark_model::ActionName;

    #[test]
    fn what_the_first_page_says_of_the_tag_stays() {
        let page = |tag, incomplete| JobResult {
            followed_tag: tag,
            incomplete,
            ..testing::result(ActionName::History, testing::NOW, None)
        };
        let mut remarks = Remarks::default();
        remarks.hear(&page(Some(FollowedTag::Current), Some(false)));
        assert_eq!(remarks.text(), "");
        remarks.hear(&page(Some(FollowedTag::Missing), None));
        remarks.hear(&page(None, Some(true)));
        let said = bare(&remarks.text());
        assert!(said.starts_with("The server no longer has"), "{said}");
        assert!(said.ends_with("could be listed."), "{said}");
    }
}
