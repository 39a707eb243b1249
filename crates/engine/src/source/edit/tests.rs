use super::{Change, set, with_item, without, without_items};
use crate::source::{self, Node};

fn root(text: &str) -> Node {
    source::read(text).documents.remove(0).root
}

fn applied(text: &str, change: Option<Change>) -> String {
    let Change { span, text: new } = change.unwrap();
    [text.get(..span.start).unwrap(), &new, text.get(span.end..).unwrap()].concat()
}

/// The texts before and after, parted by `=>`, with `|` for a line break.
fn check(table: &str, change: impl Fn(&str, &Node) -> Option<Change>) {
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (before, after) = line.split_once(" => ").unwrap();
        let before = before.replace('|', "\n");
        let actual = applied(&before, change(&before, &root(&before)));
        assert_eq!(actual.replace('\n', "|"), after, "{line}");
        assert!(source::read(&actual).findings.is_empty(), "{line}: {actual}");
    }
}

#[test]
fn a_value_is_set_where_the_text_has_room_for_it() {
    let table = "
        a: {b: 1} => a: {b: \"x\"}
        a: {} => a: {\"b\": \"x\"}
        a: {c: 1} => a: {\"b\": \"x\", c: 1}
        a: => a: {\"b\": \"x\"}
        a:|  c: 1 => a:|  b: \"x\"|  c: 1
        c: 1 => a:|  b: \"x\"|c: 1
        - c: 1 => - c: 1
        {\"c\": 1} => {\"a\": {\"b\": \"x\"}, \"c\": 1}
        {|  \"c\": 1|} => {|  \"a\": {\"b\": \"x\"},|  \"c\": 1|}
        {\"a\": {|  \"b\": 2|}} => {\"a\": {|  \"b\": \"x\"|}}
    ";
    check(&table.replace("        - c: 1 => - c: 1\n", ""), |text, root| {
        set(text, root, &["a", "b"], "\"x\"")
    });
    assert_eq!(set("- c: 1", &root("- c: 1"), &["a"], "1"), None);
}

#[test]
fn an_entry_is_taken_out_with_its_line_or_its_comma() {
    let table = "
        a: 1|b: 2 => b: 2
        b: 2|a: 1 => b: 2|
        b: 2|a:|  c: 1|  d: 1|e: 3 => b: 2|e: 3
        b:|  c: 1|a:|  d: 1| => b:|  c: 1|
        a: 1 => {}
        {a: 1, b: 2} => {b: 2}
        {\"b\": 2, \"a\": {\"c\": 1}} => {\"b\": 2}
    ";
    check(table, |text, root| without(text, root, "a"));
}

#[test]
fn items_are_taken_out() {
    let table = "
        - x|- x|- 1 => - 1
        - x|- 1|- x|- x| => - 1|
        - 1|- x|- x|- 2 => - 1|- 2
        a:|  - x|b: 1 => a:|  []|b: 1
        [x, x, 1] => [1]
        [1, x, x] => [1]
        [x] => []
        {\"a\": [x, 1]} => {\"a\": [1]}
    ";
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (before, after) = line.split_once(" => ").unwrap();
        let before = before.replace('|', "\n");
        let root = root(&before);
        let list = root.get("a").unwrap_or(&root);
        let changes =
            without_items(&before, list, |item| item.text().is_some_and(|it| &**it == "x"));
        let actual = changes
            .into_iter()
            .rev()
            .fold(before.clone(), |text, change| applied(&text, Some(change)));
        assert_eq!(actual.replace('\n', "|"), after, "{line}");
    }
}

#[test]
fn an_item_is_put_before_the_others() {
    check("- 1 => - 0|- 1\n[1] => [0, 1]\n[] => [0]", |text, root| with_item(text, root, "0"));
}
