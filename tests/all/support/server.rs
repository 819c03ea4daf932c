//! A server of our own that speaks SSH, on a thread of its own, for what no real one does.

use std::sync::Arc;
use std::time::Duration;

use rebe_shell::fleet::{FleetSettings, KnownKey};
use russh::keys::PrivateKey;
use russh::server::{Config, Server};

use super::Folder;

/// The server; it runs until the tests end.
pub(crate) struct Served {
    pub(crate) folder: Folder,
    pub(crate) port: u16,
    /// The key of the host, which is that of its user too.
    key: PrivateKey,
}

/// Start `server` on all addresses of this machine.
pub(crate) fn serve(mut server: impl Server + Send + 'static) -> Served {
    let folder = Folder::new();
    super::sshd::make_key(&folder.join("key"), "");
    let text = std::fs::read_to_string(folder.join("key")).unwrap();
    let key = PrivateKey::from_openssh(text).unwrap();
    let listener = std::net::TcpListener::bind("0.0.0.0:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    listener.set_nonblocking(true).unwrap();
    let keys = vec![key.clone()];
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let pause = Duration::from_millis(10);
            let config = Config { keys, auth_rejection_time: pause, ..Config::default() };
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let _ = server.run_on_socket(Arc::new(config), &listener).await;
        });
    });
    Served { folder, port, key }
}

impl Served {
    /// Settings that trust the server and have the key to log in with.
    pub(crate) fn settings(&self) -> FleetSettings {
        FleetSettings {
            known_keys: vec![KnownKey { host: None, key: self.key.public_key().clone() }],
            identity: Some(Arc::new(self.key.clone())),
            ..FleetSettings::default()
        }
    }
}
