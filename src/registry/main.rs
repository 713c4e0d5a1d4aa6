//! waymark-registry: asks a container registry one question, without any rights.
//!
//! Systemd starts it as an ordinary user for each connection of the system service. It
//! reads one line of JSON, a `Request`, from standard input, and writes one line, an answer
//! or an error, to standard output. It gives up when its input ends, as it does when the
//! service dies.

#![forbid(unsafe_code)]
#![allow(
    unreachable_pub,
    reason = "in a program, `pub` says what a module gives to the others"
)]

mod ask;
mod lockdown;

use std::{io::Write as _, process::ExitCode, time::Duration};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use waymark_registry::{Answer, RegistryError, Request};

/// The most bytes that a question may have: digests of some ten thousand layers.
const QUESTION: u64 = 1 << 20;

fn main() -> ExitCode {
    if let Err(why) = lockdown::enter() {
        eprintln!("waymark-registry: {why}");
        return ExitCode::FAILURE;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("waymark-registry: {error}");
            return ExitCode::FAILURE;
        }
    };
    let answer = runtime.block_on(answer());
    // A name that is still being looked up has a thread; it is not waited for.
    runtime.shutdown_background();
    let Some(answer) = answer else {
        return ExitCode::FAILURE;
    };
    match print(&answer) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("waymark-registry: {error}");
            ExitCode::FAILURE
        }
    }
}

fn print(answer: &Result<Answer, RegistryError>) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(answer)?;
    line.push(b'\n');
    std::io::stdout().write_all(&line)
}

/// The answer; `None` if nobody waits for it any more.
async fn answer() -> Option<Result<Answer, RegistryError>> {
    let mut input = BufReader::new(tokio::io::stdin().take(QUESTION));
    let mut line = String::new();
    let wrong = |detail: String| Some(Err(RegistryError::Question { detail }));
    if let Err(error) = input.read_line(&mut line).await {
        return wrong(error.to_string());
    }
    let request: Request = match serde_json::from_str(&line) {
        Ok(request) => request,
        Err(error) => {
            // Not the text itself: it may hold a login.
            return wrong(format!(
                "it is not JSON of the right form (column {})",
                error.column()
            ));
        }
    };
    let limit = Duration::from_millis(request.limits.total);
    let mut rest = Vec::new();
    tokio::select! {
        answer = tokio::time::timeout(limit, ask::ask(&request)) => {
            Some(answer.unwrap_or_else(|_| Err(RegistryError::Timeout {
                host: request.endpoint.host.clone(),
            })))
        }
        _ = input.read_to_end(&mut rest) => None,
    }
}
