//! What no artefact says.
