//! Web servers, asked for plugins: each address is looked at before a server is asked, and so is the
//! place in the network that its name leads to.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{
    AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue, LOCATION,
};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response, StatusCode};
use tokio::runtime::{Builder, Runtime};
use url::{Host, Url};

use super::said;
use super::web::Inner;
use crate::effect::{Allowed, Reach, Web, WebFailure, WebRequest, WebResponse};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// Redirections that are followed.
const HOPS: usize = 10;

/// Kinds of plugins' reach that have a client kept for them.
const CLIENTS: usize = 16;

/// What may be asked.
const METHODS: [Method; 6] =
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// Lines of a request that are not the plugin's to write: they say where it goes and how it is cut.
const OWN: [&str; 9] = [
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "upgrade",
    "te",
    "trailer",
    "keep-alive",
    "expect",
];

/// The real one. What was connected to is kept for the next request of the same reach.
#[derive(Debug, Default, Clone, Copy)]
pub struct RealWeb;

impl Web for RealWeb {
    fn send(
        &self,
        request: WebRequest,
        allowed: Allowed,
    ) -> BoxFuture<'static, Result<WebResponse, WebFailure>> {
        let Some(runtime) = runtime() else {
            let failure = WebFailure::Failed("the system gives no network".to_owned());
            return std::future::ready(Err(failure)).boxed();
        };
        let timeout = request.timeout;
        let asked = runtime
            .spawn(async move { tokio::time::timeout(timeout, ask(request, allowed)).await });
        // Whoever gives up ends the request, too.
        let asked = Ends(asked);
        async move {
            let mut asked = asked;
            match (&mut asked.0).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(_)) => Err(WebFailure::TimedOut),
                Err(_) => Err(WebFailure::Failed("asking it has crashed".to_owned())),
            }
        }
        .boxed()
    }
}

/// A task that ends with this.
struct Ends<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for Ends<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What all requests are worked on by.
fn runtime() -> Option<&'static Runtime> {
    static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();
    let start = || {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(1).thread_name("web").enable_all().build().ok()
    };
    RUNTIME.get_or_init(start).as_ref()
}

/// Looks names up, and gives only the places that may be reached.
struct Guarded(Reach);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let (reach, name) = (self.0.clone(), name.as_str().to_owned());
        async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?.collect::<Vec<_>>();
            let fit = found.iter().copied().filter(|at| reach.allows(at.ip())).collect::<Vec<_>>();
            match (fit.is_empty(), found.first()) {
                (true, Some(at)) => {
                    let refused = Refused(private(&name, at.ip()));
                    Err(Box::new(refused) as Box<dyn std::error::Error + Send + Sync>)
                }
                _ => Ok(Box::new(fit.into_iter()) as Addrs),
            }
        }
        .boxed()
    }
}

