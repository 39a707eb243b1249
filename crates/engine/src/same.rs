//! Whether two texts are the same, eight bytes at a time.
//!
//! WebAssembly can't compare memory by itself, and what `==` becomes there goes byte by byte. A
//! decision compares little else: the ARN of a provider, and condition keys that begin with it.

/// Whether two texts are the same. Their ends are compared first: keys of one issuer differ there.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let ((first, words), (other_first, other_words)) = (one.as_rchunks(), other.as_rchunks());
    let word = |bytes: &[u8; 8]| u64::from_ne_bytes(*bytes);
    let mut pairs = words.iter().zip(other_words).rev();
    one.len() == other.len()
        && pairs.all(|(word_of_one, of_other)| word(word_of_one) == word(of_other))
        && first == other_first
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
