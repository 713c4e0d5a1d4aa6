//! The service's interface, member for member as in the XML contract.

use std::sync::Arc;

use waymark_model::{ActionName, Dict, Dictionary, names};
use zbus::{Connection, OwnedFd, OwnedObjectPath, interface, message::Header};

use super::{
    announcer,
    arguments::{self, Options},
    caller::Caller,
    desk::{Answer as Result, Call, Desk},
    watches::Watches,
};
use crate::{
    policy::Automatic,
    reads::Reads,
    world::{Snapshot, World},
};

/// The service's object.
pub struct Service {
    world: Arc<World>,
    desk: Desk,
    reads: Reads,
    watches: Watches,
    automatic: Arc<Automatic>,
}

impl Service {
    /// The object for a world; `desk` receives what is guarded.
    #[must_use]
    pub fn new(world: Arc<World>, desk: Desk, watches: Watches, automatic: Arc<Automatic>) -> Self {
        Self {
            automatic,
            reads: Reads::new(Arc::clone(&world)),
            watches,
            world,
            desk,
        }
    }

    fn now(&self) -> Arc<Snapshot> {
        self.world.now()
    }
}

#[interface(name = "io.github.waymarkos.Waymark1", introspection_docs = false)]
impl Service {
    #[zbus(property(emits_changed_signal = "const"))]
    fn api_version(&self) -> u32 {
        names::API_VERSION
    }

    #[zbus(property)]
    fn generation(&self) -> u64 {
        self.now().generation
    }

    #[zbus(property)]
    fn system(&self) -> Dict {
        self.now().state.system.to_dict()
    }

    #[zbus(property)]
    fn deployments(&self) -> Vec<Dict> {
        announcer::dicts(&self.now().state.deployments)
    }

    #[zbus(property, name = "Update")]
    fn available_update(&self) -> Dict {
        announcer::update(&self.now())
    }

    #[zbus(property)]
    fn last_check(&self) -> Dict {
        self.now().last_check.to_dict()
    }

    #[zbus(property)]
    fn jobs(&self) -> Vec<OwnedObjectPath> {
        announcer::paths(&self.now().jobs)
    }

    #[zbus(property)]
    fn policy(&self) -> Dict {
        self.now().policy.to_dict()
    }

    #[zbus(property)]
    fn results(&self) -> Vec<Dict> {
        announcer::dicts(&self.now().results)
    }

    #[zbus(property)]
    fn last_start(&self) -> Dict {
        announcer::last_start(&self.now())
    }

    #[zbus(out_args("details"))]
    async fn get_deployment(&self, deployment: &str) -> Result<Dict> {
        self.desk
            .read(async {
                let target = arguments::deployment("deployment", deployment)?;
                Ok(self.reads.deployment(target.id()).await?.to_dict())
            })
            .await
    }

    #[zbus(out_args("summary", "changes"))]
    #[allow(clippy::too_many_arguments, reason = "as the contract has it")]
    async fn get_changes(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        from: &str,
        to: &str,
        offset: u32,
        limit: u32,
        options: Dict,
    ) -> Result<(Dict, Vec<Dict>)> {
        self.desk
            .compare(connection, &header, async {
                let query = arguments::comparison(from, to, (offset, limit), options)?;
                let (summary, rows) = self.reads.changes(&query).await?;
                Ok((summary.to_dict(), announcer::dicts(&rows)))
            })
            .await
    }

    #[zbus(out_args("packages"))]
    async fn search_base(&self, text: &str, limit: u32) -> Result<Vec<Dict>> {
        self.desk
            .read(async {
                arguments::search_text("text", text)?;
                Ok(announcer::dicts(
                    &self.reads.search_base(text, limit).await?,
                ))
            })
            .await
    }

    #[zbus(out_args("repositories"))]
    async fn get_repositories(&self, options: Dict) -> Result<Vec<Dict>> {
        self.desk
            .read(async {
                Options::new(options).end()?;
                Ok(announcer::dicts(&self.reads.repositories().await?))
            })
            .await
    }

    #[zbus(out_args("total", "advisories"))]
    async fn get_advisories(
        &self,
        offset: u32,
        limit: u32,
        options: Dict,
    ) -> Result<(u32, Vec<Dict>)> {
        self.desk
            .read(async {
                Options::new(options).end()?;
                let (total, page) = self.reads.advisories(offset, limit).await?;
                Ok((total, announcer::dicts(&page)))
            })
            .await
    }

    #[zbus(out_args("watch"))]
    async fn watch(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
    ) -> Result<OwnedFd> {
        self.desk
            .read(async {
                let caller = Caller::identify(connection, &header).await?;
                self.watches.open(caller).map(OwnedFd::from)
            })
            .await
    }

    #[zbus(out_args("summary", "changes"))]
    async fn local_changes(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        offset: u32,
        limit: u32,
        options: Dict,
    ) -> Result<(Dict, Vec<Dict>)> {
        let call = Call::new(connection, header, ActionName::ReadLocalChanges);
        let read = |text: String| async move {
            let (summary, rows) = self.reads.local_changes(&text, offset, limit).await?;
            Ok((summary.to_dict(), announcer::dicts(&rows)))
        };
        let text = arguments::only_search(options);
        self.desk.look(call, text, read).await
    }

    #[zbus(out_args("difference"))]
    async fn file_diff(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        path: &str,
        options: Dict,
    ) -> Result<Dict> {
        let call = Call::new(connection, header, ActionName::ReadLocalChanges);
        let secret = arguments::file_difference(path, options);
        let read = |secret: bool| async move {
            let difference = self.reads.file_difference(path, secret).await?;
            Ok(difference.to_dict())
        };
        self.desk.look(call, secret, read).await
    }

