//! Policies and requests from a number: few words, so that they often meet.

use serde_json::{Map, Value, json};

use crate::vocabulary::{
    ACCOUNT, ACTIONS, ARN_PATTERNS, AWS, FEDERATED, KEYS, NETWORKS, OPERATORS, PATTERNS, RESOURCES,
    SERVICES, STARS, TRUST_ACTIONS,
};

/// Who asks, as `irsa_engine::iam::Caller`, but owned.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Who {
    Federated(String),
    Service(String),
    Aws(String),
    Anonymous,
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) who: Who,
    pub(crate) action: String,
    pub(crate) account: String,
    /// The resource; none where the policy is a role's trust policy.
    pub(crate) resource: Option<String>,
    /// Keys in any letter case, each with its values.
    pub(crate) context: Vec<(String, Vec<String>)>,
}

impl Asked {
    /// The values of a key; none is the same as no key.
    pub(crate) fn values(&self, key: &str) -> Vec<String> {
        let found = self.context.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
        found.map(|(_, values)| values.clone()).unwrap_or_default()
    }
}

/// A policy and a request.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) policy: Value,
    pub(crate) asked: Asked,
}

/// Numbers that look random and are the same in every run: SplitMix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count as u64).unwrap()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// A text of those characters.
    fn text(&mut self, chars: &str) -> String {
        let chars: Vec<char> = chars.chars().collect();
        (0..self.below(6)).map(|_| self.pick(&chars)).collect()
    }

    /// The same text in another letter case, now and then.
    fn jitter(&mut self, text: &str, percent: usize) -> String {
        match self.chance(percent) {
            true if self.chance(50) => text.to_ascii_uppercase(),
            true => text.to_ascii_lowercase(),
            false => text.to_owned(),
        }
    }

    /// The items: alone, in a list, or in a list with others.
    fn listed(&mut self, first: Value, mut more: impl FnMut(&mut Self) -> Value) -> Value {
        match self.below(10) {
            0..=4 => first,
            5 => json!([first]),
            6 => json!([]),
            7 => json!([more(self), first]),
            _ => json!([first, more(self), more(self)]),
        }
    }
}

/// The case of that number.
pub(crate) fn case(number: u64) -> Case {
    let mut random = Random(number);
    let is_trust = random.chance(70);
    let asked = asked(&mut random, is_trust);
    let count = 1 + random.below(3);
    let statements: Vec<Value> = (0..count).map(|_| statement(&mut random, &asked)).collect();
    let mut policy = Map::new();
    match random.below(20) {
        0 => {}
        1 | 2 => drop(policy.insert("Version".into(), "2008-10-17".into())),
        _ => drop(policy.insert("Version".into(), "2012-10-17".into())),
    }
    let statements = match <[Value; 1]>::try_from(statements) {
        Ok([alone]) if random.chance(30) => alone,
        Ok(one) => json!(one),
        Err(several) => json!(several),
    };
    policy.insert("Statement".into(), statements);
    Case { policy: policy.into(), asked }
}

fn asked(random: &mut Random, is_trust: bool) -> Asked {
    let who = match random.below(10) {
        0..=5 => Who::Federated(random.pick(&FEDERATED).into()),
        6 => Who::Service(random.pick(&SERVICES).into()),
        7 | 8 => Who::Aws(random.pick(&AWS).into()),
        _ => Who::Anonymous,
    };
    let action = random.pick(if is_trust { &TRUST_ACTIONS } else { &ACTIONS });
    let mut context = Vec::new();
    for (key, values) in &KEYS[..KEYS.len() - 1] {
        let count = match (random.below(20), *key) {
            (0..=2, _) => continue,
            (3, _) => 0,
            (4, _) | (5..=12, "k:list") => 2 + random.below(2),
            _ => 1,
        };
        let values = (0..count).map(|_| match random.chance(10) {
            true if *key == "k:text" => random.text("ab:/"),
            _ => random.pick(values).to_owned(),
        });
        let values = values.collect();
        context.push((random.jitter(key, 20), values));
    }
    Asked {
        who,
        action: action.into(),
        account: ACCOUNT.into(),
        resource: (!is_trust).then(|| random.pick(&RESOURCES).into()),
        context,
    }
}

