//! `http-hosts`: hosts from a JSON endpoint.

use rebe_plugin::services::{self, Error, Header, Request, Uses};
use rebe_plugin::{Batch, Call, Command, Description, Flag, Param, Problem, Schema, Type};

use crate::hosts::{read, schema};

/// For how long the last list is kept, in seconds: a week.
const KEPT: u32 = 7 * 24 * 3600;

/// `http-hosts` at work.
pub struct HttpHosts {
    url: String,
    at: String,
    token: Option<String>,
    keep: bool,
}

impl Command for HttpHosts {
    const NAME: &'static str = "http-hosts";

    fn describe() -> Description {
        Description::of_source("list hosts from a JSON endpoint")
            .details(
                "The answer is a list of names and objects. Of an object the name is its `host`, \
                 `name`, `hostname` or `fqdn`, the address its `address`, `ip`, `ip_address` or \
                 `ansible_host`; `port`, `user`, `groups` and `tags` are taken, too. With \
                 `--inventory-plugin` the hosts are the inventory.",
            )
            .output(schema())
            .uses(Uses::QueryNetwork)
            .uses(Uses::Secrets)
            .uses(Uses::Cache)
            .param(Param::value("url", &Type::String, "the address that answers with JSON"))
            .flag(Flag::value("at", &Type::String, "the field with the list, such as `data.items`"))
            .flag(Flag::switch("keep", "while the server is away, go on with its last list"))
            .flag(Flag::value("token", &Type::String, "the name of a secret to show the server"))
            .example("hosts of a CMDB", "http-hosts https://cmdb.example.com/hosts.json", "")
    }

    fn output(call: &Call, _: &Schema) -> Result<Schema, Problem> {
        Self::open(call, &Schema::default()).map(|_| schema())
    }

    fn open(call: &Call, _: &Schema) -> Result<Self, Problem> {
        let text = |name| call.text(name).map(str::to_owned);
        Ok(Self {
            url: text("url").unwrap_or_default(),
            at: text("at").unwrap_or_default(),
            token: text("token"),
            keep: call.switch("keep"),
        })
    }

    fn push(&mut self, _: Batch) -> Result<Vec<Batch>, Problem> {
        Ok(Vec::new())
    }

    fn finish(&mut self) -> Result<Vec<Batch>, Problem> {
        let bytes = match self.fetched() {
            Ok(bytes) => bytes,
            Err(problem) if self.keep => self.kept().ok_or(problem)?,
            Err(problem) => return Err(problem),
        };
        let hosts = read(&bytes, &self.at)?;
        if self.keep {
            services::keep(&self.url, &bytes, KEPT)?;
        }
        Ok(vec![hosts.into_batch()])
    }
}

impl HttpHosts {
    fn fetched(&self) -> Result<Vec<u8>, Problem> {
        let header = |name: &str, value: String| Header { name: name.to_owned(), value };
        let mut headers = vec![header("accept", "application/json".to_owned())];
        if let Some(name) = &self.token {
            let token =
                services::secret(name).map_err(|error| Problem::from(error).about("token"))?;
            headers.push(header("authorization", format!("Bearer {token}")));
        }
        let (method, url) = ("GET".to_owned(), self.url.clone());
        let request = Request { method, url, headers, body: None, timeout: None };
        let answer = services::send(&request).map_err(|error| match error {
            Error::Denied(_) => Problem::from(error).about("url"),
            other => Problem::from(other).about("url").help("check the address, and the server"),
        })?;
        match answer.status {
            200 => Ok(answer.body),
            401 | 403 => Err(Problem::new(format!("the server answers {}", answer.status))
                .about("url")
                .help("`--token NAME` shows it a secret")),
            status => Err(Problem::new(format!("the server answers {status}")).about("url")),
        }
    }

    /// The last list, if there is one.
    fn kept(&self) -> Option<Vec<u8>> {
        let kept = services::kept(&self.url).ok()??;
        services::warn("the server is away; these are the hosts that it told the last time");
        Some(kept)
    }
}

#[cfg(test)]
mod tests {
    use rebe_plugin::services::Response;
    use rebe_plugin::testing::{Outside, run};

    use super::*;

    fn answer(status: u16, body: &str) -> Response {
        Response { status, headers: Vec::new(), body: body.into(), url: String::new() }
    }

    fn call() -> Call {
        Call::of("http-hosts").with_text("url", "https://cmdb/")
    }

    fn names(call: &Call) -> Result<Vec<Option<String>>, Problem> {
        Ok(run::<HttpHosts>(call, &Schema::default(), [])?.texts("host"))
    }

    #[test]
    fn hosts_are_those_that_the_server_tells() {
        let outside = Outside::new().web(|request| {
            assert_eq!((request.method.as_str(), request.url.as_str()), ("GET", "https://cmdb/"));
            Ok(answer(200, r#"["a", {"host": "b"}]"#))
        });
        let told = outside.during(|| names(&call()));
        assert_eq!(told.unwrap(), [Some("a".to_owned()), Some("b".to_owned())]);
        let denied = Outside::new().during(|| names(&call())).unwrap_err();
        assert_eq!(denied.argument.as_deref(), Some("url"));
        let outside = Outside::new().web(|_| Ok(answer(403, "")));
        assert!(outside.during(|| names(&call())).unwrap_err().help.contains("--token"));
    }

    #[test]
    fn a_token_is_shown() {
        let outside = Outside::new().secret("cmdb", "t0ken").web(|request| {
            let shown = request.headers.iter().find(|header| header.name == "authorization");
            assert_eq!(shown.map(|header| header.value.as_str()), Some("Bearer t0ken"));
            Ok(answer(200, "[]"))
        });
        let call = call().with_text("token", "cmdb");
        assert_eq!(outside.during(|| names(&call)).unwrap(), []);
        let outside = Outside::new().web(|_| Ok(answer(200, "[]")));
        let problem = outside.during(|| names(&call)).unwrap_err();
        assert_eq!(problem.argument.as_deref(), Some("token"));
    }

    #[test]
    fn the_last_list_is_used_while_the_server_is_away() {
        let call = call().with_switch("keep");
        let outside = Outside::new().keeps().config("away", "").web(|_| {
            match services::kept("https://cmdb/") {
                Ok(Some(_)) => Err(Error::Failed("it is away".to_owned())),
                _ => Ok(answer(200, r#"["a"]"#)),
            }
        });
        let (first, second, said) =
            outside.during(|| (names(&call), names(&call), Outside::said()));
        assert_eq!(first.unwrap(), second.unwrap());
        assert_eq!(said.len(), 1);
        let away = || Outside::new().keeps().web(|_| Err(Error::Failed("it is away".to_owned())));
        assert_eq!(away().during(|| names(&call)).unwrap_err().message, "it is away");
    }
}
