//! The pages.

pub mod glossary;
pub mod home;
pub mod lab;
pub mod model;
