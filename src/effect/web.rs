//! Web servers, as far as a plugin may reach them.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use url::Url;

use super::Reach;

/// Where an address may lead to, if it may be asked at all; the error tells what is missing.
pub type Allowed = Arc<dyn Fn(&Url) -> Result<Reach, String> + Send + Sync>;

/// What is asked of a web server.
#[derive(Debug, Clone)]
pub struct WebRequest {
    /// Such as `GET`.
    pub method: String,
    /// The address, as it was written.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// What is sent along.
    pub body: Option<Vec<u8>>,
    /// How long it may take as a whole.
    pub timeout: Duration,
    /// Bytes that the answer may have.
    pub most: usize,
}

/// What it answered.
#[derive(Debug, Clone)]
pub struct WebResponse {
    /// Such as 200.
    pub status: u16,
    /// Names and values, as far as they are texts.
    pub headers: Vec<(String, String)>,
    /// What came.
    pub body: Vec<u8>,
    /// The address that answered in the end.
    pub url: String,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebFailure {
    /// It may not be asked.
    Denied(String),
    /// It cannot be asked, or does not answer.
    Failed(String),
    /// It has more to say than there is room for.
    TooLarge,
    /// It took too long.
    TimedOut,
}

/// Asks web servers.
pub trait Web: Send + Sync {
    /// Ask. Redirections are followed to where `allowed` says; no server is asked whose address in
    /// the network it does not allow, whatever its name says. Dropping the future gives up.
    fn send(
        &self,
        request: WebRequest,
        allowed: Allowed,
    ) -> BoxFuture<'static, Result<WebResponse, WebFailure>>;
}

/// Reaches no web server.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoWeb;

impl Web for NoWeb {
    fn send(
        &self,
        _: WebRequest,
        _: Allowed,
    ) -> BoxFuture<'static, Result<WebResponse, WebFailure>> {
        let error = io::Error::from(io::ErrorKind::Unsupported);
        std::future::ready(Err(WebFailure::Failed(error.to_string()))).boxed()
    }
}
