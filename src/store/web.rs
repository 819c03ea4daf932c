//! Files on web servers.

use std::io::{Seek, SeekFrom};
use std::time::Duration;

use reqwest::header::{
    ACCEPT_RANGES, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_RANGE, LAST_MODIFIED, RANGE,
    RETRY_AFTER,
};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};

use super::{keep, missing, said, unreadable};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Fetched, Wanted};

/// How long a connection may take, and how long a server may be silent.
const CONNECT: Duration = Duration::from_secs(10);
const SILENT: Duration = Duration::from_secs(30);

/// How often it is tried in all, and how long the first pause is; each is twice the one before.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(250);

/// The longest pause that a server may ask for.
const PATIENCE: Duration = Duration::from_secs(30);

/// The next step where a server does not do what it should.
const LATER: &str = "run it again later; whoever keeps the server can tell what is wrong with it";

/// Redirections that are followed.
const HOPS: usize = 10;

/// What asks web servers. It follows redirections, but none from `https` to where anybody may read
/// along.
///
/// # Errors
/// The certificates of the system cannot be used.
pub(super) fn client() -> Result<Client> {
    let policy = Policy::custom(|attempt| {
        let was_safe = attempt.previous().last().is_some_and(|last| last.scheme() == "https");
        if attempt.previous().len() > HOPS {
            attempt.error("it is redirected too often")
        } else if was_safe && attempt.url().scheme() != "https" {
            attempt.error("it is redirected to an address that is not encrypted")
        } else {
            attempt.follow()
        }
    });
    let client = Client::builder()
        .user_agent(concat!("rebe/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .read_timeout(SILENT)
        .redirect(policy)
        .build();
    client.map_err(|error| {
        let message = format!("web servers cannot be asked: {}", said(&error));
        Diagnostic::error(codes::FILE_ACCESS, message).into()
    })
}

/// What is here of a file, and how its server knows the rest of the same one.
struct Part {
    wanted: Wanted,
    bytes: u64,
    /// What the server calls this state of the file, where it gives parts of it.
    same: Option<HeaderValue>,
    media_type: Option<String>,
}

/// A try that did not bring all.
enum Broken {
    /// It may go better another time, after this pause at least.
    Again(Box<Diagnostic>, Option<Duration>),
    Lost(Box<Diagnostic>),
}

/// Write what is at `address` to `file`.
///
/// # Errors
/// The server cannot be reached, does not have it, or breaks off time and again.
pub(super) async fn fetch(client: Client, wanted: Wanted) -> Result<Fetched> {
    let address = wanted.address.clone();
    let mut part = Part { wanted, bytes: 0, same: None, media_type: None };
    let mut pause = PAUSE;
    for left in (0..TRIES).rev() {
        match part.go_on(&client, &address).await {
            Ok(()) => return Ok(Fetched { media_type: part.media_type }),
            Err(Broken::Again(_, wait)) if left > 0 => {
                tokio::time::sleep(wait.unwrap_or(pause).max(pause)).await;
                pause *= 2;
            }
            Err(Broken::Again(problem, _) | Broken::Lost(problem)) => return Err(problem),
        }
    }
    Err(unreadable(&address, "it breaks off time and again").into())
}

impl Part {
    /// Bring the rest of the file, or all of it where there is no other way.
    async fn go_on(&mut self, client: &Client, address: &str) -> std::result::Result<(), Broken> {
        let mut request = client.get(address);
        if let (Some(same), true) = (&self.same, self.bytes > 0) {
            request = request
                .header(RANGE, format!("bytes={}-", self.bytes))
                .header(IF_RANGE, same.clone());
        }
        let response = request.send().await.map_err(|error| unsent(address, &error))?;
        let mut response = answered(address, response)?;
        if response.status() != StatusCode::PARTIAL_CONTENT {
            self.begin(response.headers()).map_err(|error| {
                Broken::Lost(unreadable(address, &format!("no file to keep it in: {error}")).into())
            })?;
        }
        loop {
            match response.chunk().await {
                Ok(Some(bytes)) => {
                    keep(&mut self.wanted, self.bytes, &bytes).map_err(Broken::Lost)?;
                    self.bytes += bytes.len() as u64;
                }
                Ok(None) => return Ok(()),
                Err(error) => return Err(unsent(address, &error)),
            }
        }
    }

    /// The file comes from its beginning.
    fn begin(&mut self, headers: &HeaderMap) -> std::io::Result<()> {
        self.wanted.file.seek(SeekFrom::Start(0))?;
        self.wanted.file.set_len(0)?;
        self.bytes = 0;
        let strong = |tag: &&HeaderValue| !tag.as_bytes().starts_with(b"W/");
        let gives_parts =
            headers.get(ACCEPT_RANGES).is_some_and(|unit| unit.as_bytes() == b"bytes");
        let same = headers.get(ETAG).filter(strong).or_else(|| headers.get(LAST_MODIFIED));
        self.same = same.filter(|_| gives_parts).cloned();
        let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        self.media_type = media_type.map(str::to_owned);
        Ok(())
    }
}

/// What is wrong where no answer came, or not all of it.
fn unsent(address: &str, error: &reqwest::Error) -> Broken {
    let refused = error.is_redirect() || error.is_builder();
    let why = if error.is_timeout() {
        "the server is silent".to_owned()
    } else {
        // The address is in the message as a whole, with what may be secret in it.
        said(&Inner(error))
    };
    let help = if refused {
        "check the address"
    } else if error.is_connect() {
        "check the name and the port of the server, and whether it may be reached from here"
    } else {
        LATER
    };
    let problem = Box::new(unreadable(address, &why).help(help));
    if refused { Broken::Lost(problem) } else { Broken::Again(problem, None) }
}

/// An error of which the address is not told.
#[derive(Debug)]
pub(super) struct Inner<'a>(pub(super) &'a reqwest::Error);

impl std::fmt::Display for Inner<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.0 {
            error if error.is_connect() => "the server cannot be reached",
            error if error.is_redirect() => "it leads elsewhere",
            error if error.is_builder() => "the address cannot be understood",
            error if error.is_body() || error.is_decode() => "it breaks off",
            _ => "no answer came",
        })
    }
}

impl std::error::Error for Inner<'_> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(self.0)
    }
}

/// Whether it may go better another time.
fn is_for_now(status: StatusCode) -> bool {
    status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS
}

/// The answer, where it is what was asked for.
fn answered(address: &str, response: Response) -> std::result::Result<Response, Broken> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let why = format!("the server answers {status}");
    let problem = match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => missing(address),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            let help = "who may read it says `https://USER:PASSWORD@…`, or a key in the address";
            unreadable(address, &why).help(help)
        }
        _ if is_for_now(status) => unreadable(address, &why).help(LATER),
        _ => unreadable(address, &why).help("check the address"),
    };
    if !is_for_now(status) {
        return Err(Broken::Lost(problem.into()));
    }
    let wait = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let wait = wait.and_then(|text| text.parse().ok()).map(Duration::from_secs);
    match wait.filter(|wait| *wait > PATIENCE) {
        Some(_) => Err(Broken::Lost(problem.into())),
        None => Err(Broken::Again(problem.into(), wait)),
    }
}
