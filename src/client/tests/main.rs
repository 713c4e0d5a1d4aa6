//! The client against a stand-in for the service, on a bus of the test's own.

mod contract;
mod following;
mod jobs;
mod mock;
mod packages;
