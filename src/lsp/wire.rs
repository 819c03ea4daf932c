//! Messages on the wire: JSON-RPC in frames with a `Content-Length`.
//!
//! Whatever comes in, the stream is read on: a message that cannot be understood has an answer that
//! says so, and one that is too large is skipped, never kept.

use std::io::{self, BufRead, Read, Write};

use serde_json::{Value, json};

/// The largest message that is taken, in bytes: an open text of 16 MiB with every character escaped
/// fits.
const LARGEST: u64 = 128 << 20;

/// The longest line of a header.
const LONGEST: u64 = 4096;

/// The most lines that a header has.
const MOST: usize = 64;

/// What is wrong with a message or its answer, as JSON-RPC and the protocol number it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ErrorCode {
    Parse = -32700,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602,
    Internal = -32603,
    NotInitialized = -32002,
    RequestFailed = -32803,
    Cancelled = -32800,
}

/// An answer that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// Its kind.
    pub(super) code: ErrorCode,
    /// What is wrong.
    pub(super) message: String,
}

impl Failure {
    pub(super) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// A message that came in.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Message {
    /// It wants an answer.
    Request { id: Value, method: String, params: Value },
    /// It wants none.
    Notification { method: String, params: Value },
    /// An answer to something that was asked.
    Response,
    /// None at all; the id is null unless it could be read.
    Wrong(Value, Failure),
}

/// Read one message; none at the end of the stream.
///
/// # Errors
/// The stream cannot be read.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Message>> {
    let wrong =
        |code, message: String| Some(Message::Wrong(Value::Null, Failure::new(code, message)));
    let length = match header(input)? {
        Header::End => return Ok(None),
        Header::Wrong(reason) => return Ok(wrong(ErrorCode::Parse, reason)),
        Header::Length(length) => length,
    };
    if length > LARGEST {
        let skipped = io::copy(&mut input.take(length), &mut io::sink())?;
        let message = format!("a message of {length} bytes is too large, {LARGEST} are taken");
        // A stream that ends within a message has nothing more to tell.
        return Ok((skipped == length)
            .then(|| wrong(ErrorCode::InvalidRequest, message))
            .flatten());
    }
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body)?;
    if body.len() as u64 != length {
        return Ok(None);
    }
    Ok(match serde_json::from_slice::<Value>(&body) {
        Ok(value) => Some(message(value)),
        Err(error) => wrong(ErrorCode::Parse, format!("this is no JSON: {error}")),
    })
}

/// What stands before a message.
enum Header {
    Length(u64),
    Wrong(String),
    End,
}

fn header(input: &mut impl BufRead) -> io::Result<Header> {
    let (mut length, mut wrong, mut lines) = (None, None, 0);
    loop {
        let mut line = Vec::new();
        let read = input.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(Header::End);
        }
        if !line.ends_with(b"\n") {
            if read < usize::try_from(LONGEST).unwrap_or(usize::MAX) {
                return Ok(Header::End);
            }
            skip_line(input)?;
            wrong = Some("a line of the header is too long".to_owned());
            continue;
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            break;
        }
        lines += 1;
        if lines > MOST {
            return Ok(Header::Wrong("the header has too many lines".to_owned()));
        }
        let line = String::from_utf8_lossy(line);
        let field = line.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
        match field {
            Some((name, value)) if name.eq_ignore_ascii_case("Content-Length") => {
                match value.parse::<u64>() {
                    Ok(value) => length = Some(value),
                    Err(_) => wrong = Some(format!("`{value}` is no length")),
                }
            }
            Some(_) => {}
            None => wrong = Some("a line of the header has no colon".to_owned()),
        }
    }
    Ok(match (length, wrong) {
        (Some(length), _) => Header::Length(length),
        (None, Some(wrong)) => Header::Wrong(wrong),
        (None, None) => Header::Wrong("the header has no Content-Length".to_owned()),
    })
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let mut line = Vec::new();
        let read = input.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
        if read == 0 || line.ends_with(b"\n") {
            return Ok(());
        }
    }
}

/// What `value` says.
fn message(value: Value) -> Message {
    let invalid = |id: Value, message: &str| {
        Message::Wrong(id, Failure::new(ErrorCode::InvalidRequest, message))
    };
    let Value::Object(mut fields) = value else {
        return invalid(Value::Null, "a message is one object");
    };
    let id = fields.remove("id");
    let known = match &id {
        Some(Value::String(_) | Value::Number(_)) => id.clone().unwrap_or_default(),
        _ => Value::Null,
    };
    if fields.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return invalid(known, "`jsonrpc` has to be \"2.0\"");
    }
    let params = fields.remove("params").unwrap_or_default();
    match (fields.remove("method"), id) {
        (Some(Value::String(method)), None) => Message::Notification { method, params },
        (Some(Value::String(method)), Some(Value::String(_) | Value::Number(_))) => {
            Message::Request { id: known, method, params }
        }
        (Some(Value::String(_)), Some(_)) => invalid(known, "an id is a text or a number"),
        (Some(_), _) => invalid(known, "`method` has to be a text"),
        (None, Some(_)) if fields.contains_key("result") || fields.contains_key("error") => {
            Message::Response
        }
        (None, _) => invalid(known, "there is no `method`"),
    }
}

