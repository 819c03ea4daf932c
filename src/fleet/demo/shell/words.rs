//! A command line, cut into words and what stands between commands.

/// How the next command depends on the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// `;` or a new line: always.
    Always,
    /// `&&`: when it went well.
    And,
    /// `||`: when it did not.
    Or,
}

/// One command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// How it is joined to the one before.
    pub join: Join,
    /// Its words without their quotes.
    pub words: Vec<String>,
    /// Whether its output goes to standard error, by `>&2`.
    pub to_stderr: bool,
}

/// Cut `line`.
///
/// # Errors
/// The message of a shell, without its own name, when a quote is not closed or something stands
/// there that this shell does not know.
pub fn commands(line: &str) -> Result<Vec<Command>, String> {
    let mut commands = Vec::new();
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let (mut join, mut to_stderr) = (Join::Always, false);
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        let text = match c {
            '\'' | '"' => {
                word.get_or_insert_default().push_str(&quoted(c, &mut rest)?);
                continue;
            }
            '\\' => rest.next(),
            '#' if word.is_none() => {
                while rest.next_if(|next| *next != '\n').is_some() {}
                continue;
            }
            ' ' | '\t' => {
                words.extend(word.take());
                continue;
            }
            ';' | '\n' | '&' | '|' => {
                words.extend(word.take());
                let twice = rest.next_if_eq(&c).is_some();
                let next = match (c, twice) {
                    (';', false) | ('\n', _) => Join::Always,
                    ('&', true) => Join::And,
                    ('|', true) => Join::Or,
                    _ => return Err(format!("Syntax error: \"{c}\" unexpected")),
                };
                if !words.is_empty() {
                    let words = std::mem::take(&mut words);
                    commands.push(Command { join, words, to_stderr });
                }
                (join, to_stderr) = (next, false);
                continue;
            }
            '>' if rest.next_if_eq(&'&').is_some() && rest.next_if_eq(&'2').is_some() => {
                words.extend(word.take());
                to_stderr = true;
                continue;
            }
            '<' | '>' | '(' | ')' | '`' => {
                return Err(format!("Syntax error: \"{c}\" unexpected (this is a demo)"));
            }
            other => Some(other),
        };
        word.get_or_insert_default().extend(text);
    }
    words.extend(word);
    if !words.is_empty() {
        commands.push(Command { join, words, to_stderr });
    }
    Ok(commands)
}

/// The text up to the closing `quote`.
fn quoted(
    quote: char,
    rest: &mut std::iter::Peekable<std::str::Chars<'_>>,
) -> Result<String, String> {
    let mut text = String::new();
    while let Some(c) = rest.next() {
        match c {
            c if c == quote => return Ok(text),
            '\\' if quote == '"' => match rest.next_if(|next| "\"\\$`".contains(*next)) {
                Some(next) => text.push(next),
                None => text.push('\\'),
            },
            c => text.push(c),
        }
    }
    Err("Syntax error: Unterminated quoted string".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_joins_are_read() {
        let found = commands("echo 'a  b' \"c\\\"d\"; true && x\\ y || z # end").expect("a line");
        let command = |join, words: &[&str]| Command {
            join,
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            to_stderr: false,
        };
        assert_eq!(
            found,
            [
                command(Join::Always, &["echo", "a  b", "c\"d"]),
                command(Join::Always, &["true"]),
                command(Join::And, &["x y"]),
                command(Join::Or, &["z"]),
            ]
        );
        let found = commands("echo a >&2; echo b").expect("a line");
        assert_eq!(found.iter().map(|found| found.to_stderr).collect::<Vec<_>>(), [true, false]);
        assert!(commands("echo 'a").is_err() && commands("a | b").is_err());
    }
}
