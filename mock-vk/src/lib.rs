//! A stand-in for `api.vk.ru` over a made-up region: `groups.getById` with menus, limits, errors and misbehaviour.
//!
//! It depends on nothing of the auditor, so that a wrong idea of VK's answers cannot agree with itself.
//!
//! - [`region`]: a made-up region, its registry, its pages and the truth about each;
//! - `plant`: the defects of pages and what each must yield;
//! - [`covers`]: pictures of menu items, approved and spoilt;
//! - `wire`: groups as VK's JSON;
//! - [`scenario`]: misbehaviour as data;
//! - [`server`]: the HTTP server and its handle.

pub mod covers;
mod error;
mod plant;
pub mod region;
pub mod scenario;
pub mod server;
mod wire;

pub use error::MockError;
pub use region::{Page, Region, RegionOptions, Truth};
pub use scenario::Scenario;
pub use server::{Server, ServerOptions};
