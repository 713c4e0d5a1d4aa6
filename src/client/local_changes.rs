//! What differs in /etc: read, but only for administrators.

use waymark_model::{Change, ChangeSummary, Dict, Dictionary, FileDifference, dict};

use crate::{Client, Result, snapshot::read_all};

/// How many rows the service gives at once.
const PAGE: u32 = 1000;

impl Client {
    /// The files of /etc that differ from the published ones: the numbers of all of
    /// them, and those whose path holds the text. The user may be asked for a
    /// password meanwhile.
    ///
    /// # Errors
    /// `NotAuthorized`, also if the question is closed; `NotSupported` where there is
    /// no published /etc to compare with; the service is missing or gone.
    pub async fn local_changes(&self, search: &str) -> Result<(ChangeSummary, Vec<Change>)> {
        let service = self.service().await?;
        let mut all: Vec<Change> = Vec::new();
        loop {
            let mut options = Dict::new();
            let search = Some(search.to_owned()).filter(|text| !text.is_empty());
            dict::insert(&mut options, "search", &search);
            let offset = u32::try_from(all.len()).unwrap_or(u32::MAX);
            let (summary, page) = service.local_changes(offset, PAGE, options).await?;
            let summary = ChangeSummary::from_dict(&summary)?;
            let page: Vec<Change> = read_all(&page)?;
            let is_last = page.is_empty();
            all.extend(page);
            if is_last || all.len() >= summary.total as usize {
                return Ok((summary, all));
            }
        }
    }

    /// How a file of /etc differs; what not everyone may read only with `secret`. The
    /// user may be asked for a password meanwhile.
    ///
    /// # Errors
    /// `NotFound` if it does not differ, `InvalidArgument` if it is no file below
    /// /etc; as [`local_changes`](Self::local_changes).
    pub async fn file_difference(&self, path: &str, secret: bool) -> Result<FileDifference> {
        let mut options = Dict::new();
        if secret {
            dict::insert(&mut options, "secret", &true);
        }
        let difference = self.service().await?.file_diff(path, options).await?;
        Ok(FileDifference::from_dict(&difference)?)
    }
}
