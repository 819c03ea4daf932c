//! Objects in the stores of S3, Google and Azure, and of whoever speaks like them.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path;
use object_store::{
    Error, ObjectStore, ObjectStoreExt, ObjectStoreScheme, RetryConfig, WriteMultipart,
};
use url::Url;

use super::{keep, missing, said, unreadable};
use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Fetched, Wanted, shown, wildcard_matches};

/// The most objects of one address.
const MOST: usize = 100_000;

/// How often and how long a store that does not answer is asked again.
const TRIES: usize = 3;
const PATIENCE: Duration = Duration::from_secs(60);

/// Bytes that are put at once, and parts that are on their way.
const PART: usize = 8 << 20;
const ON_THE_WAY: usize = 4;

/// A store and the address in it.
pub(super) struct Place {
    store: Arc<dyn ObjectStore>,
    path: Path,
    /// The address up to the path, with a `/` at its end.
    root: String,
}

/// The store that `address` is in.
fn place(address: &str) -> Result<Place> {
    let wrong = |why: &dyn std::error::Error| {
        let message = format!("`{}` is no address of an object: {}", shown(address), said(why));
        Diagnostic::error(codes::BAD_ARGUMENT, message).help("write it as `s3://BUCKET/PATH`")
    };
    // What a pattern has in it would be the beginning of a query.
    let written = address.replace('?', "%3F");
    let url = Url::parse(&written).map_err(|error| wrong(&error))?;
    let (scheme, path) = ObjectStoreScheme::parse(&url).map_err(|error| wrong(&error))?;
    let retry =
        RetryConfig { max_retries: TRIES, retry_timeout: PATIENCE, ..RetryConfig::default() };
    let store: std::result::Result<Arc<dyn ObjectStore>, Error> = match scheme {
        ObjectStoreScheme::GoogleCloudStorage => GoogleCloudStorageBuilder::from_env()
            .with_url(&written)
            .with_retry(retry)
            .build()
            .map(|store| Arc::new(store) as _),
        ObjectStoreScheme::MicrosoftAzure => MicrosoftAzureBuilder::from_env()
            .with_url(&written)
            .with_retry(retry)
            .build()
            .map(|store| Arc::new(store) as _),
        _ => AmazonS3Builder::from_env()
            .with_url(&written)
            .with_retry(retry)
            .build()
            .map(|store| Arc::new(store) as _),
    };
    let store = store.map_err(|error| wrong(&error))?;
    // As it is written, for the path of the store has other signs for some letters.
    let (mut root, folders) = (address.trim_end_matches('/'), path.parts().count());
    for _ in 0..folders {
        root = root.rsplit_once('/').map_or(root, |(before, _)| before);
    }
    let root = format!("{root}/");
    Ok(Place { store, path, root })
}

/// Where each of `addresses` is; those of one store share it, with its connections.
///
/// # Errors
/// One of them is no address of an object.
pub(super) fn places<'a>(addresses: impl Iterator<Item = &'a str>) -> Result<Vec<Place>> {
    let mut places = Vec::<Place>::new();
    for address in addresses {
        let known = places.iter().rev().find(|known| address.starts_with(&known.root));
        let path = known.and_then(|known| Path::parse(address.strip_prefix(&known.root)?).ok());
        let place = match (known, path) {
            (Some(Place { store, root, .. }), Some(path)) => {
                Place { store: Arc::clone(store), path, root: root.clone() }
            }
            _ => place(address)?,
        };
        places.push(place);
    }
    Ok(places)
}

/// What is wrong, as the store says it of `address`.
fn problem(address: &str, error: &Error) -> Box<Diagnostic> {
    let help = "who one is comes from the variables that the programs of that cloud read, such as \
                `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION` and `AWS_ENDPOINT_URL`";
    match error {
        Error::NotFound { .. } => missing(address).into(),
        other => unreadable(address, &reason(other)).help(help).into(),
    }
}

/// Why the store does not do it.
fn reason(error: &Error) -> String {
    match error {
        Error::NotFound { .. } => "there is no such bucket".to_owned(),
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => {
            "the store does not let this account do it".to_owned()
        }
        other => {
            // What is behind it says why; what is before it says how often it was tried, and when.
            let mut why: &dyn std::error::Error = other;
            while let Some(behind) = why.source() {
                why = behind;
            }
            said(why)
        }
    }
}

