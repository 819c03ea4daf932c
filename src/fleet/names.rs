//! Names of hosts and their addresses: each name is looked up once at a time and remembered for a
//! while, and only so many are looked up at once, for each takes a thread.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OnceCell, Semaphore};
use tokio::time::Instant;

use super::classify::Trouble;

/// Names that are looked up at once.
const AT_ONCE: usize = 32;

/// How long an answer is believed. The system does not tell how long the name server would.
const FRESH: Duration = Duration::from_secs(60);

/// Names that are remembered.
const MOST: usize = 65_536;

type Found = Result<Arc<[IpAddr]>, Trouble>;

/// The answers so far.
pub(super) struct Names {
    known: Mutex<HashMap<String, Entry>>,
    places: Semaphore,
}

#[derive(Clone)]
struct Entry {
    asked: Instant,
    answer: Arc<OnceCell<Found>>,
}

impl Default for Names {
    fn default() -> Self {
        Self { known: Mutex::default(), places: Semaphore::new(AT_ONCE) }
    }
}

impl Names {
    /// The addresses of `name`, which may be one itself, with brackets or without.
    pub(super) async fn find(&self, name: &str, port: u16) -> Result<Vec<SocketAddr>, Trouble> {
        let bare = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(name);
        if let Ok(ip) = bare.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(ip, port)]);
        }
        // Addresses with a zone are for the system to read, and not worth remembering.
        if bare.contains('%') {
            return look_up(bare, port).await;
        }
        let entry = self.entry(bare);
        let asked = entry.answer.get_or_init(|| async {
            let _place = self.places.acquire().await;
            let found = look_up(bare, 0).await?;
            Ok(found.iter().map(SocketAddr::ip).collect::<Vec<_>>().into())
        });
        let found = asked.await.clone();
        if found.is_err() {
            // What could not be found now may be there at the next question.
            let mut known = self.lock();
            if known.get(bare).is_some_and(|now| Arc::ptr_eq(&now.answer, &entry.answer)) {
                known.remove(bare);
            }
        }
        Ok(found?.iter().map(|ip| SocketAddr::new(*ip, port)).collect())
    }

    /// The answer for `name`, or the place where it is going to be.
    fn entry(&self, name: &str) -> Entry {
        let mut known = self.lock();
        if known.len() >= MOST {
            known.retain(|_, entry| entry.asked.elapsed() < FRESH);
        }
        if let Some(entry) = known.get(name).filter(|entry| entry.asked.elapsed() < FRESH) {
            return entry.clone();
        }
        let entry = Entry { asked: Instant::now(), answer: Arc::default() };
        if known.len() < MOST {
            known.insert(name.to_owned(), entry.clone());
        }
        entry
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn look_up(name: &str, port: u16) -> Result<Vec<SocketAddr>, Trouble> {
    let found = tokio::net::lookup_host((name, port)).await;
    Ok(found.map_err(|error| Trouble::unresolved(name, &error))?.collect())
}