    async fn set_hidden(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        version: &str,
        hidden: bool,
        options: Dict,
    ) -> Result<()> {
        let call = Call::new(connection, header, ActionName::Hide);
        let version = arguments::set_hidden(version, options);
        let hide =
            |version: String| async move { self.automatic.keeper().hide(&version, hidden).await };
        self.desk.look(call, version, hide).await
    }

    #[zbus(out_args("job"))]
    async fn check(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        options: Dict,
    ) -> Result<OwnedObjectPath> {
        let call = Call::new(connection, header, ActionName::Check);
        self.desk.act(call, arguments::check(options)).await
    }

    #[zbus(out_args("job"))]
    async fn update(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        version: &str,
        options: Dict,
    ) -> Result<OwnedObjectPath> {
        let call = Call::new(connection, header, ActionName::Update);
        let action = arguments::update(version, options);
        self.desk.act(call, action).await
    }

    #[zbus(out_args("job"))]
    async fn discard(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        options: Dict,
    ) -> Result<OwnedObjectPath> {
        let call = Call::new(connection, header, ActionName::Discard);
        self.desk.act(call, arguments::discard(options)).await
    }

    #[zbus(out_args("job"))]
    async fn restore(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        target: &str,
        generation: u64,
        options: Dict,
    ) -> Result<OwnedObjectPath> {
        let call = Call::new(connection, header, ActionName::Restore);
        let action = arguments::restore(target, generation, options);
        self.desk.act(call, action).await
    }

    #[zbus(out_args("job"))]
    async fn set_pinned(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        target: &str,
        generation: u64,
        pinned: bool,
        options: Dict,
    ) -> Result<OwnedObjectPath> {
        let call = Call::new(connection, header, ActionName::SetPinned);
        let action = arguments::set_pinned(target, generation, pinned, options);
        self.desk.act(call, action).await
    }

    #[zbus(out_args("job"))]
    async fn delete(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        targets: Vec<&str>,
        generation: u64,
        options: Dict,
    ) -> Result<OwnedObjectPath> {
        let call = Call::new(connection, header, ActionName::Delete);
        let action = arguments::delete(&targets, generation, options);
        self.desk.act(call, action).await
    }

    #[zbus(out_args("job"))]
    async fn clean_up(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        options: Dict,
    ) -> Result<OwnedObjectPath> {
        let call = Call::new(connection, header, ActionName::CleanUp);
        self.desk.act(call, arguments::clean_up(options)).await
    }

    #[zbus(out_args("job"))]
    async fn history(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        cursor: &str,
        limit: u32,
        options: Dict,
    ) -> Result<OwnedObjectPath> {
        let call = Call::new(connection, header, ActionName::History);
        let action = arguments::history(cursor, limit, options);
        self.desk.act(call, action).await
    }

    #[zbus(out_args("job"))]
    async fn search(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        text: &str,
        options: Dict,
    ) -> Result<OwnedObjectPath> {
        let call = Call::new(connection, header, ActionName::Search);
        self.desk.act(call, arguments::search(text, options)).await
    }

    #[zbus(out_args("job"))]
    async fn list_streams(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        options: Dict,
    ) -> Result<OwnedObjectPath> {
        let call = Call::new(connection, header, ActionName::ListStreams);
        self.desk.act(call, arguments::list_streams(options)).await
    }

    #[zbus(out_args("job"))]
    async fn rebase(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        stream: &str,
        options: Dict,
    ) -> Result<OwnedObjectPath> {
        let call = Call::new(connection, header, ActionName::Rebase);
        let action = arguments::rebase(stream, options);
        self.desk.act(call, action).await
    }

    #[zbus(out_args("job"))]
    async fn change_packages(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        changes: Dict,
        options: Dict,
    ) -> Result<OwnedObjectPath> {
        let (gates, action) = arguments::change_packages(changes, options);
        let call = Call::new(connection, header, ActionName::ChangePackages);
        self.desk.act(Call { gates, ..call }, action).await
    }

    #[zbus(out_args("job"))]
    async fn set_kernel_arguments(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        changes: Dict,
        options: Dict,
    ) -> Result<OwnedObjectPath> {
        let call = Call::new(connection, header, ActionName::SetKernelArguments);
        let action = arguments::set_kernel_arguments(changes, options);
        self.desk.act(call, action).await
    }

    #[zbus(out_args("job"))]
    async fn set_policy(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        policy: Dict,
        options: Dict,
    ) -> Result<OwnedObjectPath> {
        let call = Call::new(connection, header, ActionName::SetPolicy);
        let settings = &self.now().policy.settings;
        let action = arguments::set_policy(policy, options, settings);
        self.desk.act(call, action).await
    }

    #[zbus(out_args("policy"))]
    async fn explain_policy(&self, options: Dict) -> Result<Dict> {
        self.desk
            .read(async {
                Options::new(options).end()?;
                Ok(self.automatic.keeper().consider().await.to_dict())
            })
            .await
    }

    #[zbus(out_args("policy"))]
    async fn apply_policy(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        options: Dict,
    ) -> Result<Dict> {
        self.desk
            .root(connection, &header, async {
                Options::new(options).end()?;
                Ok(self.automatic.apply().await.to_dict())
            })
            .await
    }

    #[zbus(out_args("job"))]
    async fn restart(
        &self,
        #[zbus(connection)] connection: &Connection,
        #[zbus(header)] header: Header<'_>,
        options: Dict,
    ) -> Result<OwnedObjectPath> {
        let call = Call::new(connection, header, ActionName::Restart);
        self.desk.act(call, arguments::restart(options)).await
    }
}
