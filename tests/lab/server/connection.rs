//! Takes connections and answers their requests.

use std::convert::Infallible;
use std::io;
use std::path::Path;
use std::sync::Arc;

use futures_util::stream::{self, BoxStream, StreamExt as _};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::{
    CONTENT_LENGTH, ETAG, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
};
use hyper::service::service_fn;
use hyper::{StatusCode, server::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tower_http::services::ServeDir;

use super::faults::{Link, Wrong};
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

    let wrong = link.faults().wrong(&path).cloned();
    let refusal = match &wrong {
        Some(Wrong::Status(status)) => StatusCode::from_u16(*status).ok(),
        Some(Wrong::Redirected) => Some(StatusCode::FOUND),
        _ => None,
    };
    if let Some(status) = refusal {
        link.record.answered(id, status.as_u16());
        let mut response = empty(status);
        if status.is_redirection()
            && let Ok(itself) = HeaderValue::from_str(&path)
        {
            response.headers_mut().insert(LOCATION, itself);
        }
        return response;
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
    let length = stated_length(&response);
    if let Some(stated) = wrong.as_ref().and_then(|wrong| wrong_length(wrong, length)) {
        response.headers_mut().remove(CONTENT_LENGTH);
        if let Some(stated) = stated {
            response.headers_mut().insert(CONTENT_LENGTH, stated.into());
        }
    }
    link.record.answered(id, response.status().as_u16());
    response.map(|body| {
        let content = body.into_data_stream().boxed();
        StreamBody::new(pieces(Sending {
            spoil: wrong == Some(Wrong::Corrupt),
            chunks: match wrong {
                Some(Wrong::Truncated) => first(length / 2, content),
                Some(Wrong::Endless) => content
                    .chain(stream::repeat_with(|| Ok(Bytes::from_static(&[0; PIECE]))))
                    .boxed(),
                Some(Wrong::Replaced(other)) => stream::once(async { Ok(other.into()) }).boxed(),
                _ => content,
            },
            rest: Bytes::new(),
            link,
            id,
        }))
    })
}

fn stated_length<T>(response: &hyper::Response<T>) -> u64 {
    let header = response.headers().get(CONTENT_LENGTH);
    let number = header.and_then(|value| value.to_str().ok()?.parse().ok());
    number.unwrap_or(0)
}

/// The length that a wrong answer states in place of its real one; the inner `None` is none.
fn wrong_length(wrong: &Wrong, length: u64) -> Option<Option<u64>> {
    match wrong {
        Wrong::Truncated => Some(Some(length / 2)),
        Wrong::Overstated => Some(Some(length + 1000)),
        Wrong::Endless => Some(None),
        Wrong::Replaced(other) => Some(Some(other.len() as u64)),
        Wrong::Status(_) | Wrong::Redirected | Wrong::Corrupt => None,
    }
}

/// The first `length` bytes of some content.
fn first(
    length: u64,
    content: BoxStream<'static, io::Result<Bytes>>,
) -> BoxStream<'static, io::Result<Bytes>> {
    content
        .scan(length, |left, chunk| {
            let chunk = chunk.map(|mut chunk| {
                chunk.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
                *left -= chunk.len() as u64;
                chunk
            });
            std::future::ready(Some(chunk))
        })
        .boxed()
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
