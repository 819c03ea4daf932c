//! Web servers.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use url::Url;

use super::{Answer, Services, wait};
use crate::effect::{Capability, Grants, Reach, WebFailure, WebRequest, WebResponse};
use crate::plugin::failure::plain;
use crate::plugin::guest::State;
use crate::plugin::limits;
use crate::plugin::wit::errors::Error;
use crate::plugin::wit::network::{self, Header, Request, Response};

/// Requests that may be made at once.
const AT_ONCE: usize = 64;
/// Headers of a request.
const HEADERS: usize = 64;
/// The longest that an answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);

impl network::Host for State {
    async fn send(&mut self, request: Request) -> wasmtime::Result<Answer<Response>> {
        let mut answers = self.send_all(vec![request]).await?;
        let none = || Err(Error::Failed("there is no answer".to_owned()));
        Ok(answers.pop().unwrap_or_else(none))
    }

    async fn send_all(
        &mut self,
        requests: Vec<Request>,
    ) -> wasmtime::Result<Vec<Answer<Response>>> {
        let services = match self.at_hand() {
            Ok(services) => services,
            Err(error) => return Ok(requests.iter().map(|_| Err(error.clone())).collect()),
        };
        if requests.len() > AT_ONCE {
            let error = Error::TooLarge(format!("more than {AT_ONCE} requests at once"));
            return Ok(requests.iter().map(|_| Err(error.clone())).collect());
        }
        let asked =
            requests.into_iter().map(|request| services.request(request)).collect::<Vec<_>>();
        let answers = wait(self, join_all(asked)).await?;
        let Ok(services) = self.at_hand() else { return Ok(Vec::new()) };
        let told = answers.into_iter().map(|(capability, url, answer)| {
            answer.map_err(|failure| services.told(capability, &url, failure))
        });
        Ok(told.collect())
    }
}

impl Services {
    fn request(
        &self,
        request: Request,
    ) -> impl Future<Output = (Capability, String, Result<Response, WebFailure>)> + use<> {
        let capability = match request.method.as_str() {
            "GET" | "HEAD" => Capability::QueryNetwork,
            _ => Capability::ChangeNetwork,
        };
        let url = request.url.clone();
        let large = request.body.as_ref().is_some_and(|body| body.len() > limits::WEB);
        let sent = if request.headers.len() > HEADERS || large {
            Err(WebFailure::TooLarge)
        } else {
            let grants = Arc::clone(&self.grants);
            let allowed = move |url: &Url| reach(&grants, capability, url);
            let timeout = request.timeout.map(|ms| Duration::from_millis(ms.into()));
            let request = WebRequest {
                method: request.method,
                url: request.url,
                headers: request
                    .headers
                    .into_iter()
                    .map(|header| (header.name, header.value))
                    .collect(),
                body: request.body,
                timeout: timeout.unwrap_or(TIMEOUT).min(TIMEOUT),
                most: limits::WEB,
            };
            Ok(self.context.world.web.send(request, Arc::new(allowed)))
        };
        async move {
            let answer = match sent {
                Ok(sent) => sent.await,
                Err(failure) => Err(failure),
            };
            (capability, url, answer.map(response))
        }
    }

    fn told(&mut self, capability: Capability, url: &str, failure: WebFailure) -> Error {
        let shown = plain(&crate::effect::shown(url), 200);
        match failure {
            WebFailure::Denied(missing) => {
                let at = missing.split_once(' ').map_or(missing.as_str(), |(at, _)| at);
                match Url::parse(at) {
                    Ok(_) => {
                        let what = match capability {
                            Capability::QueryNetwork => format!("reading from {at}"),
                            _ => format!("sending to {at}"),
                        };
                        self.deny(capability, at, &what)
                    }
                    // Its name was granted, and leads to where nobody was to go.
                    Err(_) => {
                        self.tell(capability, &format!("asking {shown} is denied: {missing}"));
                        Error::Denied(missing)
                    }
                }
            }
            WebFailure::Failed(why) => Error::Failed(format!("{shown}: {why}")),
            WebFailure::TooLarge => {
                let most = limits::WEB >> 20;
                Error::TooLarge(format!("{shown}: more than {most} MiB"))
            }
            WebFailure::TimedOut => Error::TimedOut(format!("{shown} took too long")),
        }
    }
}

/// Where the server of `url` may be. The error is the address, without what may be secret.
fn reach(grants: &Grants, capability: Capability, url: &Url) -> Result<Reach, String> {
    // Who may send may read what is answered, and so may ask, too.
    let wider = [capability, Capability::ChangeNetwork];
    let found = wider.into_iter().find_map(|capability| grants.reach(capability, url));
    found.ok_or_else(|| {
        let mut shown = url.clone();
        shown.set_query(None);
        shown.set_fragment(None);
        let _ = (shown.set_username(""), shown.set_password(None));
        shown.to_string()
    })
}

fn response(response: WebResponse) -> Response {
    let headers = response.headers.into_iter().map(|(name, value)| Header { name, value });
    Response {
        status: response.status,
        headers: headers.collect(),
        body: response.body,
        url: response.url,
    }
}
