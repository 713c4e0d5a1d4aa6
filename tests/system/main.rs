//! Tests of the whole on the sample system: real libostree, a real dbus-daemon,
//! the real polkitd, real users, a real window.

mod accessibility;
mod arguments;
mod authority;
mod background;
mod bad_input;
mod clock;
mod contract;
mod debian;
mod disk;
mod downgrade;
mod hardening;
mod hostile;
mod hostile_calls;
mod identity;
mod killed;
mod last_start;
mod lifetime;
mod network;
mod pages_window;
mod policy;
mod prefix;
mod restart_window;
mod road_ctl;
mod road_window;
mod rpm_ostree;
mod sandbox;
mod slow_network;
mod together;
mod transfers;
mod window_frame;
mod window_settings;
mod window_states;
