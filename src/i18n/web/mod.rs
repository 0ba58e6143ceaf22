//! The words of the dashboard, a file for each part of it.

pub mod api;
pub mod frame;
pub mod live;
