//! How much the playground reads. Beyond a limit there is a finding that names it, never a cut-off
//! answer. Nothing outside sets these numbers: they keep the worst text within one screen refresh
//! or two, and are far above what a cluster's real files hold.

/// Bytes of one file.
pub const FILE_BYTES: usize = 2 * 1024 * 1024;
/// Bytes of all files of a scenario together.
pub const SCENARIO_BYTES: usize = 8 * 1024 * 1024;
/// Files of a scenario.
pub const FILES: usize = 200;
/// Maps and lists within each other, those that a YAML alias stands for included.
pub const NESTING: usize = 128;
/// Nodes of one text: a file of real objects, however many, has a tenth of its bytes at most.
pub const NODES: usize = 200_000;
/// Nodes that the YAML aliases of one document stand for.
pub const ALIASED_NODES: usize = 10_000;
/// Kubernetes and AWS objects of a scenario.
pub const OBJECTS: usize = 50_000;
/// Bytes of a policy that is judged.
pub const POLICY_BYTES: usize = 20 * 1024;

/// Findings of each severity that are kept of one text: who has a hundred errors mends the first
/// ones first.
pub(crate) const FINDINGS: usize = 100;
/// Bytes of a text that is read a second time, as YAML, where it is no JSON.
pub(super) const SECOND_READING_BYTES: usize = 64 * 1024;
