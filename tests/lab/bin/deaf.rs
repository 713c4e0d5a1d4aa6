//! A client that asks and subscribes to everything, and never reads: what is meant for it
//! piles up elsewhere. Says when it has asked, and leaves when its input ends.

use std::{
    io::{Read, Write, stdin},
    os::unix::net::UnixStream,
    process::ExitCode,
};

use anyhow::Result;
use zbus::Message;

const BUS: &str = "org.freedesktop.DBus";
const NAME: &str = "io.github.waymarkos.Waymark1";
const PATH: &str = "/io/github/waymarkos/Waymark1";

pub(crate) fn run(calls: usize) -> Result<ExitCode> {
    let mut bus = UnixStream::connect("/run/dbus/system_bus_socket")?;
    let uid = rustix::process::getuid().as_raw().to_string();
    let uid: String = uid.bytes().map(|byte| format!("{byte:02x}")).collect();
    write!(bus, "\0AUTH EXTERNAL {uid}\r\n")?;
    // The one thing that it reads: nothing can be sent before the server agrees.
    let mut agreed = [0; 1024];
    let _ = bus.read(&mut agreed)?;
    write!(bus, "BEGIN\r\n")?;

    let to_bus = |member: &'static str| {
        Message::method_call("/org/freedesktop/DBus", member)
            .destination(BUS)
            .interface(BUS)
    };
    send(&mut bus, &to_bus("Hello").build(&())?)?;
    send(&mut bus, &to_bus("AddMatch").build(&("type='signal'",))?)?;
    let ask = || -> Result<Message> {
        let call = Message::method_call(PATH, "GetAll").destination(NAME);
        let call = call.interface("org.freedesktop.DBus.Properties");
        Ok(call.build(&(NAME,))?)
    };
    let watch = Message::method_call(PATH, "Watch");
    send(
        &mut bus,
        &watch.destination(NAME).interface(NAME).build(&())?,
    )?;
    for _ in 0..calls {
        send(&mut bus, &ask()?)?;
    }
    println!("asked");
    stdin().read_to_end(&mut Vec::new())?;
    Ok(ExitCode::SUCCESS)
}

fn send(bus: &mut UnixStream, message: &Message) -> Result<()> {
    Ok(bus.write_all(message.data())?)
}
