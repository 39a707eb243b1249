//! The pages.

pub mod cluster;
pub mod everything;
pub mod flows;
pub mod glossary;
pub mod home;
pub mod home_alone;
pub mod lab;
pub mod model;
