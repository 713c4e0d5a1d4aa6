//! A static HTTP server on loopback that can be slow, hang, or be gone.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;

#[derive(Default)]
struct Link {
    root: PathBuf,
    requests: Mutex<Vec<String>>,
    more: Condvar,
    bytes: AtomicU64,
    /// Bytes of content a second and connection; 0: no limit.
    rate: AtomicU64,
    /// Connections end without an answer.
    gone: AtomicBool,
    /// Files named like this never arrive.
    hanging: Mutex<Option<String>>,
}

/// The server; it lives as long as the process.
pub(crate) struct Server {
    port: u16,
    link: Arc<Link>,
}

impl Server {
    pub(crate) fn start(root: PathBuf) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let link = Arc::new(Link {
            root,
            ..Link::default()
        });
        let served = Arc::clone(&link);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let link = Arc::clone(&served);
                // A client that goes away ends its connection alone.
                thread::spawn(move || drop(link.serve(&stream)));
            }
        });
        Ok(Self { port, link })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    pub(crate) fn set_rate(&self, bytes_per_second: u64) {
        self.link.rate.store(bytes_per_second, Ordering::SeqCst);
    }

    /// Cuts every connection from the next piece of content on.
    pub(crate) fn set_gone(&self, gone: bool) {
        self.link.gone.store(gone, Ordering::SeqCst);
    }

    /// Lets files whose path holds this hang.
    pub(crate) fn hang_at(&self, part: Option<&str>) {
        *self.link.hanging.lock().unwrap() = part.map(str::to_owned);
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.link.bytes.load(Ordering::SeqCst)
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.link.requests.lock().unwrap().clone()
    }

    /// Forgets the requests so far.
    pub(crate) fn clear(&self) {
        self.link.requests.lock().unwrap().clear();
    }

    /// Waits until so many requests were made for a path that holds `part`.
    pub(crate) fn wait_for(&self, count: usize, part: &str) -> bool {
        let requests = self.link.requests.lock().unwrap();
        let missing =
            |seen: &mut Vec<String>| seen.iter().filter(|path| path.contains(part)).count() < count;
        let wait = self
            .link
            .more
            .wait_timeout_while(requests, DEADLINE, missing);
        !wait.unwrap().1.timed_out()
    }

    /// Whether no request comes for so long.
    pub(crate) fn is_quiet_for(&self, time: Duration) -> bool {
        let requests = self.link.requests.lock().unwrap();
        let before = requests.len();
        let none_new = |seen: &mut Vec<String>| seen.len() == before;
        let wait = self.link.more.wait_timeout_while(requests, time, none_new);
        wait.unwrap().1.timed_out()
    }
}

pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

impl Link {
    fn serve(&self, stream: &TcpStream) -> Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut writer = stream;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let path = line.split(' ').nth(1).unwrap_or("/").to_owned();
            while reader.read_line(&mut line)? > 2 {}
            self.requests.lock().unwrap().push(path.clone());
            self.more.notify_all();
            if self.gone.load(Ordering::SeqCst) {
                stream.shutdown(Shutdown::Both)?;
                return Ok(());
            }
            let path = path.trim_start_matches('/');
            let hanging = self.hanging.lock().unwrap().clone();
            if hanging.is_some_and(|part| path.contains(&part)) {
                // Nothing comes until the other side gives up.
                let _ = reader.read(&mut [0]);
                return Ok(());
            }
            match fs::read(self.root.join(path)) {
                Ok(content) => {
                    write!(
                        writer,
                        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n",
                        content.len()
                    )?;
                    self.send(stream, &content)?;
                }
                Err(_) => write!(
                    writer,
                    "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                )?,
            }
        }
    }

    fn send(&self, mut stream: &TcpStream, content: &[u8]) -> Result<()> {
        let start = Instant::now();
        let mut sent = 0;
        for piece in content.chunks(4096) {
            if self.gone.load(Ordering::SeqCst) {
                stream.shutdown(Shutdown::Both)?;
            }
            stream.write_all(piece)?;
            sent += piece.len() as u64;
            self.bytes.fetch_add(piece.len() as u64, Ordering::SeqCst);
            let rate = self.rate.load(Ordering::SeqCst);
            if rate > 0 {
                // This is the slow link itself, not a wait for something.
                let due = Duration::from_secs_f64(sent as f64 / rate as f64);
                thread::sleep(due.saturating_sub(start.elapsed()));
            }
        }
        Ok(())
    }
}
