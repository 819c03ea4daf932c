//! Lines of `key=value`, as many programs in Go log.

use std::borrow::Cow;

use super::Fields;

/// The pairs of a line. A key without `=` is `true`; one with nothing behind it has no value.
pub fn fields(line: &str) -> Result<Fields<'_>, String> {
    let mut fields = Fields::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c == '"' || c.is_whitespace());
        let (key, behind) = rest.split_at(end.unwrap_or(rest.len()));
        if key.is_empty() {
            return Err(format!("a key is missing before `{}`", start(rest)));
        }
        if fields.iter().any(|(known, _)| known == key) {
            return Err(format!("the key `{key}` stands there twice"));
        }
        let (value, behind) = match behind.strip_prefix('=') {
            None => (Some(Cow::Borrowed("true")), behind),
            Some(value) if value.starts_with('"') => {
                let (value, behind) =
                    quoted(value).ok_or_else(|| format!("the value of `{key}` never ends"))?;
                (Some(value), behind)
            }
            Some(value) => {
                let end = value.find(char::is_whitespace).unwrap_or(value.len());
                let (value, behind) = value.split_at(end);
                ((!value.is_empty()).then_some(Cow::Borrowed(value)), behind)
            }
        };
        if !behind.is_empty() && !behind.starts_with(char::is_whitespace) {
            return Err(format!("a space is missing behind `{key}`, before `{}`", start(behind)));
        }
        fields.push((Cow::Borrowed(key), value));
        rest = behind.trim_start();
    }
    Ok(fields)
}

fn start(text: &str) -> String {
    text.chars().take(20).collect()
}

/// The text in quotes at the beginning of `text`, with escapes as JSON has them, and what is behind.
fn quoted(text: &str) -> Option<(Cow<'static, str>, &str)> {
    let mut texts = serde_json::Deserializer::from_str(text).into_iter::<String>();
    let value = texts.next()?.ok()?;
    let end = texts.byte_offset();
    Some((Cow::Owned(value), text.get(end..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(line: &str) -> String {
        let pairs = fields(line).unwrap().into_iter();
        let pairs = pairs.map(|(key, value)| format!("{key}:{}", value.unwrap_or("∅".into())));
        pairs.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn pairs_are_read() {
        let line = r#" at=info msg="say \"hi\" =\n" dur=1.5ms url=/a?b=c debug empty= none="" "#;
        let wanted = "at:info msg:say \"hi\" =\n dur:1.5ms url:/a?b=c debug:true empty:∅ none:";
        assert_eq!(pairs(line), wanted);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let problem = |line: &str| fields(line).unwrap_err();
        assert_eq!(problem("a=1 =2"), "a key is missing before `=2`");
        assert_eq!(problem("a=1 a=2"), "the key `a` stands there twice");
        assert_eq!(problem("a=\"x"), "the value of `a` never ends");
        assert_eq!(problem("a=\"x\"y"), "a space is missing behind `a`, before `y`");
    }
}
