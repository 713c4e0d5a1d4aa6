//! A stream that a task fills, and that ends the task when it is dropped.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::Stream;
use tokio::{sync::mpsc, task::AbortHandle};

/// The receiving end. The task that fills it waits for room without leaving its
/// own sources unread, so what was not taken yet is replaced by what is newer.
#[derive(Debug)]
pub(crate) struct Feed<T> {
    receiver: mpsc::Receiver<T>,
    task: AbortHandle,
}

impl<T: Send + 'static> Feed<T> {
    /// Starts the task on the current tokio runtime.
    pub(crate) fn start<F>(task: impl FnOnce(mpsc::Sender<T>) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (sender, receiver) = mpsc::channel(1);
        let task = tokio::spawn(task(sender)).abort_handle();
        Self { receiver, task }
    }
}

impl<T> Stream for Feed<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        self.receiver.poll_recv(context)
    }
}

impl<T> Drop for Feed<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}