fn statement(random: &mut Random, asked: &Asked) -> Value {
    let mut statement = Map::new();
    statement.insert("Effect".into(), random.pick(&["Allow", "Allow", "Deny"]).into());
    let is_trust = asked.resource.is_none();
    let not = |random: &mut Random, element: &str| match random.chance(12) {
        true => format!("Not{element}"),
        false => element.to_owned(),
    };
    // A trust policy has no `NotPrincipal`.
    let principal = if is_trust { "Principal".to_owned() } else { not(random, "Principal") };
    statement.insert(principal, principals(random, asked));
    let own = Value::from(asked.action.clone());
    let action = if random.chance(40) { own } else { action(random, is_trust) };
    let actions = random.listed(action, |random| self::action(random, is_trust));
    statement.insert(not(random, "Action"), actions);
    if let Some(resource) = &asked.resource {
        let own = Value::from(resource.clone());
        let resource = if random.chance(40) { own } else { resource_pattern(random) };
        statement.insert(not(random, "Resource"), random.listed(resource, resource_pattern));
    }
    let mut conditions = Map::new();
    for _ in 0..random.pick(&[0, 1, 1, 1, 2, 3]) {
        let (operator, key, values) = condition(random, asked);
        let keys = conditions.entry(operator).or_insert_with(|| json!({}));
        if let Value::Object(keys) = keys {
            keys.insert(key, values);
        }
    }
    if !conditions.is_empty() {
        statement.insert("Condition".into(), conditions.into());
    }
    statement.into()
}

fn principals(random: &mut Random, asked: &Asked) -> Value {
    let sort = |who: &Who| match who {
        Who::Federated(name) => Some(("Federated", name.clone())),
        Who::Service(name) => Some(("Service", name.clone())),
        Who::Aws(name) => Some(("AWS", name.clone())),
        Who::Anonymous => None,
    };
    let other = |random: &mut Random| match random.below(6) {
        0 | 1 => ("Federated", random.pick(&FEDERATED).to_owned()),
        2 => ("Service", random.pick(&SERVICES).to_owned()),
        3 => ("AWS", random.pick(&AWS).to_owned()),
        4 => {
            let (key, name) = random.pick(&STARS);
            (key, name.to_owned())
        }
        _ => ("AWS", "*".to_owned()),
    };
    if random.chance(12) {
        return "*".into();
    }
    let mut map = Map::new();
    let own = sort(&asked.who).filter(|_| random.chance(55));
    let (key, name) = own.unwrap_or_else(|| other(random));
    let names = random.listed(name.into(), |random| match key {
        "Federated" => random.pick(&FEDERATED).into(),
        "Service" => random.pick(&SERVICES).into(),
        _ => random.pick(&AWS).into(),
    });
    map.insert(key.into(), names);
    if random.chance(15) {
        let (key, name) = other(random);
        map.insert(key.into(), name.into());
    }
    map.into()
}

fn action(random: &mut Random, is_trust: bool) -> Value {
    let patterns = match is_trust {
        true => ["sts:AssumeRole*", "STS:*", "sts:AssumeRoleWith???Identity", "s3:*"],
        false => ["s3:Get*", "s3:?etObject", "S3:*", "sts:*"],
    };
    let name = random.pick(if is_trust { &TRUST_ACTIONS } else { &ACTIONS });
    let action = match random.below(4) {
        0 => "*",
        1 => name,
        _ => random.pick(&patterns),
    };
    random.jitter(action, 20).into()
}

fn resource_pattern(random: &mut Random) -> Value {
    const MORE: [&str; 9] = [
        "*",
        "arn:aws:s3:::*",
        "arn:aws:s3:::b/*",
        "arn:aws:s3:::b/${aws:username}/*",
        "arn:aws:*:x",
        "arn:aws:s3:*:*:*",
        "arn:aws:s3:::?/x",
        "arn:aws:s3:::b/${k:none}/x",
        "arn:aws:s3:::b:*",
    ];
    let exact = random.pick(&RESOURCES);
    let pattern = random.pick(&MORE);
    if random.chance(30) { exact.into() } else { pattern.into() }
}

