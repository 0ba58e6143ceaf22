//! Plants defects in made-up pages and writes down what each must yield. Runs no rules: the truth comes from the planting.

mod build;
mod catalogue;
mod claims;
mod defect;
mod items;
mod menu;
mod mix;
mod paste;
mod plan;
mod text;
mod url;
mod value;

pub(crate) use build::{Soil, build};
pub(crate) use defect::Defect;
pub(crate) use plan::{plans, random_plan};
