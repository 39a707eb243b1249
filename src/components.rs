//! The parts that pages are made of.

pub mod code;
pub mod compare;
pub mod doors;
pub mod editor;
pub mod fetched;
pub mod filebar;
pub mod findings;
pub mod fixes;
pub mod footer;
pub mod gates;
pub mod guide;
pub mod header;
pub mod icon;
pub mod inspectors;
pub mod linked;
pub mod lookup;
pub mod place;
pub mod prose;
pub mod tabs;
pub mod tone;
pub mod tools;
pub mod verdict;
pub mod who_else;
pub mod workbench;
