//! The subcommands about jobs that run already.

use futures_util::StreamExt;
use serde_json::{Value, json};
use waymark_client::{Client, JobProgress, JobUpdate, Snapshot};
use waymark_model::{Error, ErrorKind, names::JOB_PATH_PREFIX};

use crate::{
    failure::Failure,
    output::Output,
    print::{self, dates::Dates},
    resolve::Candidate,
};

/// `jobs`: how far each is, and how the last ones ended.
pub(super) async fn list(client: &Client, output: &Output) -> Result<(), Failure> {
    let snapshot = client.snapshot().await?;
    let running = running(&snapshot, client).await?;
    output.result(
        || {
            let jobs: Vec<_> = running
                .iter()
                .map(|(path, job)| document(path, job))
                .collect();
            json!({"jobs": jobs, "results": snapshot.results})
        },
        || print::jobs::text(&running, &snapshot.results, Dates::system()),
    );
    Ok(())
}

/// The jobs that run, by path.
pub(super) async fn running(
    snapshot: &Snapshot,
    client: &Client,
) -> Result<Vec<(String, JobProgress)>, Failure> {
    let mut running = Vec::new();
    for path in &snapshot.jobs {
        let job = client.job(path).await?;
        // One that ended meanwhile is among the results next time.
        if let Some(JobUpdate::Progress(now)) = job.updates().next().await {
            running.push((path.clone(), now));
        }
    }
    Ok(running)
}

/// A job's properties under their names, written as the keys of the dictionaries are.
fn document(path: &str, job: &JobProgress) -> Value {
    json!({
        "job": path,
        "action": job.action,
        "state": job.state,
        "step": job.step,
        "fraction": job.fraction,
        "bytes-done": job.bytes_done,
        "bytes-total": job.bytes_total,
        "rate": job.rate,
        "cancellable": job.cancellable,
        "holder": job.holder,
    })
}

/// `cancel`: asks a job to stop and does not wait for it.
pub(super) async fn cancel(
    job: Option<&str>,
    client: &Client,
    output: &Output,
) -> Result<(), Failure> {
    let path = match job {
        Some(text) => path(text),
        None => only(client.snapshot().await?.jobs)?,
    };
    client.job(&path).await?.cancel().await?;
    output.result(
        || json!({"job": path}),
        || "The job was asked to stop. How it ends: waymarkctl jobs\n".to_owned(),
    );
    Ok(())
}

/// `log`: what the tool behind a job said so far.
pub(super) async fn log(
    job: Option<&str>,
    client: &Client,
    output: &Output,
) -> Result<(), Failure> {
    let path = match job {
        Some(text) => path(text),
        None => only(client.snapshot().await?.jobs)?,
    };
    let lines = client.job(&path).await?.log(0).await?;
    output.result(
        || json!({"job": path, "lines": lines}),
        || lines.iter().map(|line| format!("{line}\n")).collect(),
    );
    Ok(())
}

/// A job's path from its number or path.
fn path(text: &str) -> String {
    if text.starts_with('/') {
        text.to_owned()
    } else {
        format!("{JOB_PATH_PREFIX}{text}")
    }
}

/// The one job that runs.
fn only(jobs: Vec<String>) -> Result<String, Failure> {
    match <[String; 1]>::try_from(jobs) {
        Ok([job]) => Ok(job),
        Err(jobs) if jobs.is_empty() => Err(Error::new(ErrorKind::NotFound, "no job runs").into()),
        Err(jobs) => Err(Failure::Ambiguous {
            text: "the job that runs".to_owned(),
            candidates: jobs
                .into_iter()
                .map(|job| Candidate {
                    reference: job,
                    version: None,
                    timestamp: None,
                })
                .collect(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_enough() {
        assert_eq!(path("12"), "/io/github/waymarkos/Waymark1/job/12");
        assert_eq!(path("/a/b"), "/a/b");
    }

    #[test]
    fn which_job_is_not_guessed() {
        let jobs = |paths: &[&str]| only(paths.iter().map(|path| (*path).to_owned()).collect());
        assert_eq!(jobs(&["/a"]).unwrap(), "/a");
        assert!(matches!(
            jobs(&["/a", "/b"]),
            Err(Failure::Ambiguous { .. })
        ));
        assert_eq!(jobs(&[]).unwrap_err().error().kind, ErrorKind::NotFound);
    }
}
