//! Reads that anyone may ask for: bounded, local, and never dearer than once.

use std::sync::Arc;

use tokio::sync::Semaphore;
use waymark_model::{
    Advisory, Change, ChangeSummary, ChangeType, Comparison, Deployment, FileDifference, Files,
    Package, Ref, Repository, Result,
};

use crate::{remembered::Remembered, world::World};

/// Most rows of a comparison in one answer.
pub const ROWS_MAX: u32 = 1000;
/// Most packages in one answer.
pub const PACKAGES_MAX: u32 = 10_000;
/// Most advisories in one answer.
pub const ADVISORIES_MAX: u32 = 500;
/// Most repositories in one answer.
pub const REPOSITORIES_MAX: usize = 1000;
/// How many comparisons are remembered.
const COMPARISONS: usize = 4;
/// How many deployments are remembered with all that is known of them.
const DEPLOYMENTS: usize = 16;
/// How many reads are with the engine at the same time.
const AT_ONCE: usize = 2;

/// What a caller asks of a comparison.
#[derive(Clone, Debug)]
pub struct Query {
    /// The old version.
    pub from: Ref,
    /// The new version.
    pub to: Ref,
    /// Files instead of packages.
    pub files: bool,
    /// Only rows that differ so; all if absent.
    pub change: Option<ChangeType>,
    /// Only rows whose name holds this; empty for all.
    pub text: String,
    /// How many rows to pass over.
    pub offset: u32,
    /// How many rows to give at most.
    pub limit: u32,
}

/// The state in which something was looked at. A finished job may have fetched what was
/// unknown before.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    generation: u64,
    last_result: Option<String>,
}

/// Answers reads.
pub struct Reads {
    world: Arc<World>,
    deployments: Remembered<(String, Seen), Deployment>,
    comparisons: Remembered<(Ref, Ref, bool, Seen), Arc<Comparison>>,
    at_once: Semaphore,
}

impl Reads {
    /// Reads of this world.
    #[must_use]
    pub fn new(world: Arc<World>) -> Self {
        Self {
            world,
            deployments: Remembered::new(DEPLOYMENTS),
            comparisons: Remembered::new(COMPARISONS),
            at_once: Semaphore::new(AT_ONCE),
        }
    }

    /// One deployment with all that is known of it.
    ///
    /// # Errors
    /// `NotFound`, and the engine's.
    pub async fn deployment(&self, id: &str) -> Result<Deployment> {
        self.world.now().state.known("deployment", id)?;
        let place = self.deployments.place((id.to_owned(), self.seen()));
        let made = place.get_or_try_init(|| async {
            let _turn = self.at_once.acquire().await;
            self.world.engine().deployment(id).await
        });
        made.await.cloned()
    }

    /// The numbers of a comparison and a page of its rows.
    ///
    /// # Errors
    /// `NotFound`, and the engine's.
    pub async fn changes(&self, query: &Query) -> Result<(ChangeSummary, Vec<Change>)> {
        let comparison = self.comparison(query).await?;
        let mut summary = comparison.summary();
        let rows = if query.files {
            comparison.files.rows()
        } else {
            comparison.packages.as_deref().unwrap_or_default()
        };
        let wanted = Wanted {
            change: query.change,
            text: &query.text,
        };
        let (total, page) = page(rows, &wanted, query.offset, query.limit);
        summary.total = total;
        Ok((summary, page))
    }

    /// The files of /etc that differ, in numbers and a page of them.
    ///
    /// # Errors
    /// The engine's.
    pub async fn local_changes(
        &self,
        text: &str,
        offset: u32,
        limit: u32,
    ) -> Result<(ChangeSummary, Vec<Change>)> {
        let _turn = self.at_once.acquire().await;
        let files = Files::Compared(self.world.engine().local_changes().await?);
        let comparison = Comparison {
            packages: None,
            files,
        };
        let mut summary = comparison.summary();
        let wanted = Wanted { change: None, text };
        let (total, page) = page(comparison.files.rows(), &wanted, offset, limit);
        summary.total = total;
        Ok((summary, page))
    }

    /// How a file of /etc differs.
    ///
    /// # Errors
    /// The engine's.
    pub async fn file_difference(&self, path: &str, secret: bool) -> Result<FileDifference> {
        let _turn = self.at_once.acquire().await;
        self.world.engine().file_difference(path, secret).await
    }

    /// Packages of the running base.
    ///
    /// # Errors
    /// The engine's.
    pub async fn search_base(&self, text: &str, limit: u32) -> Result<Vec<Package>> {
        let limit = usize::try_from(limit.min(PACKAGES_MAX)).unwrap_or(0);
        let _turn = self.at_once.acquire().await;
        let mut packages = self.world.engine().search_base(text, limit).await?;
        packages.truncate(limit);
        Ok(packages)
    }

    /// The package repositories.
    ///
    /// # Errors
    /// The engine's.
    pub async fn repositories(&self) -> Result<Vec<Repository>> {
        let _turn = self.at_once.acquire().await;
        let mut repositories = self.world.engine().repositories().await?;
        repositories.truncate(REPOSITORIES_MAX);
        Ok(repositories)
    }