/// The addresses that `address` stands for.
///
/// # Errors
/// The store cannot be asked, or they are too many.
pub(super) async fn find(address: &str) -> Result<Vec<String>> {
    let is_pattern = address.contains(['*', '?']);
    if !is_pattern && !address.ends_with('/') {
        return Ok(vec![address.to_owned()]);
    }
    let Place { store, path, root } = place(address)?;
    let pattern = path.as_ref().replace("%3F", "?").replace("%2A", "*");
    // What is before the first folder with a pattern is all that a store can look for.
    let known = pattern.split('/').take_while(|part| !part.contains(['*', '?']));
    let known = Path::from(known.collect::<Vec<_>>().join("/"));
    let mut listed = store.list(Some(&known));
    let mut found = Vec::new();
    while let Some(object) = listed.try_next().await.map_err(|error| problem(address, &error))? {
        let name = object.location.as_ref();
        let fits = if is_pattern { matches(&pattern, name) } else { is_data(&known, name) };
        if fits {
            found.push(format!("{root}{name}"));
        }
        if found.len() > MOST {
            let message = format!("`{}` stands for more than {MOST} objects", shown(address));
            return Err(Diagnostic::error(codes::TOO_MUCH, message).help("name fewer").into());
        }
    }
    found.sort();
    Ok(found)
}

/// Whether `name` is what `pattern` means, folder by folder; names that begin with `.` are only meant
/// by a pattern that does.
fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.split('/'), name.split('/'));
    let same = pattern.clone().count() == name.clone().count();
    let fits = |(pattern, name): (&str, &str)| {
        wildcard_matches(pattern, name) && (!name.starts_with('.') || pattern.starts_with('.'))
    };
    same && pattern.zip(name).all(fits)
}

/// Whether `name`, below `folder`, is no note that a program has left.
fn is_data(folder: &Path, name: &str) -> bool {
    let below = name.strip_prefix(folder.as_ref()).unwrap_or(name);
    !below.split('/').any(|part| part.starts_with(['.', '_']))
}

/// Write the object at `address` to `file`.
///
/// # Errors
/// The store does not have it, cannot be reached, or there is no room for it.
pub(super) async fn fetch(place: Place, mut wanted: Wanted) -> Result<Fetched> {
    let Place { store, path, .. } = place;
    let found = store.get(&path).await.map_err(|error| problem(&wanted.address, &error))?;
    let media_type = None;
    let (mut bytes, mut before) = (found.into_stream(), 0);
    while let Some(bytes) = bytes.next().await {
        let bytes = bytes.map_err(|error| problem(&wanted.address, &error))?;
        keep(&mut wanted, before, &bytes)?;
        before += bytes.len() as u64;
    }
    Ok(Fetched { media_type })
}

/// Whether an object is at `address`.
///
/// # Errors
/// The store cannot be asked.
pub(super) async fn exists(address: &str) -> Result<bool> {
    let Place { store, path, .. } = place(address)?;
    match store.head(&path).await {
        Ok(_) => Ok(true),
        Err(Error::NotFound { .. }) => Ok(false),
        Err(error) => Err(problem(address, &error)),
    }
}

/// Put what is in `file` to `address`: what is larger than a part in parts, which are seen together
/// or not at all.
///
/// # Errors
/// The store cannot be reached, or does not take it.
pub(super) async fn put(address: &str, mut file: File) -> io::Result<()> {
    let place = place(address).map_err(|problem| io::Error::other(problem.message))?;
    let Place { store, path, .. } = place;
    let wrong = |error: Error| io::Error::other(reason(&error));
    let read = |file: &mut File| {
        let mut part = Vec::new();
        file.take(PART as u64).read_to_end(&mut part).map(|_| part)
    };
    let first = read(&mut file)?;
    if first.len() < PART {
        return store.put(&path, first.into()).await.map(|_| ()).map_err(wrong);
    }
    let upload = store.put_multipart(&path).await.map_err(wrong)?;
    let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
    let mut part = first;
    while !part.is_empty() {
        if let Err(error) = upload.wait_for_capacity(ON_THE_WAY).await {
            // What was sent is nothing that anybody sees.
            let _ = upload.abort().await;
            return Err(wrong(error));
        }
        upload.write(&part);
        part = read(&mut file)?;
    }
    upload.finish().await.map(|_| ()).map_err(wrong)
}