/// Write one message.
fn write(output: &mut dyn Write, message: &Value) -> io::Result<()> {
    let body = message.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    output.flush()
}

/// Answer the request `id`.
///
/// # Errors
/// Nobody reads on.
pub(super) fn respond(
    output: &mut dyn Write,
    id: &Value,
    result: Result<Value, Failure>,
) -> io::Result<()> {
    let message = match result {
        Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
        Err(Failure { code, message }) => {
            let error = json!({"code": code as i32, "message": message});
            json!({"jsonrpc": "2.0", "id": id, "error": error})
        }
    };
    write(output, &message)
}

/// Tell something that wants no answer.
///
/// # Errors
/// Nobody reads on.
pub(super) fn notify(output: &mut dyn Write, method: &str, params: Value) -> io::Result<()> {
    write(output, &json!({"jsonrpc": "2.0", "method": method, "params": params}))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut input: &[u8]) -> Vec<Message> {
        let mut messages = Vec::new();
        while let Some(message) = read(&mut input).unwrap() {
            messages.push(message);
        }
        messages
    }

    fn frame(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    fn code(message: &Message) -> Option<ErrorCode> {
        match message {
            Message::Wrong(_, failure) => Some(failure.code),
            _ => None,
        }
    }

    #[test]
    fn what_is_wrong_is_told_and_the_stream_read_on() {
        let good = frame(r#"{"jsonrpc":"2.0","method":"x"}"#);
        let wrong = [
            (frame("{"), ErrorCode::Parse),
            (frame("[]"), ErrorCode::InvalidRequest),
            (frame("{}"), ErrorCode::InvalidRequest),
            (frame(r#"{"jsonrpc":"2.0","id":null,"method":"x"}"#), ErrorCode::InvalidRequest),
            (frame(r#"{"jsonrpc":"2.0","id":1,"method":2}"#), ErrorCode::InvalidRequest),
            (frame(&"[".repeat(100_000)), ErrorCode::Parse),
            ("Content-Length: -1\r\n\r\n".to_owned(), ErrorCode::Parse),
            ("Content-Length: 99999999999999999999999\r\n\r\n".to_owned(), ErrorCode::Parse),
            ("hello\r\n\r\n".to_owned(), ErrorCode::Parse),
            ("X: 1\r\n\r\n".to_owned(), ErrorCode::Parse),
            (format!("{}\r\n\r\n", "x".repeat(100_000)), ErrorCode::Parse),
        ];
        for (text, wanted) in wrong {
            let messages = all(format!("{text}{good}").as_bytes());
            assert_eq!(code(&messages[0]), Some(wanted), "{text:.60}");
            let params = Value::Null;
            let method = "x".to_owned();
            assert_eq!(messages[1..], [Message::Notification { method, params }], "{text:.60}");
        }
    }

    #[test]
    fn a_stream_that_breaks_off_is_at_its_end() {
        for text in ["", "Content-Le", "Content-Length: 5\r\n", "Content-Length: 5\r\n\r\n{}"] {
            assert_eq!(all(text.as_bytes()), [], "{text}");
        }
        // A length is a promise that costs nothing: no memory is taken for it.
        assert_eq!(all(b"Content-Length: 18446744073709551615\r\n\r\n{}"), []);
    }

    #[test]
    fn a_message_that_is_too_large_is_skipped() {
        let length = usize::try_from(LARGEST + 1).unwrap();
        let mut text = format!("Content-Length: {length}\r\n\r\n").into_bytes();
        text.resize(text.len() + length, b' ');
        text.extend(frame(r#"{"jsonrpc":"2.0","id":1,"result":null}"#).bytes());
        let messages = all(&text);
        assert_eq!(code(&messages[0]), Some(ErrorCode::InvalidRequest));
        assert_eq!(messages[1..], [Message::Response]);
    }

    #[test]
    fn names_of_fields_have_no_case() {
        let body = r#"{"jsonrpc":"2.0","id":"a","method":"m","params":{}}"#;
        let text = format!("content-type: x\r\ncontent-length:{}\r\n\r\n{body}", body.len());
        let wanted = Message::Request { id: json!("a"), method: "m".into(), params: json!({}) };
        assert_eq!(all(text.as_bytes()), [wanted]);
    }
}