fn condition(random: &mut Random, asked: &Asked) -> (String, String, Value) {
    let (name, sort) = random.pick(&OPERATORS);
    let set = random.pick(&["", "", "", "", "", "", "ForAllValues:", "ForAnyValue:"]);
    // IAM refuses both with `Null`, which is about presence alone.
    let set = if name == "Null" { "" } else { set };
    let if_exists = if name != "Null" && random.chance(15) { "IfExists" } else { "" };
    let operator = random.jitter(&format!("{set}{name}{if_exists}"), 4);
    let (key, _) = match random.below(100) {
        0..=64 if set.is_empty() => KEYS[sort],
        0..=44 => KEYS[2],
        45..=64 => KEYS[sort],
        _ => random.pick(&KEYS),
    };
    let actual = asked.values(key);
    let value = |random: &mut Random| -> Value {
        let own = (!actual.is_empty()).then(|| random.below(actual.len()));
        let text = match (random.below(10), own) {
            (0..=3, Some(own)) => actual[own].clone(),
            (4, _) if sort == 1 => random.text("ab*?:/"),
            (5, _) => random.pick(&PATTERNS).into(),
            (6 | 7, _) if sort == 8 => random.pick(&ARN_PATTERNS).into(),
            (6 | 7, _) if sort == 7 => random.pick(&NETWORKS).into(),
            (6 | 7, _) if sort == 1 => random.pick(&PATTERNS).into(),
            _ => random.pick(KEYS[sort].1).into(),
        };
        match (&*text, random.chance(20)) {
            ("true", true) => true.into(),
            ("false", true) => false.into(),
            ("0" | "9" | "10" | "10.5" | "1767225600", true) => {
                serde_json::from_str(&text).unwrap()
            }
            _ => text.into(),
        }
    };
    let first = value(random);
    let values = random.listed(first, value);
    (operator, random.jitter(key, 15), values)
}

impl Case {
    /// The parts of the policy, each as a policy that asks for that part alone: a difference of the
    /// whole is one of these.
    pub(crate) fn parts(&self) -> Vec<Self> {
        let statements = match &self.policy["Statement"] {
            Value::Array(several) => several.clone(),
            alone => vec![alone.clone()],
        };
        let mut parts = Vec::new();
        for statement in statements {
            for (element, value) in statement.as_object().into_iter().flatten() {
                match (&**element, value) {
                    ("Effect", _) => {}
                    ("Condition", Value::Object(operators)) => {
                        let keys = operators.iter().flat_map(|(operator, keys)| {
                            let keys = keys.as_object().into_iter().flatten();
                            keys.map(move |(key, values)| json!({operator: {key: values}}))
                        });
                        parts.extend(keys.map(|condition| self.part(element, condition)));
                    }
                    _ => parts.push(self.part(element, value.clone())),
                }
            }
        }
        parts
    }

    /// The policy with one value of each list alone; it asks for one part.
    pub(crate) fn singles(&self) -> Vec<Self> {
        let mut singles = Vec::new();
        for (element, value) in self.policy["Statement"].as_object().into_iter().flatten() {
            for value in values(value, if element == "Condition" { 2 } else { 1 }) {
                singles.push(self.part(element, value));
            }
        }
        singles
    }

    fn part(&self, element: &str, value: Value) -> Self {
        let mut statement = Map::new();
        statement.insert("Effect".into(), "Allow".into());
        let mut others = vec!["Principal", "Action"];
        others.extend(self.asked.resource.as_ref().map(|_| "Resource"));
        others.retain(|other| *other != element.trim_start_matches("Not"));
        statement.extend(others.into_iter().map(|other| (other.to_owned(), "*".into())));
        statement.insert(element.to_owned(), value);
        let mut policy = self.policy.clone();
        policy["Statement"] = statement.into();
        Self { policy, asked: self.asked.clone() }
    }
}

/// A list's values one by one, below the only keys of so many maps.
fn values(value: &Value, maps: usize) -> Vec<Value> {
    match value {
        Value::Array(items) => items.clone(),
        Value::Object(map) if maps > 0 => {
            let each = map.iter().flat_map(|(key, value)| {
                values(value, maps - 1).into_iter().map(move |value| json!({key: value}))
            });
            each.collect()
        }
        alone => vec![alone.clone()],
    }
}
