//! Short names for what WebAssembly imports from its script.
//!
//! wasm-bindgen names each import after the function and a hash. Those names are a hundredth of
//! what home fetches, and nobody calls them but the two files that agree on them.

use anyhow::{Context, Result, ensure};
use std::convert::Infallible;
use std::fs;
use std::path::Path;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{ImportSection, Module};
use wasmparser::{ImportSectionReader, Parser};

/// Shortens the names in every WebAssembly of a build, and in the script that belongs to it.
pub(crate) fn shorten_in(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix("_bg.wasm") else { continue };
        let (wasm, script) = (folder.join(&name), folder.join(format!("{stem}.js")));
        let glue = fs::read_to_string(&script)
            .with_context(|| format!("no script for {}", wasm.display()))?;
        let (short, glue) = shortened(&fs::read(&wasm)?, &glue)
            .with_context(|| format!("cannot shorten the imports of {}", wasm.display()))?;
        fs::write(wasm, short)?;
        fs::write(script, glue)?;
    }
    Ok(())
}

/// A WebAssembly and its script with short names between them.
fn shortened(wasm: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let (mut names, mut module) = (Names(Vec::new()), Module::new());
    names.parse_core_module(&mut module, Parser::new(0), wasm)?;
    let mut script = script.to_owned();
    for (at, name) in names.0.iter().enumerate() {
        let (entry, short) = (format!(" {name}: "), format!(" {}: ", short(at)));
        ensure!(script.matches(&entry).count() == 1, "the script has not one {name}");
        script = script.replace(&entry, &short);
    }
    Ok((module.finish(), script))
}

/// The long names, in the order of the imports.
struct Names(Vec<String>);

impl Reencode for Names {
    type Error = Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for import in section.into_imports() {
            let import = import?;
            imports.import(import.module, &short(self.0.len()), self.entity_type(import.ty)?);
            self.0.push(import.name.to_owned());
        }
        Ok(())
    }
}

/// The name of an import, by its place.
fn short(at: usize) -> String {
    format!("i{at}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{EntityType, TypeSection};

    fn importing(names: &[&str]) -> Vec<u8> {
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        types.ty().function([], []);
        for name in names {
            imports.import("./app_bg.js", name, EntityType::Function(0));
        }
        let mut module = Module::new();
        module.section(&types).section(&imports);
        module.finish()
    }

    #[test]
    fn both_files_get_the_same_short_names() {
        let wasm = importing(&["__wbg_get_1f", "__wbg_get"]);
        let script = "{\n    __wbg_get: function() {},\n    __wbg_get_1f: function() {},\n}";
        let (short, glue) = shortened(&wasm, script).unwrap();
        assert_eq!(short, importing(&["i0", "i1"]));
        assert_eq!(glue, "{\n    i1: function() {},\n    i0: function() {},\n}");
    }

    #[test]
    fn a_script_of_another_build_is_refused() {
        let error = shortened(&importing(&["__wbg_get_1f"]), "{ __wbg_get_2e: 0 }").unwrap_err();
        assert_eq!(error.to_string(), "the script has not one __wbg_get_1f");
    }
}
