//! Files of plugins and of indexes, wherever they are.

use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;

use url::{Host, Url};

use crate::diag::{Diagnostic, Result, codes};
use crate::effect::{Cancel, Elsewhere, Wanted, World, in_home, shown};

/// Whether `place` is an address, and no path.
///
/// # Errors
/// It begins like one, and nobody knows how to get there.
pub fn is_address(place: &str) -> Result<bool> {
    Elsewhere::of(place).map(|elsewhere| elsewhere.is_some())
}

/// Whether anybody on the way to `place` could give something else in its stead.
pub fn is_open(place: &str) -> bool {
    let Ok(url) = Url::parse(place) else { return false };
    let near = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(at)) => at.is_loopback(),
        Some(Host::Ipv6(at)) => at.is_loopback(),
        None => true,
    };
    url.scheme() == "http" && !near
}

/// `place` as it is kept: an address, or the path of a folder or file from the root on.
///
/// # Errors
/// It begins like an address, and nobody knows how to get there.
pub fn whole(world: &World, place: &str) -> Result<String> {
    if is_address(place)? {
        return Ok(place.to_owned());
    }
    let path = in_home(Path::new(place), world.environment.home().as_deref());
    let path = world.files.absolute(&path).unwrap_or(path);
    Ok(path.display().to_string())
}

/// The file called `name` in the folder `place`.
pub fn beside(place: &str, name: &str) -> String {
    // What is behind a `?` belongs to the whole address.
    let is_address = is_address(place).unwrap_or(false);
    let end = place.find('?').filter(|_| is_address).unwrap_or(place.len());
    let (path, rest) = place.split_at(end);
    format!("{}/{name}{rest}", path.trim_end_matches('/'))
}

/// What is at `places`, of which each may have so many bytes. All are addresses, or none is.
///
/// # Errors
/// One of them cannot be read, or is too large.
pub fn bring(world: &World, places: &[(String, u64)]) -> Result<Vec<Vec<u8>>> {
    let mut addresses = places.iter().map(|(place, _)| is_address(place));
    match addresses.next().unwrap_or(Ok(false))? {
        true => fetch(world, places),
        false => places.iter().map(|(place, most)| read(world, place, *most)).collect(),
    }
}

fn read(world: &World, place: &str, most: u64) -> Result<Vec<u8>> {
    let told = |code, why: &str| {
        let message = format!("`{place}` cannot be read: {why}");
        Err(Diagnostic::error(code, message).help("check the path").into())
    };
    match world.files.read_at_most(Path::new(place), most.saturating_add(1)) {
        Ok(bytes) if bytes.len() as u64 > most => {
            let why = format!("it has more than {most} bytes, which is too many for what it is");
            told(codes::FILE_ACCESS, &why)
        }
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            told(codes::FILE_MISSING, "there is no such file")
        }
        Err(error) if error.kind() == ErrorKind::IsADirectory => {
            told(codes::FILE_ACCESS, "it is a folder")
        }
        Err(error) => told(codes::FILE_ACCESS, &error.to_string()),
    }
}

fn fetch(world: &World, places: &[(String, u64)]) -> Result<Vec<Vec<u8>>> {
    let no_room = |error: &std::io::Error| {
        let message = format!("there is no room for what is fetched: {error}");
        Diagnostic::error(codes::FILE_ACCESS, message)
    };
    let (mut wanted, mut kept) = (Vec::new(), Vec::new());
    for (address, most) in places {
        let file = world.files.scratch().map_err(|error| no_room(&error))?;
        kept.push(file.try_clone().map_err(|error| no_room(&error))?);
        wanted.push(Wanted { address: address.clone(), file, most: Some(*most) });
    }
    world.stores.fetch(wanted, &Cancel::new())?;
    let read = |(mut file, (address, most)): (std::fs::File, &(String, u64))| {
        let mut bytes = Vec::new();
        let read = file.seek(SeekFrom::Start(0));
        let read = read.and_then(|_| file.take(*most).read_to_end(&mut bytes));
        read.map_err(|error| {
            let message = format!("`{}` cannot be read again: {error}", shown(address));
            Diagnostic::error(codes::FILE_ACCESS, message)
        })?;
        Ok(bytes)
    };
    kept.into_iter().zip(places).map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_joined_and_judged() {
        assert_eq!(beside("https://a.b/c/", "d"), "https://a.b/c/d");
        assert_eq!(beside("https://a.b/c?token=1", "d"), "https://a.b/c/d?token=1");
        assert_eq!(beside("/a?b", "d"), "/a?b/d");
        for open in ["http://a.b/c", "http://10.0.0.1/", "http://[fe80::1]/"] {
            assert!(is_open(open), "{open}");
        }
        for safe in ["https://a.b", "http://127.0.0.1:1", "http://localhost/", "s3://a", "/a"] {
            assert!(!is_open(safe), "{safe}");
        }
    }
}
