//! Kills the service at many points of all that it does: `dev/faults`.

use std::{collections::BTreeMap, process::ExitCode, sync::Mutex, thread, time::Instant};

use anyhow::Result;
use clap::Parser;
use waymark_tests::faults::{Course, Deed, Point};

const BROKEN: &str = "broken";

#[derive(Parser)]
#[command(
    name = "waymark-faults",
    about = "Kills the service in all that it does"
)]
struct Arguments {
    /// At how many points of each.
    #[arg(long, default_value_t = 100)]
    points: usize,
    /// Only before this change on the disk, to repeat one.
    #[arg(long)]
    change: Option<usize>,
    /// Only in what holds this in its name: "update", "clean-up".
    #[arg(default_value = "")]
    filter: String,
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let deeds = Deed::ALL
        .into_iter()
        .filter(|deed| deed.to_string().contains(&arguments.filter));
    let mut broken = 0;
    for deed in deeds {
        broken += strike(deed, &arguments)?;
    }
    println!("{broken} points broke something");
    Ok(ExitCode::from(u8::from(broken > 0)))
}

/// Kills the service at the points asked for of one deed, as many at once as there are
/// processors. Gives the number of those that broke something.
fn strike(deed: Deed, arguments: &Arguments) -> Result<usize> {
    let begun = Instant::now();
    let course = Course::of(deed)?;
    println!("{deed}: {course}");
    let points = match arguments.change {
        Some(number) => vec![Point::Call(number)],
        None => course.points(arguments.points),
    };
    let left = Mutex::new(points.into_iter());
    let found = Mutex::new(BTreeMap::<_, usize>::new());
    let next = || left.lock().ok()?.next();
    let note = |found_here: &'static str| {
        if let Ok(mut found) = found.lock() {
            *found.entry(found_here).or_default() += 1;
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(point) = next() {
                    match course.strike(point) {
                        Ok(end) => {
                            println!("  {point}: {end}");
                            note(end.state());
                        }
                        Err(error) => {
                            println!("  {point}: BROKEN: {error:#}");
                            note(BROKEN);
                        }
                    }
                }
            });
        }
    });
    let found = found.into_inner().unwrap_or_default();
    println!("{deed}: {found:?} in {} s", begun.elapsed().as_secs());
    Ok(found.get(BROKEN).copied().unwrap_or(0))
}
