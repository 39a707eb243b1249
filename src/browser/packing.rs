//! Raw DEFLATE by the browser: <https://compression.spec.whatwg.org/>. An implementation of our own
//! would weigh more than the page's first load has room for.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_futures::js_sys::{Array, Reflect, Uint8Array};
use web_sys::{Blob, ReadableStream, ReadableStreamDefaultReader, ReadableWritablePair};

use crate::share::{Inflated, LinkError};

/// The name of raw DEFLATE.
const FORMAT: &str = "deflate-raw";

#[wasm_bindgen]
extern "C" {
    type CompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    type DecompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

/// Packs a text.
///
/// # Errors
/// Where the browser can't.
pub(super) async fn pack(text: &str) -> Result<Vec<u8>, LinkError> {
    let stream = CompressionStream::new(FORMAT).map_err(|_| LinkError::NoCompression)?;
    let packed = piped(text.as_bytes(), &stream).ok_or(LinkError::NoCompression)?;
    let mut bytes = Vec::new();
    read(&packed, |chunk| {
        bytes.extend_from_slice(chunk);
        Ok(())
    })
    .await
    .map_err(|_| LinkError::NoCompression)?;
    Ok(bytes)
}

/// Unpacks a payload, as far as is allowed.
///
/// # Errors
/// Where it is no DEFLATE, is cut off, or is too large.
pub(super) async fn unpack(packed: &[u8]) -> Result<Inflated, LinkError> {
    let stream = DecompressionStream::new(FORMAT).map_err(|_| LinkError::NoCompression)?;
    let text = piped(packed, &stream).ok_or(LinkError::NoCompression)?;
    let mut inflated = Inflated::default();
    read(&text, |chunk| inflated.take(chunk)).await?;
    Ok(inflated)
}

/// The bytes as they come out of a stream that has a readable and a writable side.
fn piped(bytes: &[u8], through: &JsValue) -> Option<ReadableStream> {
    let through: &ReadableWritablePair = through.unchecked_ref();
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes))).ok()?;
    Some(blob.stream().pipe_through(through))
}

/// Hands over each chunk of a stream, and stops at the first that is not taken.
async fn read(
    stream: &ReadableStream,
    mut take: impl FnMut(&[u8]) -> Result<(), LinkError>,
) -> Result<(), LinkError> {
    let broken = |_: JsValue| LinkError::NotDeflate;
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    loop {
        let result = JsFuture::from(reader.read()).await.map_err(broken)?;
        if Reflect::get(&result, &"done".into()).map_err(broken)?.is_truthy() {
            return Ok(());
        }
        let chunk = Reflect::get(&result, &"value".into()).map_err(broken)?;
        if let Err(error) = take(&Uint8Array::new(&chunk).to_vec()) {
            // It is read no further, whether or not that is heard of.
            let _ = reader.cancel();
            return Err(error);
        }
    }
}
