//! The words of the dashboard, a file for each part of it.

pub mod frame;
pub mod overview;
pub mod pages;
