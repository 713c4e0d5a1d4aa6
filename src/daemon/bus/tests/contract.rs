//! The XML files are the contract: what is served is the same, whole.

use std::collections::BTreeMap;

use waymark_model::names;
use zbus::fdo::IntrospectableProxy;
use zbus_xml::{ArgDirection, Interface, Node};

use super::{Bench, none};

/// Members by kind and name, each with all that the contract says of it.
type Members = BTreeMap<String, Vec<String>>;

fn members(interface: &Interface<'_>) -> Members {
    let mut members = Members::new();
    for method in interface.methods() {
        let mut about: Vec<_> = method
            .args()
            .iter()
            .map(|arg| {
                let direction = match arg.direction() {
                    Some(ArgDirection::Out) => "out",
                    _ => "in",
                };
                let name = arg.name().unwrap_or("?");
                format!("{direction} {name} {}", arg.ty().to_string())
            })
            .collect();
        about.extend(annotations(method.annotations()));
        members.insert(format!("method {}", method.name()), about);
    }
    for signal in interface.signals() {
        let about = signal.args().iter();
        let about =
            about.map(|arg| format!("{} {}", arg.name().unwrap_or("?"), arg.ty().to_string()));
        let mut about: Vec<_> = about.collect();
        about.extend(annotations(signal.annotations()));
        members.insert(format!("signal {}", signal.name()), about);
    }
    for property in interface.properties() {
        let mut about = vec![
            property.ty().to_string(),
            format!("{:?}", property.access()),
        ];
        about.extend(annotations(property.annotations()));
        members.insert(format!("property {}", property.name()), about);
    }
    members
}

/// Annotations, without the one that says what is so anyway, and the one that is for
/// tests: they ask the service who may call it.
fn annotations(list: &[zbus_xml::Annotation]) -> Vec<String> {
    list.iter()
        .filter(|one| one.name() != "io.github.waymarkos.Waymark1.Callers")
        .map(|one| format!("{}={}", one.name(), one.value()))
        .filter(|one| one != "org.freedesktop.DBus.Property.EmitsChangedSignal=true")
        .collect()
}

fn interface(xml: &str, name: &str) -> Members {
    let node = Node::from_reader(xml.as_bytes()).unwrap();
    let found = node.interfaces().iter().find(|one| one.name() == name);
    members(found.unwrap_or_else(|| panic!("{name} in {xml}")))
}

async fn served(bench: &Bench, path: &str) -> String {
    let proxy = IntrospectableProxy::builder(&bench.client)
        .destination(names::SERVICE)
        .path(path);
    proxy.build().await.unwrap().introspect().await.unwrap()
}

#[tokio::test]
async fn the_service_is_what_the_contract_says() {
    let bench = Bench::new().await;
    let contract = include_str!("../../../../data/dbus/io.github.waymarkos.Waymark1.xml");
    let served = served(&bench, names::PATH).await;
    assert_eq!(
        interface(&served, names::SERVICE),
        interface(contract, names::SERVICE)
    );
    let standard = "org.freedesktop.DBus.ObjectManager";
    assert!(!interface(&served, standard).is_empty());
}

#[tokio::test]
async fn a_job_is_what_the_contract_says() {
    let bench = Bench::new().await;
    let reply = bench.call("Check", &(none(),)).await.unwrap();
    let path: zbus::OwnedObjectPath = reply.body().deserialize().unwrap();
    let contract = include_str!("../../../../data/dbus/io.github.waymarkos.Waymark1.Job.xml");
    let served = served(&bench, path.as_str()).await;
    assert_eq!(
        interface(&served, names::JOB_INTERFACE),
        interface(contract, names::JOB_INTERFACE)
    );
}
