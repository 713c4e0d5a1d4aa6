//! The proxies against `data/dbus/*.xml`.
//!
//! The stand-in's introspection is compared with the XML, and every method of the
//! proxies is called on the stand-in; so a proxy that differs from the XML in a
//! name or a type fails here.

use std::collections::{BTreeSet, HashMap};

use waymark_client::{
    Snapshot,
    proxy::{JobProxy, ServiceProxy},
};
use waymark_model::{
    Dict,
    names::{JOB_INTERFACE, PATH, SERVICE},
};
use zbus::fdo::IntrospectableProxy;
use zbus_xml::{ArgDirection, Interface, Node};

use crate::mock::{Bus, Mock};

const SERVICE_XML: &str = include_str!("../../../data/dbus/io.github.waymarkos.Waymark1.xml");
const JOB_XML: &str = include_str!("../../../data/dbus/io.github.waymarkos.Waymark1.Job.xml");

/// Each member as a line.
fn members(xml: &str, name: &str) -> BTreeSet<String> {
    let node = Node::from_reader(xml.as_bytes()).unwrap();
    let interface: &Interface<'_> = node
        .interfaces()
        .iter()
        .find(|interface| interface.name().as_str() == name)
        .expect("the interface is there");
    let methods = interface.methods().map(|method| {
        let of = |direction| {
            let arguments = method.args().iter();
            arguments
                .filter(|arg| arg.direction() == Some(direction))
                .map(|arg| arg.ty().to_string())
                .collect::<Vec<_>>()
        };
        let (takes, gives) = (of(ArgDirection::In), of(ArgDirection::Out));
        format!("{} {takes:?} → {gives:?}", method.name())
    });
    let signals = interface.signals().map(|signal| {
        let types: Vec<_> = signal
            .args()
            .iter()
            .map(|arg| arg.ty().to_string())
            .collect();
        format!("signal {} {types:?}", signal.name())
    });
    let properties = interface.properties().map(|property| {
        let annotations: Vec<_> = property
            .annotations()
            .iter()
            .map(|a| a.value().to_owned())
            .collect();
        format!(
            "property {} {} {:?} {annotations:?}",
            property.name(),
            property.ty(),
            property.access()
        )
    });
    methods.chain(signals).chain(properties).collect()
}

#[tokio::test]
async fn the_stand_in_serves_the_contract() {
    let bus = Bus::start();
    let mock = Mock::start(&bus, Snapshot::default()).await;
    let job = mock.job(1, "check").await;
    let connection = bus.connection().await;
    for (path, name, contract) in [
        (PATH, SERVICE, SERVICE_XML),
        (job.path(), JOB_INTERFACE, JOB_XML),
    ] {
        let object = IntrospectableProxy::builder(&connection)
            .destination(SERVICE)
            .path(path)
            .build()
            .await
            .unwrap();
        let served = object.introspect().await.unwrap();
        assert_eq!(members(&served, name), members(contract, name));
    }
}

/// Calls every method of the proxy.
async fn call_everything(service: &ServiceProxy<'_>) -> zbus::Result<()> {
    let none = Dict::new;
    service.get_deployment("deployment:a").await?;
    service
        .get_changes("version:a", "version:b", 0, 1, none())
        .await?;
    service.search_base("", 1).await?;
    service.get_repositories(none()).await?;
    service.get_advisories(0, 1, none()).await?;
    service.explain_policy(none()).await?;
    service.watch().await?;
    service.local_changes(0, 1, none()).await?;
    service.file_diff("/etc/hosts", none()).await?;
    service.check(none()).await?;
    service.update("", none()).await?;
    service.discard(none()).await?;
    service.restore("deployment:a", 1, none()).await?;
    service.set_pinned("deployment:a", 1, true, none()).await?;
    service.delete(&["deployment:a"], 1, none()).await?;
    service.clean_up(none()).await?;
    service.history("", 1, none()).await?;
    service.search("htop", none()).await?;
    service.list_streams(none()).await?;
    service.rebase("stable", none()).await?;
    service.change_packages(HashMap::new(), none()).await?;
    service.set_kernel_arguments(none(), none()).await?;
    service.set_policy(none(), none()).await?;
    service.set_hidden("version:a", true, none()).await?;
    service.restart(none()).await?;
    service.apply_policy(none()).await?;
    Ok(())
}

#[tokio::test]
async fn the_proxy_has_every_method_and_asks_only_where_it_may() {
    let bus = Bus::start();
    let mock = Mock::start(&bus, Snapshot::default()).await;
    let connection = bus.connection().await;
    let service = ServiceProxy::new(&connection).await.unwrap();
    call_everything(&service).await.unwrap();

    let calls = mock.calls();
    let called: BTreeSet<_> = calls.iter().map(|call| call.method.clone()).collect();
    let contract = Node::from_reader(SERVICE_XML.as_bytes()).unwrap();
    let methods: BTreeSet<_> = contract.interfaces()[0]
        .methods()
        .map(|method| method.name().to_string())
        .collect();
    assert_eq!(called, methods);
    let silent: BTreeSet<_> = calls
        .iter()
        .filter(|call| !call.interactive)
        .map(|call| call.method.as_str())
        .collect();
    assert_eq!(
        silent,
        BTreeSet::from([
            "ApplyPolicy",
            "ExplainPolicy",
            "GetAdvisories",
            "GetChanges",
            "GetDeployment",
            "GetRepositories",
            "SearchBase",
            "Watch"
        ])
    );
}

#[tokio::test]
async fn the_proxies_read_every_property() {
    let bus = Bus::start();
    let mock = Mock::start(&bus, Snapshot::default()).await;
    let job = mock.job(1, "check").await;
    let connection = bus.connection().await;
    let service = ServiceProxy::new(&connection).await.unwrap();
    service.api_version().await.unwrap();
    service.generation().await.unwrap();
    service.system().await.unwrap();
    service.deployments().await.unwrap();
    service.available_update().await.unwrap();
    service.last_check().await.unwrap();
    service.jobs().await.unwrap();
    service.policy().await.unwrap();
    service.results().await.unwrap();
    service.last_start().await.unwrap();

    let job = JobProxy::new(&connection, job.path()).await.unwrap();
    assert_eq!(job.action().await.unwrap(), "check");
    job.holder().await.unwrap();
    job.state().await.unwrap();
    job.step().await.unwrap();
    job.fraction().await.unwrap();
    job.bytes_done().await.unwrap();
    job.bytes_total().await.unwrap();
    job.rate().await.unwrap();
    job.cancellable().await.unwrap();
    job.result().await.unwrap();
    assert!(job.get_log(0).await.unwrap().is_empty());
}
