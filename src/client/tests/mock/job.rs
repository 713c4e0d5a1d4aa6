//! A job that does what the test says.

use std::sync::{Arc, Mutex};

use tokio::sync::Notify;
use waymark_model::{Dict, Dictionary, ErrorKind, Holder, JobResult, Outcome};
use zbus::{Connection, OwnedObjectPath, interface, object_server::SignalEmitter};

/// What the job says of itself.
#[derive(Clone, Default)]
struct Said {
    action: String,
    state: String,
    step: String,
    fraction: f64,
    bytes: (u64, u64),
    cancelled: u32,
    log: Vec<String>,
    result: Dict,
}

struct Served(Arc<Mutex<Said>>, Arc<Notify>);

#[interface(name = "io.github.waymarkos.Waymark1.Job")]
impl Served {
    #[zbus(property(emits_changed_signal = "const"))]
    fn action(&self) -> String {
        self.0.lock().unwrap().action.clone()
    }
    #[zbus(property(emits_changed_signal = "const"))]
    fn holder(&self) -> Dict {
        Holder {
            uid: Some(1000),
            program: None,
        }
        .to_dict()
    }
    #[zbus(property)]
    fn state(&self) -> String {
        self.0.lock().unwrap().state.clone()
    }
    #[zbus(property)]
    fn step(&self) -> String {
        self.0.lock().unwrap().step.clone()
    }
    #[zbus(property)]
    fn fraction(&self) -> f64 {
        self.0.lock().unwrap().fraction
    }
    #[zbus(property)]
    fn bytes_done(&self) -> u64 {
        self.0.lock().unwrap().bytes.0
    }
    #[zbus(property)]
    fn bytes_total(&self) -> u64 {
        self.0.lock().unwrap().bytes.1
    }
    #[zbus(property)]
    fn rate(&self) -> u64 {
        7
    }
    #[zbus(property)]
    fn cancellable(&self) -> bool {
        true
    }
    #[zbus(property)]
    fn result(&self) -> Dict {
        self.0.lock().unwrap().result.clone()
    }
    fn cancel(&self) {
        self.0.lock().unwrap().cancelled += 1;
        self.1.notify_one();
    }
    #[zbus(out_args("lines"))]
    fn get_log(&self, from: u32) -> Vec<String> {
        let said = self.0.lock().unwrap();
        said.log.iter().skip(from as usize).cloned().collect()
    }
    #[zbus(signal)]
    async fn finished(emitter: &SignalEmitter<'_>, result: Dict) -> zbus::Result<()>;
}

/// The test's hand on a served job.
#[derive(Clone)]
pub(crate) struct MockJob {
    connection: Connection,
    path: OwnedObjectPath,
    said: Arc<Mutex<Said>>,
    asked: Arc<Notify>,
}

impl MockJob {
    pub(super) async fn serve(connection: &Connection, number: u32, action: &str) -> Self {
        let path = format!("{}{number}", waymark_model::names::JOB_PATH_PREFIX);
        let path = OwnedObjectPath::try_from(path).unwrap();
        let said = Arc::new(Mutex::new(Said {
            action: action.to_owned(),
            state: "running".to_owned(),
            step: "preparing".to_owned(),
            fraction: -1.0,
            ..Said::default()
        }));
        let asked = Arc::new(Notify::new());
        let served = Served(Arc::clone(&said), Arc::clone(&asked));
        let server = connection.object_server();
        assert!(server.at(&path, served).await.unwrap().is_none());
        Self {
            connection: connection.clone(),
            path,
            said,
            asked,
        }
    }

    pub(crate) fn path(&self) -> &str {
        self.path.as_str()
    }

    /// How often it was asked to stop.
    pub(crate) fn cancelled(&self) -> u32 {
        self.said.lock().unwrap().cancelled
    }

    /// Writes a line into its log.
    pub(crate) fn say(&self, line: &str) {
        self.said.lock().unwrap().log.push(line.to_owned());
    }

    /// Waits until it is asked to stop.
    pub(crate) async fn asked_to_stop(&self) {
        self.asked.notified().await;
    }

    /// Says how far it is.
    pub(crate) async fn advance(&self, step: &str, fraction: f64, bytes: (u64, u64)) {
        {
            let mut said = self.said.lock().unwrap();
            said.step = step.to_owned();
            said.fraction = fraction;
            said.bytes = bytes;
        }
        let job = self.served().await;
        let emitter = job.signal_emitter();
        let served = job.get().await;
        served.step_changed(emitter).await.unwrap();
        served.fraction_changed(emitter).await.unwrap();
        served.bytes_done_changed(emitter).await.unwrap();
        served.bytes_total_changed(emitter).await.unwrap();
    }

    /// Ends it well; `announced` or only for who asks.
    pub(crate) async fn end(&self, announced: bool) -> JobResult {
        self.end_as(Outcome::Ok, None, announced).await
    }

    /// Ends it in the given way.
    pub(crate) async fn end_as(
        &self,
        outcome: Outcome,
        error: Option<ErrorKind>,
        announced: bool,
    ) -> JobResult {
        let result = JobResult {
            outcome,
            error,
            message: error.map(|_| "it did not work".to_owned()),
            raw: error.map(|_| "the tool's own words".to_owned()),
            deployment: Some("sample-0a.0".to_owned()),
            ..JobResult::default()
        };
        self.end_with(result, announced).await
    }

    /// Ends it with this result, whose names and times are filled in.
    pub(crate) async fn end_with(&self, result: JobResult, announced: bool) -> JobResult {
        let result = JobResult {
            job: self.path.to_string(),
            action: self.said.lock().unwrap().action.clone(),
            finished: 1,
            ..result
        };
        {
            let mut said = self.said.lock().unwrap();
            said.state = "finished".to_owned();
            said.result = result.to_dict();
        }
        if announced {
            let job = self.served().await;
            let emitter = job.signal_emitter();
            job.get().await.state_changed(emitter).await.unwrap();
            Served::finished(emitter, result.to_dict()).await.unwrap();
        }
        result
    }

    /// Takes the object away, as the service does a while after the end.
    pub(crate) async fn remove(&self) {
        let server = self.connection.object_server();
        assert!(server.remove::<Served, _>(&self.path).await.unwrap());
    }

    async fn served(&self) -> zbus::object_server::InterfaceRef<Served> {
        let server = self.connection.object_server();
        server.interface(&self.path).await.unwrap()
    }
}
