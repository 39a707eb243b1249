//! The YAML parser, and whatever decides that a text is YAML and what it holds.

#![no_main]

use irsa_engine::source::{read, yaml};
use irsa_fuzz::{check_span, check_tree};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    check_tree(text, &yaml::parse(text));
    check_tree(text, &read(text));
    for name in ["objects.yaml", "settings.yaml"] {
        let parsed = irsa_engine::parse(name, text);
        for finding in &parsed.findings {
            check_span(text, finding.span);
        }
    }
});
