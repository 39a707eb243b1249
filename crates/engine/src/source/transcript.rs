//! What people copy out of a terminal or an issue: outputs with the commands that print them, and
//! fences around them. Neither is content; both may tell one output from the next.

/// How a line begins that is a command, behind a prompt if there is one.
const COMMANDS: [&str; 3] = ["kubectl ", "aws ", "eksctl "];
/// What stands around code in an issue.
const FENCE: &str = "```";
/// How prompts end.
const PROMPTS: [char; 4] = ['$', '%', '~', '➜'];
/// How those end that say first where they stand: alone, the signs begin comments and quotes.
const PLACED: [char; 2] = ['#', '>'];
/// What only a place has in it, as in `root@host:/app#`, `sh-5.2#` and `PS C:\>`.
const PLACE: [char; 5] = ['@', '/', '\\', '~', '-'];

/// The same text with blanks for commands and fences, and `---` for those between two outputs, so
/// that every other character stays where it is; none where there are no such lines.
pub(super) fn quiet(text: &str) -> Option<String> {
    // Most texts have none, and to look at each line of a long one takes as long as to read it.
    if !text.contains(FENCE) && !COMMANDS.iter().any(|command| text.contains(command)) {
        return None;
    }
    let mut quiet = String::with_capacity(text.len());
    // Where the first command begins that no output follows yet, and whether one came before.
    let (mut found, mut pending, mut content, mut goes_on) = (None, None, false, false);
    let mut breaks: Vec<usize> = Vec::new();
    for line in text.split_inclusive('\n') {
        let is_noise = goes_on || line.starts_with(FENCE) || is_command(line);
        if !is_noise {
            if !line.trim().is_empty() && !line.starts_with('#') {
                if content && begins_document(line) {
                    breaks.extend(pending);
                }
                (content, pending) = (true, None);
            }
            quiet.push_str(line);
            continue;
        }
        found = found.or(Some((quiet.len(), content)));
        pending = pending.or(Some(quiet.len()));
        goes_on = line.trim_end().ends_with('\\');
        let blank = |char: char| if matches!(char, '\n' | '\r') { char } else { ' ' };
        line.chars().for_each(|char| {
            for _ in 0..char.len_utf8() {
                quiet.push(blank(char));
            }
        });
    }
    let (first, behind_content) = found?;
    if !breaks.is_empty() && !behind_content {
        breaks.push(first);
    }
    for at in breaks {
        if quiet.get(at..at + 3) == Some("   ") {
            quiet.replace_range(at..at + 3, "---");
        }
    }
    Some(quiet)
}

fn is_command(line: &str) -> bool {
    if matches!(line.trim_end(), "$" | "%") {
        return true;
    }
    let at = COMMANDS.iter().filter_map(|command| line.find(command)).min();
    at.and_then(|at| line.get(..at)).is_some_and(|before| {
        let prompt = before.trim_end();
        let is_placed = |place: &str| place.contains(PLACE) && !place.contains(": ");
        before.is_empty()
            || !line.starts_with([' ', '\t', '#', '-'])
                && (prompt.ends_with(PROMPTS) || prompt.strip_suffix(PLACED).is_some_and(is_placed))
    })
}

/// Whether a line can be the first of an output: what is further in, or an item of a list, goes on
/// with what stands above.
fn begins_document(line: &str) -> bool {
    line.starts_with("---") || line.starts_with(|c: char| c.is_alphabetic() || "{[\"".contains(c))
}

#[cfg(test)]
mod tests {
    use super::quiet;

    fn check(text: &str, expected: Option<&str>) {
        let actual = quiet(text);
        assert_eq!(actual.as_deref(), expected, "{text}");
        assert!(actual.is_none_or(|actual| actual.len() == text.len()));
    }

    #[test]
    fn commands_and_fences_are_blank() {
        check("a: 1\n", None);
        check("run: aws s3 ls\n", None);
        check("  aws s3 ls\n", None);
        check("$ aws sts x\n{}\n", Some("           \n{}\n"));
        check("[ec2-user@ip ~]$ aws x\r\n{}\r\n", Some("                      \r\n{}\r\n"));
        check(
            "kubectl get pod \\\n  -o yaml\na: 1\n",
            Some("                 \n         \na: 1\n"),
        );
        check("```json\n{}\n```\n", Some("       \n{}\n   \n"));
        check("➜  ~ aws x\n{}", Some("            \n{}"));
        check("root@host:~# aws x\n{}", Some("                  \n{}"));
        check("PS C:\\> aws x\n{}", Some("             \n{}"));
    }

    #[test]
    fn a_comment_is_no_command() {
        for line in ["# aws x", "## $ aws x", "> aws x", "a: b/c # aws x", "--- # aws x"] {
            check(&format!("a:\n{line}\n  b: 1\n"), None);
        }
    }

    #[test]
    fn what_goes_on_is_not_parted() {
        check("a:\n$ aws x\n  b: 1\n", Some("a:\n       \n  b: 1\n"));
        check("a:\n$ aws x\n- b\n", Some("a:\n       \n- b\n"));
    }

    #[test]
    fn what_stands_between_outputs_parts_them() {
        check("a: 1\n$ aws x\nb: 2\n", Some("a: 1\n---    \nb: 2\n"));
        check("$ aws x\n{}\n$ aws y\n{}\n$ \n", Some("---    \n{}\n---    \n{}\n  \n"));
        check("```\n{}\n```\n\n```\n{}\n```", Some("---\n{}\n---\n\n   \n{}\n   "));
    }
}
