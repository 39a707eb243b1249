//! What Kubernetes holds, and what the admission webhook does to a pod on its way in.
//!
//! [`objects`] reads service accounts and pods (a workload gives the pod of its template) from the
//! tree. [`webhook`] decides what the amazon-eks-pod-identity-webhook adds to such a pod, and
//! applies that to the pod's text.

pub mod metadata;
pub mod objects;
pub mod pod;
pub mod webhook;

pub use metadata::{Metadata, Pair};
pub use objects::{Listing, Objects, ServiceAccount};
pub use pod::{Container, EnvVar, Mount, Owner, Pod, ProjectedToken, Volume};
