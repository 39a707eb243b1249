//! A share link: a fragment, or the text of a payload, whichever the input is.

#![no_main]

use irsa_playground::share::{INFLATED_MAX, Inflated, Kind, Link, LinkError, Shared};
use libfuzzer_sys::fuzz_target;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

fuzz_target!(|text: &str| {
    if let Some(Ok(link)) = Link::read(text) {
        if let Ok(written) = link.write() {
            assert_eq!(Link::read(&written), Some(Ok(link.clone())), "{text:?}");
        }
        let _ = open(&link);
    }
    for kind in [Kind::Scenario, Kind::Preset] {
        if let Ok(shared) = unpacked(text.as_bytes(), kind) {
            check_round_trip(shared);
        }
    }
});

/// Unpacks as a browser does, in chunks and up to the limit.
fn open(link: &Link) -> Result<Shared, LinkError> {
    let bytes = decompress_to_vec_with_limit(&link.packed, 2 * INFLATED_MAX)
        .map_err(|_| LinkError::NotDeflate)?;
    unpacked(&bytes, link.kind)
}

fn unpacked(bytes: &[u8], kind: Kind) -> Result<Shared, LinkError> {
    let mut inflated = Inflated::default();
    for chunk in bytes.chunks(1000) {
        inflated.take(chunk)?;
    }
    inflated.shared(kind)
}

/// What is shared arrives as it was.
fn check_round_trip(shared: Shared) {
    let packed = compress_to_vec(shared.text().as_bytes(), 1);
    let link = Link { page: "lab".into(), kind: shared.kind(), packed, view: String::new() };
    if let Ok(fragment) = link.write() {
        let read = Link::read(&fragment).map(|link| link.and_then(|link| open(&link)));
        assert_eq!(read, Some(Ok(shared)));
    }
}
