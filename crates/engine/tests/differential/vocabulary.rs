//! The words of generated policies and requests.

pub(crate) const ACCOUNT: &str = "111122223333";
pub(crate) const FEDERATED: [&str; 6] = [
    "arn:aws:iam::111122223333:oidc-provider/a.b/id/ABC",
    "arn:aws:iam::111122223333:oidc-provider/a.b/id/ABCDEF",
    "arn:aws:iam::111122223333:oidc-provider/a.b/id/abc",
    "arn:aws:iam::444455556666:oidc-provider/a.b/id/ABC",
    "arn:aws:iam::111122223333:saml-provider/corp",
    "accounts.google.com",
];
pub(crate) const SERVICES: [&str; 3] =
    ["ec2.amazonaws.com", "eks.amazonaws.com", "ec2.amazonaws.com.cn"];
pub(crate) const AWS: [&str; 11] = [
    "111122223333",
    "444455556666",
    "arn:aws:iam::111122223333:root",
    "arn:aws:iam::444455556666:root",
    "arn:aws:iam::111122223333:role/app",
    "arn:aws:iam::111122223333:role/path/app",
    "arn:aws:iam::111122223333:role/ap",
    "arn:aws:iam::444455556666:role/app",
    "arn:aws:iam::111122223333:user/kim",
    "arn:aws:sts::111122223333:assumed-role/app/s",
    "arn:aws:sts::111122223333:assumed-role/app/t",
];
/// No wildcards but for `*` under `AWS`, and nobody whom a canonical id stands for.
pub(crate) const STARS: [(&str, &str); 5] = [
    ("Federated", "*"),
    ("Federated", "arn:aws:iam::111122223333:oidc-provider/*"),
    ("Service", "*"),
    ("AWS", "arn:aws:iam::111122223333:role/*"),
    ("CanonicalUser", "111122223333"),
];
pub(crate) const TRUST_ACTIONS: [&str; 3] =
    ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRole", "sts:TagSession"];
pub(crate) const ACTIONS: [&str; 3] = ["s3:GetObject", "s3:PutObject", "s3:ListBucket"];
pub(crate) const RESOURCES: [&str; 6] = [
    "arn:aws:s3:::b/kim/x",
    "arn:aws:s3:::b/x",
    "arn:aws:s3:::B/x",
    "arn:aws:s3:::b:x",
    "arn:aws:s3:us-east-1:111122223333:accesspoint/p/object/x",
    "arn:aws:s3:::c",
];

/// The condition keys, by the sort of value that they mostly hold, and such values: some of them
/// can't be read.
pub(crate) const KEYS: [(&str, &[&str]); 10] = [
    ("aws:username", &["kim", "a", "b*", "role/app", "true"]),
    ("k:text", &["a", "A", "ab", "b", "a*", "a?", "kim", "xkim", "가", "ab/b:a", ""]),
    ("k:list", &["a", "A", "ab", "b", "kim", "true", "false", "10", "2026-01-01T00:00:00Z", ""]),
    (
        "k:number",
        &[
            "0",
            "-0",
            "-10",
            "9",
            "10",
            "10.0",
            "10.5",
            "1e1",
            "9007199254740992",
            "9007199254740993",
            "ten",
            "",
        ],
    ),
    (
        "k:date",
        &[
            "2026",
            "2026-01",
            "2026-01-01",
            "2026-01-01T00:00Z",
            "2026-01-01T00:00:00Z",
            "2026-01-01T09:00:00+09:00",
            "2025-12-31T19:00:00-05:00",
            "2026-01-01T00:00:00.5Z",
            "1767225600",
            "1767225601",
            "2024-02-29",
            "2023-02-29",
            "2026-13-01",
            "1969-12-31T23:59:59Z",
            "soon",
            "",
        ],
    ),
    ("k:flag", &["true", "false", "True", "FALSE", "yes", ""]),
    ("k:bytes", &["QQ==", "QUI=", "QUJD", "qq==", "%", ""]),
    (
        "k:address",
        &[
            "10.1.2.3",
            "10.1.2.4",
            "10.0.0.0",
            "192.168.0.1",
            "2001:db8::1",
            "2001:DB8:0::1",
            "2001:db9::1",
            "here",
            "",
        ],
    ),
    (
        "k:arn",
        &[
            "arn:aws:iam::111122223333:role/app",
            "arn:aws:iam::111122223333:role/path/app",
            "arn:aws:iam::444455556666:user/kim",
            "arn:aws:sns:us-west-2:111122223333:a:b",
            "arn:aws:s3:::b",
            "arn:aws-cn:s3:::b",
            "arn:aws:s3",
            "kim",
            "",
        ],
    ),
    ("k:none", &["a"]),
];

/// Operators by the sort of value they compare: the index of a key above.
pub(crate) const OPERATORS: [(&str, usize); 28] = [
    ("StringEquals", 1),
    ("StringNotEquals", 1),
    ("StringEqualsIgnoreCase", 1),
    ("StringNotEqualsIgnoreCase", 1),
    ("StringLike", 1),
    ("StringNotLike", 1),
    ("NumericEquals", 3),
    ("NumericNotEquals", 3),
    ("NumericLessThan", 3),
    ("NumericLessThanEquals", 3),
    ("NumericGreaterThan", 3),
    ("NumericGreaterThanEquals", 3),
    ("DateEquals", 4),
    ("DateNotEquals", 4),
    ("DateLessThan", 4),
    ("DateLessThanEquals", 4),
    ("DateGreaterThan", 4),
    ("DateGreaterThanEquals", 4),
    ("Bool", 5),
    ("BinaryEquals", 6),
    ("IpAddress", 7),
    ("NotIpAddress", 7),
    ("ArnEquals", 8),
    ("ArnNotEquals", 8),
    ("ArnLike", 8),
    ("ArnNotLike", 8),
    ("Null", 5),
    ("StringNonsense", 1),
];

/// What policies say beside values that requests have: wildcards and variables above all.
pub(crate) const PATTERNS: [&str; 18] = [
    "*",
    "?",
    "a*",
    "?b",
    "*k?m",
    "b*",
    "${aws:username}",
    "x${AWS:UserName}",
    "${k:text}",
    "${k:none, 'a'}",
    "${k:list}",
    "a${*}",
    "a${?}",
    "${$}{aws:username}",
    "${unclosed",
    "${k:flag}",
    "*${aws:username}*",
    "가*",
];
pub(crate) const NETWORKS: [&str; 9] = [
    "10.0.0.0/8",
    "10.1.2.3/31",
    "10.1.2.3/32",
    "0.0.0.0/0",
    "::/0",
    "2001:db8::/32",
    "2001:db8::/128",
    "10.0.0.0/33",
    "10.0.0.0/",
];
pub(crate) const ARN_PATTERNS: [&str; 12] = [
    "arn:aws:iam::*:role/app",
    "arn:aws:iam::*:role/*",
    "arn:*:iam::111122223333:*",
    "arn:aws:iam::??????????33:role/app",
    "arn:aws:*:app",
    "arn:aws:sns:*:*:*",
    "*",
    "arn:*",
    "arn:aws:iam::444455556666:user/${aws:username}",
    "arn:aws:s3:::${k:text, 'b'}",
    "arn:aws*:s3:::?",
    "arn:aws:iam::*:${aws:username}",
];
