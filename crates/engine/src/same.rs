//! Whether two texts are the same, eight bytes at a time.
//!
//! WebAssembly can't compare memory by itself, and what `==` becomes there goes byte by byte. A
//! decision compares little else: the ARN of a provider, and condition keys that begin with it.

/// Whether two texts are the same. Their ends are compared first: keys of one issuer differ there.
pub(crate) fn same(one: &str, other: &str) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut words = one.rchunks_exact(8).zip(other.rchunks_exact(8));
    words.all(|(word, other)| number(word) == number(other))
        && match (one.first_chunk(), other.first_chunk()) {
            (Some(first), Some(other)) => u64::from_ne_bytes(*first) == u64::from_ne_bytes(*other),
            _ => one == other,
        }
}

/// Eight bytes as a number; none of any other count.
fn number(word: &[u8]) -> Option<u64> {
    word.try_into().ok().map(u64::from_ne_bytes)
}

#[cfg(test)]
mod tests {
    use super::same;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_equality(
            one in "[ab]{0,20}",
            other in "[ab]{0,20}",
            at in any::<prop::sample::Index>(),
        ) {
            prop_assert_eq!(same(&one, &other), one == other);
            prop_assert!(same(&one, &one.clone()));
            let mut changed = one.clone().into_bytes();
            if !changed.is_empty() {
                let at = at.index(changed.len());
                changed[at] ^= 1;
                prop_assert!(!same(&one, &String::from_utf8(changed).unwrap()));
            }
        }
    }
}
