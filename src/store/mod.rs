//! Files that are elsewhere: on web servers, and in the object stores of S3, Google and Azure.
//!
//! What is read is brought here as a whole, to a file without a name, and then read as any other.
//! What breaks off on the way is gone on with where it broke off, or else begun again, and nothing
//! of it is seen before all is there. Who one is comes from the surroundings: the variables that the
//! programs of each cloud read.

mod ask;
mod objects;
mod web;

pub use ask::RealWeb;

use std::fs::File;
use std::io::{self, Write};

use futures_util::future::{Either, select};
use futures_util::{FutureExt, StreamExt, TryStreamExt, stream};

use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Elsewhere, Fetched, Stores, Wanted, shown};

/// Files that are fetched at once.
const AT_ONCE: usize = 16;

/// The real ones.
#[derive(Debug, Default, Clone, Copy)]
pub struct RealStores;

impl Stores for RealStores {
    fn find(&self, address: &str, cancel: &Cancel) -> Result<Vec<String>> {
        match Elsewhere::of(address)? {
            Some(Elsewhere::Objects) => run(cancel, objects::find(address)),
            _ => Ok(vec![address.to_owned()]),
        }
    }

    fn fetch(&self, wanted: Vec<Wanted>, cancel: &Cancel) -> Result<Vec<Fetched>> {
        let addresses = || wanted.iter().map(|wanted| wanted.address.as_str());
        let kinds = addresses().map(Elsewhere::of).collect::<Result<Vec<_>>>()?;
        let fetches = if kinds.contains(&Some(Elsewhere::Objects)) {
            let places = objects::places(addresses())?.into_iter().zip(wanted);
            places.map(|(place, wanted)| objects::fetch(place, wanted).boxed()).collect()
        } else {
            let client = web::client()?;
            let fetch = |wanted| web::fetch(client.clone(), wanted).boxed();
            wanted.into_iter().map(fetch).collect::<Vec<_>>()
        };
        run(cancel, stream::iter(fetches).buffered(AT_ONCE).try_collect())
    }

    fn exists(&self, address: &str, cancel: &Cancel) -> Result<bool> {
        run(cancel, objects::exists(address))
    }

    fn put(&self, address: &str, file: File, cancel: &Cancel) -> io::Result<()> {
        let put = objects::put(address, file).map(Ok);
        run(cancel, put).map_err(|problem| io::Error::other(problem.message))?
    }
}

/// Wait for `work`, until the run is cancelled.
fn run<T>(cancel: &Cancel, work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        let message = format!("no network can be used: {error}");
        Diagnostic::error(codes::FILE_ACCESS, message)
    })?;
    runtime.block_on(async {
        let (work, cancelled) = (std::pin::pin!(work), std::pin::pin!(cancel.cancelled()));
        match select(work, cancelled).await {
            Either::Left((done, _)) => done,
            Either::Right(_) => {
                Err(Diagnostic::error(codes::CANCELLED, "the run was cancelled").into())
            }
        }
    })
}

/// Write `bytes` to the file that what is `wanted` is kept in, where there are `before` already.
fn keep(wanted: &mut Wanted, before: u64, bytes: &[u8]) -> Result<()> {
    if wanted.is_too_large(before + bytes.len() as u64) {
        let most = wanted.most.unwrap_or(u64::MAX);
        let why = format!("it has more than {most} bytes, which is too many for what it is");
        return Err(unreadable(&wanted.address, &why).help("check the address").into());
    }
    wanted.file.write_all(bytes).map_err(|error| {
        let message = format!("there is no room for `{}`: {error}", shown(&wanted.address));
        let problem = Diagnostic::error(codes::FILE_ACCESS, message);
        let help = "make room, or name another folder by the environment variable TMPDIR";
        problem.help(help).into()
    })
}

/// What is at `address` cannot be read.
fn unreadable(address: &str, why: &str) -> Diagnostic {
    let message = format!("`{}` cannot be read: {why}", shown(address));
    Diagnostic::error(codes::FILE_ACCESS, message)
}

/// Nothing is at `address`.
fn missing(address: &str) -> Diagnostic {
    let message = format!("there is nothing at `{}`", shown(address));
    Diagnostic::error(codes::FILE_MISSING, message).help("check the address")
}

/// What `error` says, with what is behind it, on one line.
fn said(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(behind) = source {
        let text = behind.to_string();
        if !said.contains(&text) {
            said = format!("{said}: {text}");
        }
        source = behind.source();
    }
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}
