//! The service's reads: local, bounded, open to everyone.

use waymark_model::{
    Advisory, Change, ChangeKind, ChangeSummary, ChangeType, Deployment, Dict, Dictionary, Package,
    Policy, Ref, Repository, dict,
};

use crate::{Client, Result, snapshot::read_all};

/// Which part of a comparison is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangesQuery {
    /// Files, or else packages.
    pub kind: ChangeKind,
    /// Only rows that differ so; all if absent.
    pub change: Option<ChangeType>,
    /// Only rows whose name holds this text; all if empty.
    pub search: String,
    /// The first row that is wanted.
    pub offset: u32,
    /// How many rows at most; 0 for the numbers alone. The service gives 1000 at most.
    pub limit: u32,
}

impl Client {
    /// What differs between two versions: the numbers of all of it, and the rows
    /// that were asked for.
    ///
    /// # Errors
    /// `NotFound` if a version is not on this disk, not even its description; the
    /// service is missing or gone.
    pub async fn changes(
        &self,
        from: &Ref,
        to: &Ref,
        query: &ChangesQuery,
    ) -> Result<(ChangeSummary, Vec<Change>)> {
        let mut options = Dict::new();
        let kind = match query.kind {
            ChangeKind::File => "files",
            ChangeKind::Package | ChangeKind::Unknown => "packages",
        };
        dict::insert(&mut options, "kind", &kind.to_owned());
        dict::insert(&mut options, "change", &query.change);
        let search = Some(query.search.clone()).filter(|text| !text.is_empty());
        dict::insert(&mut options, "search", &search);
        let (summary, changes) = self
            .service()
            .await?
            .get_changes(
                &from.to_string(),
                &to.to_string(),
                query.offset,
                query.limit,
                options,
            )
            .await?;
        Ok((ChangeSummary::from_dict(&summary)?, read_all(&changes)?))
    }

    /// One deployment with all that is known of it.
    ///
    /// # Errors
    /// `NotFound` if there is none with this id; the service is missing or gone.
    pub async fn deployment(&self, id: &str) -> Result<Deployment> {
        let reference = Ref::Deployment(id.to_owned()).to_string();
        let dict = self.service().await?.get_deployment(&reference).await?;
        Ok(Deployment::from_dict(&dict)?)
    }

    /// Packages of the running base whose name holds the text.
    ///
    /// # Errors
    /// The service is missing or gone, or the base has no package database.
    pub async fn search_base(&self, text: &str, limit: u32) -> Result<Vec<Package>> {
        read_all(&self.service().await?.search_base(text, limit).await?)
    }

    /// What the service does by itself and why, as things stand now.
    ///
    /// # Errors
    /// The service is missing or gone.
    pub async fn policy(&self) -> Result<Policy> {
        let dict = self.service().await?.explain_policy(Dict::new()).await?;
        Ok(Policy::from_dict(&dict)?)
    }

    /// The package repositories of the system.
    ///
    /// # Errors
    /// `NotSupported` if this kind of system has none; the service is missing or gone.
    pub async fn repositories(&self) -> Result<Vec<Repository>> {
        read_all(&self.service().await?.get_repositories(Dict::new()).await?)
    }

    /// How many advisories the offered update has, and a page of them, the gravest
    /// first. The service gives 500 at most.
    ///
    /// # Errors
    /// `NotFound` if no update is offered or its advisories are not known;
    /// `NotSupported` if this kind of system tells none; the service is missing or gone.
    pub async fn advisories(&self, offset: u32, limit: u32) -> Result<(u32, Vec<Advisory>)> {
        let service = self.service().await?;
        let (total, page) = service.get_advisories(offset, limit, Dict::new()).await?;
        Ok((total, read_all(&page)?))
    }
}
