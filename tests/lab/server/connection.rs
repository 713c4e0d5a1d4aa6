//! Takes connections and answers their requests.

use std::convert::Infallible;
use std::io;
use std::path::Path;
use std::sync::Arc;

use futures_util::stream::{self, BoxStream, StreamExt as _};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::{ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use hyper::service::service_fn;
use hyper::{StatusCode, server::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tower_http::services::ServeDir;

use super::faults::Link;
use super::record::Id;

/// Content is sent in pieces of this size, so that a slow link is evenly slow.
const PIECE: usize = 4096;

type Body = StreamBody<BoxStream<'static, io::Result<Frame<Bytes>>>>;

/// Serves the folder `root` for ever.
pub(super) async fn accept(listener: TcpListener, root: &Path, link: Arc<Link>) {
    let files = ServeDir::new(root).with_buf_chunk_size(64 * 1024);
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(serve(stream, files.clone(), Arc::clone(&link)));
            }
            Err(error) => eprintln!("the lab's server: {error}"),
        }
    }
}

async fn serve(stream: TcpStream, files: ServeDir, link: Arc<Link>) {
    // Small pieces are to arrive when they are sent.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let service = service_fn(|request| {
        let (files, link) = (files.clone(), Arc::clone(&link));
        async move { Ok::<_, Infallible>(answer(request, files, link).await) }
    });
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        // A client that goes away in the middle is not this server's error.
        _ = connection => {}
        () = link.cut() => {}
    }
}

async fn answer(
    mut request: hyper::Request<Incoming>,
    mut files: ServeDir,
    link: Arc<Link>,
) -> hyper::Response<Body> {
    let path = request.uri().path().to_owned();
    let id = link.record.add(&path);
    tokio::time::sleep(link.faults().latency).await;

    let faults = link.faults();
    let refusal = faults
        .refusal(&path)
        .and_then(|status| StatusCode::from_u16(status).ok());
    if let Some(status) = refusal {
        link.record.answered(id, status.as_u16());
        return empty(status);
    }
    // What the file server would compare is dated in whole seconds, and a branch
    // may move twice in one: every answer is a whole one.
    for header in [IF_MODIFIED_SINCE, IF_NONE_MATCH] {
        request.headers_mut().remove(header);
    }
    let mut response = match files.try_call(request).await {
        Ok(response) => response,
        Err(error) => {
            let status = match error.kind() {
                io::ErrorKind::NotFound => StatusCode::NOT_FOUND,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            };
            link.record.answered(id, status.as_u16());
            return empty(status);
        }
    };
    for header in [ETAG, LAST_MODIFIED] {
        response.headers_mut().remove(header);
    }
    link.record.answered(id, response.status().as_u16());
    let spoil = faults.corrupts(&path);
    response.map(|body| {
        let chunks = body.into_data_stream().boxed();
        StreamBody::new(pieces(Sending {
            chunks,
            rest: Bytes::new(),
            spoil,
            link,
            id,
        }))
    })
}

fn empty(status: StatusCode) -> hyper::Response<Body> {
    let mut response = hyper::Response::new(StreamBody::new(stream::empty().boxed()));
    *response.status_mut() = status;
    response
}

/// An answer's content on its way.
struct Sending {
    chunks: BoxStream<'static, io::Result<Bytes>>,
    rest: Bytes,
    spoil: bool,
    link: Arc<Link>,
    id: Id,
}

fn pieces(sending: Sending) -> BoxStream<'static, io::Result<Frame<Bytes>>> {
    stream::try_unfold(sending, |mut sending| async {
        while sending.rest.is_empty() {
            match sending.chunks.next().await {
                Some(chunk) => sending.rest = chunk?,
                None => return Ok(None),
            }
        }
        let length = sending.link.permit(sending.rest.len().min(PIECE)).await?;
        let mut piece = sending.rest.split_to(length);
        if std::mem::take(&mut sending.spoil) {
            piece = spoiled(&piece);
        }
        sending.link.sent(sending.id, length);
        Ok(Some((Frame::data(piece), sending)))
    })
    .boxed()
}

fn spoiled(piece: &Bytes) -> Bytes {
    let mut bytes = piece.to_vec();
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte = !*byte;
    }
    bytes.into()
}
