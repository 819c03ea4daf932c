//! A small web server, which speaks like S3, too, and can be told to misbehave.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use percent_encoding::percent_decode_str;

/// How a path is answered.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// This, of this media type.
    Give(&'static str, Vec<u8>),
    /// The same, of which only so many bytes come the first time, and the rest by parts if wanted.
    Break(usize, Vec<u8>),
    /// This status, so many times, and then that.
    Status(u16, usize, Vec<u8>),
    /// Go there.
    Redirect(String),
    /// Nothing, for ever.
    Silence,
    /// This, where it is asked for with this header.
    Ask(&'static str, Vec<u8>),
}

/// A server on a port of its own.
pub(crate) struct Web {
    pub(crate) port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    answers: BTreeMap<String, Answer>,
    /// The objects of the bucket `data`.
    objects: BTreeMap<String, Vec<u8>>,
    asked: Vec<String>,
}

impl Web {
    pub(crate) fn start(answers: &[(&str, Answer)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answers = answers.iter().map(|(path, answer)| ((*path).to_owned(), answer.clone()));
        let state = State { answers: answers.collect(), ..State::default() };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream, &shared));
            }
        });
        Self { port, state }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    /// Put an object into the bucket.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        self.state.lock().unwrap().objects.insert(name.to_owned(), bytes.to_vec());
    }

    /// The object called `name`.
    pub(crate) fn object(&self, name: &str) -> Option<Vec<u8>> {
        self.state.lock().unwrap().objects.get(name).cloned()
    }

    /// What was asked: method, path and range.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.state.lock().unwrap().asked.clone()
    }
}

struct Request {
    method: String,
    path: String,
    query: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

fn request(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let path = percent_decode_str(path.trim_start_matches('/')).decode_utf8_lossy().into_owned();
    Some(Request { method, path, query: query.to_owned(), headers, body })
}

fn reply(stream: &mut TcpStream, status: u16, headers: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
        body.len()
    );
    // Whoever has asked may be gone.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let Some(request) = request(&stream) else { return };
    let range = request.headers.get("range").cloned().unwrap_or_default();
    let mut state = state.lock().unwrap();
    state.asked.push(format!("{} {} {range}", request.method, request.path).trim_end().to_owned());
    if let Some(name) =
        request.path.strip_prefix("data/").or((request.path == "data").then_some(""))
    {
        return object(&mut stream, &request, name, &mut state);
    }
    let Some(answer) = state.answers.get_mut(&request.path) else {
        return reply(&mut stream, 404, "", b"not here");
    };
    let tag = "ETag: \"1\"\r\nAccept-Ranges: bytes\r\n";
    match answer {
        Answer::Give(media, bytes) => {
            reply(&mut stream, 200, &format!("Content-Type: {media}\r\n"), bytes);
        }
        Answer::Break(at, bytes) => {
            let from = range.trim_start_matches("bytes=").trim_end_matches('-').parse::<usize>();
            if let Ok(from) = from {
                return reply(&mut stream, 206, tag, &bytes[from..]);
            }
            let head = format!("HTTP/1.1 200 X\r\nContent-Length: {}\r\n{tag}\r\n", bytes.len());
            let _ =
                stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&bytes[..*at]));
        }
        Answer::Status(status, left, bytes) => {
            if *left == 0 {
                return reply(&mut stream, 200, "", bytes);
            }
            *left -= 1;
            reply(&mut stream, *status, "", b"no");
        }
        Answer::Redirect(to) => reply(&mut stream, 302, &format!("Location: {to}\r\n"), b""),
        Answer::Silence => {
            drop(state);
            std::thread::sleep(Duration::from_secs(60));
        }
        Answer::Ask(wanted, bytes) => {
            let given = request.headers.get("authorization").map_or("", String::as_str);
            if given == *wanted {
                reply(&mut stream, 200, "Content-Type: application/json\r\n", bytes);
            } else {
                reply(&mut stream, 401, "", b"who are you");
            }
        }
    }
}

/// What a store like S3 answers about the object called `name`.
fn object(stream: &mut TcpStream, request: &Request, name: &str, state: &mut State) {
    let about = |bytes: &[u8]| {
        format!("ETag: \"{}\"\r\nLast-Modified: Mon, 30 Nov 2026 10:00:00 GMT\r\n", bytes.len())
    };
    match request.method.as_str() {
        "PUT" => {
            state.objects.insert(name.to_owned(), request.body.clone());
            reply(stream, 200, &about(&request.body), b"");
        }
        "GET" if name.is_empty() => {
            let prefix = request.query.split('&').find_map(|part| part.strip_prefix("prefix="));
            let prefix =
                percent_decode_str(prefix.unwrap_or_default()).decode_utf8_lossy().into_owned();
            let found = state.objects.iter().filter(|(name, _)| name.starts_with(&prefix));
            let contents = found.map(|(name, bytes)| {
                format!(
                    "<Contents><Key>{name}</Key><LastModified>2026-11-30T10:00:00Z</LastModified>\
                     <ETag>\"1\"</ETag><Size>{}</Size></Contents>",
                    bytes.len()
                )
            });
            let contents = contents.collect::<String>();
            let body = format!(
                "<ListBucketResult><IsTruncated>false</IsTruncated>{contents}</ListBucketResult>"
            );
            reply(stream, 200, "Content-Type: application/xml\r\n", body.as_bytes());
        }
        method => match state.objects.get(name) {
            Some(bytes) if method == "HEAD" => {
                let head = format!(
                    "HTTP/1.1 200 X\r\nContent-Length: {}\r\nConnection: close\r\n{}\r\n",
                    bytes.len(),
                    about(bytes)
                );
                let _ = stream.write_all(head.as_bytes());
            }
            Some(bytes) => reply(stream, 200, &about(bytes), bytes),
            None => reply(stream, 404, "", b""),
        },
    }
}
