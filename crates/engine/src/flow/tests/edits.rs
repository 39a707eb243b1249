//! A value is edited, and the rest of the flow follows.

use super::*;

/// The flow's title of a message, to name the steps that the rows edit.
fn check(row: &str) -> Result<(), String> {
    let (text, rest) = row.split_once('|').ok_or("no bar")?;
    let (title, expected) = rest.split_once('|').ok_or("one bar")?;
    let setup = setup(text);
    let flow = run(&setup);
    let edited = flow.messages.iter().find(|message| !message.edited.is_empty());
    let edited = edited.ok_or("nothing was edited")?;
    let found = flow.refused.map_or("-", Check::id);
    if (edited.title.id(), found) == (title.trim(), expected.trim()) {
        return Ok(());
    }
    Err(format!("found {} | {found}", edited.title.id()))
}

#[test]
fn each_row() {
    let table = include_str!("edits.txt");
    let wrong: Vec<String> = rows(table)
        .filter_map(|row| check(row).err().map(|error| format!("{row}\n  {error}")))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What is edited early is seen in what is sent late.
#[test]
fn the_rest_follows() {
    let flow = run(&setup("oidc 6:username=bob"));
    let last = flow.messages.last().unwrap();
    assert!(last.http.ends_with("Hello, bob.\n"), "{}", last.http);
    let flow = run(&setup("irsa 0:spec.expirationSeconds=600"));
    let token = flow.messages.iter().flat_map(|message| &message.tokens).next().unwrap();
    let claims = token.claims.as_ref().unwrap();
    let at = |name: &str| claims[name].as_i64().unwrap();
    assert_eq!(at("exp") - at("iat"), 600);
    let flow = run(&setup("irsa 3:RoleSessionName=somebody"));
    let credentials = flow.messages.iter().find(|one| one.title == Title::Credentials).unwrap();
    assert!(credentials.http.contains("assumed-role/S3Reader/somebody"), "{}", credentials.http);
}

/// Links tell what still fits together.
#[test]
fn links_break_where_a_value_was_edited() {
    let links = |text: &str| -> Vec<String> {
        let flow = run(&setup(text));
        let all = flow.links.iter().filter(|link| link.relation != links::Relation::Key);
        let line = |link: &Link| {
            let (from, to) = (&link.from, &link.to);
            let holds = if link.holds { "holds" } else { "broken" };
            let relation = link.relation.id();
            format!("{relation} {}:{} {}:{} {holds}", from.step, from.field, to.step, to.field)
        };
        all.map(line).collect()
    };
    assert_eq!(
        links("oidc"),
        [
            "s256 9:code_verifier 3:code_challenge holds",
            "at-hash 10:access_token 10:id_token.at_hash holds",
            "echo 3:state 4:state holds",
            "echo 3:state 7:state holds",
            "echo 3:state 8:state holds",
            "echo 3:nonce 10:id_token.nonce holds",
        ]
    );
    assert_eq!(
        links("oidc 10:access_token=other 10:id_token.nonce=other").get(1..),
        Some(
            &[
                "at-hash 10:access_token 10:id_token.at_hash broken",
                "echo 3:state 4:state holds",
                "echo 3:state 7:state holds",
                "echo 3:state 8:state holds",
                "echo 4:nonce 10:id_token.nonce broken",
            ]
            .map(str::to_owned)[..]
        )
    );
    assert_eq!(links("irsa"), ["payload 9:body 9:x-amz-content-sha256 holds"]);
}
