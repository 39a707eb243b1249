use super::*;

#[track_caller]
fn check(line: &str, ratio: Option<f64>, within: Option<bool>) {
    let figure = figure(line, Profile::Release).unwrap();
    assert_eq!((figure.ratio, figure.within), (ratio, within), "{line}");
}

#[test]
fn better_is_more_a_second_and_less_of_anything_else() {
    let rate = r#"{"name":"a","unit":"/s","ours":30,"peer":10,"peer_name":"b","budget":20}"#;
    check(rate, Some(3.0), Some(true));
    check(&rate.replace("20}", "40}"), Some(3.0), Some(false));
    let time = r#"{"name":"a","unit":"ms","ours":30,"peer":10,"peer_name":"b","budget":20}"#;
    check(time, Some(1.0 / 3.0), Some(false));
    check(&time.replace("20}", "30}"), Some(1.0 / 3.0), Some(true));
    let alone = r#"{"name":"a","unit":"ms","ours":30,"peer":null,"peer_name":null,"budget":null}"#;
    check(alone, None, None);
}

#[test]
fn a_measurement_that_means_nothing_is_an_error() {
    let error = figure(r#"{"error":"both sides differ"}"#, Profile::Release).unwrap_err();
    assert!(error.to_string().contains("both sides differ"), "{error}");
}

#[test]
fn a_row_says_how_a_figure_stands_to_peer_and_budget() {
    let line = r#"{"name":"a","unit":"/s","ours":3000000,"peer":100,"peer_name":"b","budget":4e6}"#;
    let row = row(&figure(line, Profile::Release).unwrap());
    let words: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(words.join(" "), "a 3000000 /s 30000.0 times 100 of b NOT within 4000000");
}