/// A name leads to where nobody may go.
#[derive(Debug)]
struct Refused(String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

fn private(name: &str, at: IpAddr) -> String {
    format!("`{name}` is {at} in a private network; grant the network too, such as `10.0.0.0/8`")
}

/// The client of everything with this reach.
fn client(reach: &Reach) -> Result<Client, WebFailure> {
    static ALL: Mutex<Vec<(Reach, Client)>> = Mutex::new(Vec::new());
    let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, client)) = all.iter().find(|(known, _)| known == reach) {
        return Ok(client.clone());
    }
    // A proxy would look names up where nobody could say no.
    let client = Client::builder()
        .user_agent(concat!("rebe/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .redirect(Policy::none())
        .no_proxy()
        .dns_resolver(Arc::new(Guarded(reach.clone())))
        .build()
        .map_err(|error| WebFailure::Failed(said(&error)))?;
    if all.len() == CLIENTS {
        all.remove(0);
    }
    all.push((reach.clone(), client.clone()));
    Ok(client)
}

async fn ask(request: WebRequest, allowed: Allowed) -> Result<WebResponse, WebFailure> {
    let denied = |text: String| WebFailure::Denied(text);
    let wrong = |text: String| WebFailure::Failed(text);
    let mut url = Url::parse(&request.url)
        .map_err(|error| wrong(format!("`{}` is no address: {error}", request.url)))?;
    let known = METHODS.into_iter().find(|method| method.as_str() == request.method);
    let mut method =
        known.ok_or_else(|| wrong(format!("`{}` is no method to ask with", request.method)))?;
    let mut headers = headers(&request.headers).map_err(wrong)?;
    let mut body = request.body;
    for _ in 0..=HOPS {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong(format!("`{}:` is no address of a web server", url.scheme())));
        }
        let reach = allowed(&url).map_err(denied)?;
        if let Some(at) = literal(&url).filter(|at| !reach.allows(*at)) {
            return Err(denied(private(&at.to_string(), at)));
        }
        let mut asking = client(&reach)?.request(method.clone(), url.clone());
        asking = asking.headers(headers.clone());
        if let Some(body) = &body {
            asking = asking.body(body.clone());
        }
        let answer = asking.send().await.map_err(|error| unsent(&error))?;
        let Some(next) = leads_to(&answer, &url) else {
            return take(answer, request.most).await;
        };
        if next.origin() != url.origin() {
            for name in [AUTHORIZATION, COOKIE] {
                headers.remove(name);
            }
        }
        // As browsers do: what was sent is sent again only where the server says so.
        let again = [StatusCode::TEMPORARY_REDIRECT, StatusCode::PERMANENT_REDIRECT];
        if !again.contains(&answer.status()) && method != Method::HEAD {
            (method, body) = (Method::GET, None);
            headers.remove(CONTENT_TYPE);
        }
        url = next;
    }
    Err(wrong("it is redirected too often".to_owned()))
}

fn headers(given: &[(String, String)]) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, value) in given {
        let lower = name.to_ascii_lowercase();
        if OWN.contains(&lower.as_str()) || lower.starts_with("proxy-") {
            return Err(format!("the header `{lower}` is not a plugin's to write"));
        }
        let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(lower.as_bytes()), HeaderValue::from_str(value))
        else {
            return Err(format!("`{}` is no header", lower.escape_default()));
        };
        headers.append(name, value);
    }
    Ok(headers)
}

/// The address in the network that `url` is written with, where it is no name.
fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(v4) => Some(v4.into()),
        Host::Ipv6(v6) => Some(v6.into()),
        Host::Domain(_) => None,
    }
}

fn leads_to(answer: &Response, from: &Url) -> Option<Url> {
    let status = answer.status();
    let other = [StatusCode::NOT_MODIFIED, StatusCode::MULTIPLE_CHOICES, StatusCode::USE_PROXY];
    if !status.is_redirection() || other.contains(&status) {
        return None;
    }
    from.join(answer.headers().get(LOCATION)?.to_str().ok()?).ok()
}

async fn take(mut answer: Response, most: usize) -> Result<WebResponse, WebFailure> {
    let text = |(name, value): (&HeaderName, &HeaderValue)| {
        Some((name.to_string(), value.to_str().ok()?.to_owned()))
    };
    let headers = answer.headers().iter().filter_map(text).collect();
    let mut body = Vec::new();
    while let Some(bytes) = answer.chunk().await.map_err(|error| unsent(&error))? {
        if body.len() + bytes.len() > most {
            return Err(WebFailure::TooLarge);
        }
        body.extend_from_slice(&bytes);
    }
    let (status, url) = (answer.status().as_u16(), answer.url().to_string());
    Ok(WebResponse { status, headers, body, url })
}

fn unsent(error: &reqwest::Error) -> WebFailure {
    let mut source = std::error::Error::source(error);
    while let Some(behind) = source {
        if let Some(refused) = behind.downcast_ref::<Refused>() {
            return WebFailure::Denied(refused.0.clone());
        }
        source = behind.source();
    }
    match error.is_timeout() {
        true => WebFailure::TimedOut,
        false => WebFailure::Failed(said(&Inner(error))),
    }
}
