//! The words of the dashboard, a file for each part of it.

pub mod access;
pub mod api;
pub mod check;
pub mod form;
pub mod frame;
pub mod links;
pub mod live;
pub mod overview;
pub mod pages;
pub mod registry;
pub mod runs;
