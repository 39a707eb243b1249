//! Marks in a text, differences of two texts, and offsets of a text field.

use irsa_engine::Span;
use irsa_playground::components::tabs::target;
use irsa_playground::diff::{Change, Line, diff, lines as both};
use irsa_playground::marks::{FieldOffsets, Kind, Mark, byte_offset, field_offset, lines};

/// Writes each marked piece in brackets, lines apart by `|`.
fn check(text: &str, marks: &[(usize, usize, Kind)], expected: &str) {
    let mark = |(start, end, kind): &(usize, usize, Kind)| Mark {
        span: Span::new(*start, *end),
        kind: *kind,
    };
    let marks: Vec<Mark> = marks.iter().map(mark).collect();
    let lines = lines(text, &marks);
    let line = |pieces: &Vec<irsa_playground::marks::Piece<'_>>| -> String {
        let show = |piece: &irsa_playground::marks::Piece<'_>| match piece.kind {
            Some(kind) => format!("[{kind:?} {}]", piece.text),
            None => piece.text.to_owned(),
        };
        pieces.iter().map(show).collect()
    };
    assert_eq!(lines.iter().map(line).collect::<Vec<_>>().join("|"), expected);
}

#[test]
fn marks_cut_lines_and_the_stronger_one_wins() {
    check("abc", &[], "abc");
    check("", &[], "");
    check("abc\n", &[(1, 2, Kind::Info)], "a[Info b]c|");
    check("ab\ncd", &[(1, 4, Kind::Warning)], "a[Warning b]|[Warning c]d");
    let nested = [(0, 5, Kind::Decides), (2, 3, Kind::Differs)];
    check("abcde", &nested, "[Decides ab][Differs c][Decides de]");
    check("한글", &[(3, 6, Kind::Error)], "한[Error 글]");
    check("ab", &[(9, 12, Kind::Error)], "ab");
}

#[test]
fn a_field_counts_utf16_and_one_character_per_line_end() {
    assert_eq!(field_offset("한글😀x", 10), 4);
    assert_eq!(field_offset("a\r\nb", 3), 2);
    assert_eq!(field_offset("ab", 99), 2);
}

#[test]
fn offsets_of_a_field_lead_back_to_bytes() {
    let text = "한글😀\r\nb\nc";
    let bytes = text.char_indices().map(|(at, _)| at).filter(|at| text.as_bytes()[*at] != b'\n');
    let bytes: Vec<usize> = bytes.chain([text.len()]).collect();
    let offsets = FieldOffsets::new(text, bytes.iter().rev().copied().collect());
    for at in bytes {
        let offset = field_offset(text, at);
        assert_eq!((offsets.of(at), byte_offset(text, offset)), (Some(offset), at));
    }
    let beyond = FieldOffsets::new("ab", vec![99]);
    assert_eq!((byte_offset("ab", 99), beyond.of(99), beyond.of(1)), (2, Some(2), None));
}

#[test]
fn a_difference_is_the_lines_between_what_is_common() {
    assert_eq!(diff("a\nb\nc\n", "a\nx\nc\n"), [Change::Out("b"), Change::In("x")]);
    assert_eq!(diff("", "new\n"), [Change::In("new")]);
    assert_eq!(diff("a\na\n", "a\n"), [Change::Out("a")]);
    assert_eq!(diff("same", "same"), []);
}

#[test]
fn two_texts_side_by_side_share_what_they_can() {
    let show = |before: &str, after: &str| -> String {
        let line = |line: &Line<'_>| match line {
            Line::Same(text) => format!(" {text}"),
            Line::Out(text) => format!("-{text}"),
            Line::In(text) => format!("+{text}"),
        };
        both(before, after).iter().map(line).collect::<Vec<_>>().join("|")
    };
    let table = [
        ("a\nb\nc\n", "a\nx\nb\nc\ny\n", " a|+x| b| c|+y"),
        ("a\nb\n", "b\na\n", "-a| b|+a"),
        ("", "n\n", "+n"),
        ("o\n", "", "-o"),
        ("a\n", "a\n", " a"),
    ];
    for (before, after, expected) in table {
        assert_eq!(show(before, after), expected);
    }
    let long = "x\n".repeat(1001);
    assert_eq!(both(&long, &long).len(), 2002);
}

#[test]
fn arrow_keys_go_round_the_tabs() {
    let table = [
        ("ArrowRight", 0, 3, Some(1)),
        ("ArrowRight", 2, 3, Some(0)),
        ("ArrowLeft", 0, 3, Some(2)),
        ("Home", 2, 3, Some(0)),
        ("End", 0, 3, Some(2)),
        ("Tab", 0, 3, None),
        ("ArrowRight", 0, 0, None),
    ];
    for (key, open, count, expected) in table {
        assert_eq!(target(key, open, count), expected, "{key} from {open} of {count}");
    }
}
