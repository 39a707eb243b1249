use super::*;

/// The constants are the output of the `openssl` commands in `content/keys/README.md`.
#[test]
fn key_ids_are_what_openssl_computes() {
    for key in DemoKey::ALL {
        assert_eq!(key.public().unwrap().kid().as_deref(), Ok(key.kid()));
    }
}

#[test]
fn public_parts_are_what_openssl_prints() {
    let table = [
        (DemoKey::First, [0xbe, 0x4f, 0xe3, 0xaf, 0x08, 0x27, 0xc7, 0x14]),
        (DemoKey::Second, [0xb2, 0x37, 0x63, 0x36, 0x68, 0x9e, 0xe4, 0xa3]),
    ];
    for (key, modulus) in table {
        let public = key.public().unwrap();
        assert_eq!((public.n.len(), public.e.as_slice()), (256, [1, 0, 1].as_slice()));
        assert_eq!(public.n[..8], modulus);
    }
}

#[test]
fn rotation() {
    let table = [
        // (instant, signing key, published keys)
        ("2025-12-28T23:59:59Z", DemoKey::Second, 1),
        ("2025-12-29T00:00:00Z", DemoKey::First, 2),
        ("2025-12-29T23:59:59Z", DemoKey::First, 2),
        ("2025-12-30T00:00:00Z", DemoKey::First, 1),
        ("2026-01-04T23:59:59Z", DemoKey::First, 1),
        ("2026-01-05T00:00:00Z", DemoKey::Second, 2),
        ("2026-01-12T00:00:00Z", DemoKey::First, 2),
    ];
    for (at, signing, published) in table {
        let at = Timestamp::parse(at).unwrap();
        assert_eq!(DemoKey::signing_at(at), signing, "{at}");
        assert_eq!(DemoKey::published_at(at).len(), published, "{at}");
    }
}

#[test]
fn a_token_finds_its_key_for_as_long_as_it_lives() {
    for hour in 0..24 * 15 {
        let issued = Timestamp(1_766_900_000 + hour * 3600);
        let key = DemoKey::signing_at(issued);
        for age in [0, 3600, 43_200, 86_399] {
            let at = issued.plus(age);
            assert!(DemoKey::published_at(at).contains(&key), "{issued} {age}");
        }
    }
}

#[test]
fn no_bytes_panic() {
    for (n, e) in [(vec![], vec![]), (vec![0; 256], vec![3]), (vec![2; 9000], vec![0; 9000])] {
        assert_eq!(PublicKey { n, e }.kid(), Err(KeyError));
    }
}
