//! A peer's stream. It tells the peer's user alone: the bus library asks for the process
//! too, which the kernel does not tell of a peer outside of this PID namespace, and then
//! refuses the peer.

use std::io;
use std::os::fd::{BorrowedFd, OwnedFd};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use zbus::connection::socket::{ReadHalf, Split, WriteHalf};
use zbus::export::async_trait::async_trait;
use zbus::fdo::ConnectionCredentials;

#[derive(Debug)]
struct In(OwnedReadHalf, u32);

#[derive(Debug)]
struct Out(OwnedWriteHalf);

/// The stream as the bus library takes it.
///
/// # Errors
/// If the peer's user cannot be told.
pub(crate) fn split(
    stream: UnixStream,
) -> io::Result<Split<Box<dyn ReadHalf>, Box<dyn WriteHalf>>> {
    let user = stream.peer_cred()?.uid();
    let (read, write) = stream.into_split();
    Ok(Split::new(Box::new(In(read, user)), Box::new(Out(write))))
}

#[async_trait]
impl ReadHalf for In {
    async fn recvmsg(&mut self, buffer: &mut [u8]) -> io::Result<(usize, Vec<OwnedFd>)> {
        Ok((self.0.read(buffer).await?, Vec::new()))
    }

    async fn peer_credentials(&mut self) -> io::Result<ConnectionCredentials> {
        Ok(ConnectionCredentials::default().set_unix_user_id(self.1))
    }
}

#[async_trait]
impl WriteHalf for Out {
    async fn sendmsg(&mut self, buffer: &[u8], _: &[BorrowedFd<'_>]) -> io::Result<usize> {
        self.0.write(buffer).await
    }

    async fn close(&mut self) -> io::Result<()> {
        self.0.shutdown().await
    }
}
