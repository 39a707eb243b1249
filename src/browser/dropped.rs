//! The files that a drop holds, those in folders included.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Array, Promise};
use web_sys::{
    DataTransfer, File, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry,
    FileSystemFileEntry,
};

/// One more file than the engine reads, which then says so.
const FILES_MAX: usize = irsa_engine::source::limits::FILES + 1;

/// What was dropped. It has to be asked for while the drop happens, and is read later.
#[must_use]
pub fn entries(data: &DataTransfer) -> Vec<FileSystemEntry> {
    let items = data.items();
    let items = (0..items.length()).filter_map(|index| items.get(index));
    items.filter_map(|item| item.webkit_get_as_entry().ok().flatten()).collect()
}

/// The files among the entries and below them by path, in the order of paths. What hides behind a
/// dot is left out, as a shell does.
pub async fn files(mut left: Vec<FileSystemEntry>) -> Vec<(String, File)> {
    let mut found: Vec<(String, File)> = Vec::new();
    while let Some(entry) = left.pop() {
        if found.len() >= FILES_MAX || entry.name().starts_with('.') {
            continue;
        }
        if entry.is_directory() {
            left.extend(children(entry.unchecked_ref()).await);
        } else if let Some(file) = file(entry.unchecked_ref()).await {
            let path = entry.full_path().trim_start_matches('/').to_owned();
            let at = found.partition_point(|(before, _)| *before <= path);
            found.insert(at, (path, file));
        }
    }
    found
}

/// What lies in a folder; a browser hands it out in portions, of which the last is empty.
async fn children(folder: &FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut children = Vec::new();
    loop {
        let portion = portion(&reader).await.unwrap_or_default();
        if portion.length() == 0 || children.len() >= FILES_MAX {
            return children;
        }
        children.extend(portion.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
}

async fn portion(reader: &FileSystemDirectoryReader) -> Option<Array> {
    let promise = Promise::new(&mut |resolve, reject| {
        // A folder that can't be read calls neither, and refuses at once.
        let _ = reader.read_entries_with_callback_and_callback(&resolve, &reject);
    });
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

async fn file(entry: &FileSystemFileEntry) -> Option<File> {
    let promise = Promise::new(&mut |resolve, reject| {
        entry.file_with_callback_and_callback(&resolve, &reject);
    });
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}
