//! Sorting by numbers.

/// `items` in the order of their keys; equal keys keep their order.
///
/// One sort serves every type: each instance of the standard library's costs kilobytes of wasm,
/// and the lists here are short.
pub(crate) fn in_order<T>(items: Vec<T>, key: impl Fn(&T) -> [usize; 3]) -> Vec<T> {
    let keys = items.iter().enumerate().map(|(at, item)| (key(item), at));
    let mut keys: Vec<([usize; 3], usize)> = keys.collect();
    keys.sort_unstable();
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    keys.into_iter().filter_map(|(_, at)| items.get_mut(at)?.take()).collect()
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn equal_keys_keep_their_order() {
        let sorted = in_order(vec!["bb", "a", "cc", "d"], |text| [text.len(), 0, 0]);
        assert_eq!(sorted, ["a", "d", "bb", "cc"]);
    }
}
