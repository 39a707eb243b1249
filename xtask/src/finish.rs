//! What Trunk leaves to do: it runs this after every build (`Trunk.toml`), before the files move to
//! where they are served from.

use crate::{csp, editor, imports, texts, workbench};
use anyhow::{Context, Result};
use std::env;
use std::path::Path;

/// Finishes the build that Trunk is about to put in place.
pub(crate) fn command() -> Result<()> {
    let folder = env::var_os("TRUNK_STAGING_DIR")
        .context("`cargo xtask finish` is run by Trunk, which names the build's folder")?;
    let folder = Path::new(&folder);
    editor::add_to(folder)?;
    texts::add_to(folder)?;
    imports::shorten_in(folder)?;
    workbench::name_in(folder)?;
    csp::apply(folder)
}