    /// How many advisories the offered update has, and a page of them.
    ///
    /// # Errors
    /// The engine's.
    pub async fn advisories(&self, offset: u32, limit: u32) -> Result<(u32, Vec<Advisory>)> {
        let _turn = self.at_once.acquire().await;
        let all = self.world.engine().advisories().await?;
        let total = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let page = all
            .into_iter()
            .skip(usize::try_from(offset).unwrap_or(usize::MAX))
            .take(usize::try_from(limit.min(ADVISORIES_MAX)).unwrap_or(0))
            .collect();
        Ok((total, page))
    }

    async fn comparison(&self, query: &Query) -> Result<Arc<Comparison>> {
        let arguments = [("from", &query.from), ("to", &query.to)];
        for (argument, reference) in arguments {
            if let Ref::Deployment(id) = reference {
                self.world.now().state.known(argument, id)?;
            }
        }
        let (from, to) = (&query.from, &query.to);
        let key = (from.clone(), to.clone(), query.files, self.seen());
        let place = self.comparisons.place(key);
        let made = place.get_or_try_init(|| async {
            let _turn = self.at_once.acquire().await;
            let engine = self.world.engine();
            let compared = engine.compare(from, to, query.files).await;
            compared.map(Arc::new)
        });
        // The engine names the version that it does not know, not the argument.
        made.await.cloned().map_err(|error| {
            let unknown = error.fields.reference.clone();
            let named = arguments
                .iter()
                .find(|(_, reference)| Some(reference.to_string()) == unknown);
            match named {
                Some((argument, _)) => {
                    error.with(|fields| fields.argument = Some((*argument).to_owned()))
                }
                None => error,
            }
        })
    }

    fn seen(&self) -> Seen {
        let now = self.world.now();
        Seen {
            generation: now.generation,
            last_result: now.results.last().map(|result| result.job.clone()),
        }
    }
}

/// Which rows are wanted.
struct Wanted<'a> {
    /// Those that differ so; all if absent.
    change: Option<ChangeType>,
    /// Those whose name holds this; all if empty.
    text: &'a str,
}

/// How many rows are wanted, and a page of those.
fn page(rows: &[Change], wanted: &Wanted<'_>, offset: u32, limit: u32) -> (u32, Vec<Change>) {
    let text = wanted.text.to_lowercase();
    let matching: Vec<&Change> = rows
        .iter()
        .filter(|row| wanted.change.is_none_or(|change| change == row.change))
        .filter(|row| text.is_empty() || row.name.to_lowercase().contains(&text))
        .collect();
    let total = u32::try_from(matching.len()).unwrap_or(u32::MAX);
    let page = matching
        .into_iter()
        .skip(usize::try_from(offset).unwrap_or(usize::MAX))
        .take(usize::try_from(limit.min(ROWS_MAX)).unwrap_or(0))
        .cloned()
        .collect();
    (total, page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fake::{self, FakeEngine},
        store::Store,
    };

    fn query(to: &str) -> Query {
        Query {
            from: Ref::Version("a".into()),
            to: Ref::Version(to.into()),
            files: false,
            change: None,
            text: String::new(),
            offset: 0,
            limit: u32::MAX,
        }
    }

    #[tokio::test]
    async fn pages_are_bounded_searched_and_computed_once() {
        let dir = tempfile::tempdir().unwrap();
        let engine = FakeEngine::with(fake::state());
        let world = World::open(engine.clone(), Store::open(dir.path())).await;
        let reads = Reads::new(world.clone());
        let (summary, rows) = reads.changes(&query("b")).await.unwrap();
        assert_eq!((summary.total, rows.len()), (2500, 1000));
        let mut last = query("b");
        (last.offset, last.limit) = (2400, 1000);
        let (_, rows) = reads.changes(&last).await.unwrap();
        assert_eq!((rows.len(), rows[0].name.as_str()), (100, "package-2400"));
        last.text = "PACKAGE-249".into();
        last.offset = 0;
        let (summary, rows) = reads.changes(&last).await.unwrap();
        assert_eq!((summary.total, rows.len()), (11, 11));
        assert_eq!(summary.packages_upgraded, 2500);
        last.change = Some(ChangeType::Removed);
        let (summary, rows) = reads.changes(&last).await.unwrap();
        assert_eq!((summary.total, rows.len()), (0, 0));
        assert_eq!(summary.packages_upgraded, 2500, "the numbers are of all");
        last.change = Some(ChangeType::Upgraded);
        assert_eq!(reads.changes(&last).await.unwrap().0.total, 11);
        assert!(summary.files_known && summary.files_changed == 0);
        assert_eq!(engine.comparisons(), 1);
        (last.files, last.change, last.text) = (true, None, String::new());
        let (summary, rows) = reads.changes(&last).await.unwrap();
        assert_eq!(
            (summary.total, rows.len(), summary.files_changed),
            (1, 1, 1)
        );
        assert_eq!(summary.packages_upgraded, 2500, "the filters need them");
        last.offset = u32::MAX;
        assert!(reads.changes(&last).await.unwrap().1.is_empty());
        assert_eq!(
            engine.comparisons(),
            2,
            "files only where they are asked for"
        );

        let all = (0..100).map(|_| reads.comparison(&last));
        for made in futures_util::future::join_all(all).await {
            assert!(made.is_ok());
        }
        assert_eq!(engine.comparisons(), 2);
        engine.set(|state| state.deployments[2].pinned = true);
        world.refresh().await.unwrap();
        reads.changes(&last).await.unwrap();
        assert_eq!(engine.comparisons(), 3, "the state changed");
    }
}
