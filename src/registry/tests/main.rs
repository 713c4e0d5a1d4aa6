//! The asking program against a real registry on loopback, through a front that counts
//! requests and can fail them.

mod front;
mod inspect;
mod keys;
mod listener;
mod lockdown;
mod login;
mod push;
mod registry;
mod tags;
mod trouble;
mod trust;
mod world;
