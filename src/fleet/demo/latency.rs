//! A connection over a long way: what is sent arrives later.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, duplex, split};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

/// Bytes that are on the way in one direction at most, and read at once: one window of SSH.
const ON_THE_WAY: usize = 2 << 20;

/// Pieces that are on the way in one direction at most.
const PIECES: usize = 256;

/// The server's end of `stream`, as if a round trip on it took `trip`. Like a TCP connection it takes
/// one to come about.
pub async fn delayed(stream: TcpStream, trip: Duration) -> DuplexStream {
    sleep(trip).await;
    let (near, far) = duplex(ON_THE_WAY);
    let (from_client, to_client) = stream.into_split();
    let (from_server, to_server) = split(far);
    tokio::spawn(carry(from_client, to_server, trip / 2));
    tokio::spawn(carry(from_server, to_client, trip / 2));
    near
}

/// Carry everything from one end to the other, each piece as late as the way is long, however many
/// are on it.
async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin + Send + 'static,
    late: Duration,
) {
    let (sender, mut pieces) = mpsc::channel::<(Instant, Vec<u8>)>(PIECES);
    tokio::spawn(async move {
        while let Some((due, piece)) = pieces.recv().await {
            sleep_until(due).await;
            if to.write_all(&piece).await.is_err() {
                return;
            }
        }
        let _ = to.shutdown().await;
    });
    let mut buffer = vec![0; 16 << 10];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        let piece = buffer.get(..length).unwrap_or_default().to_vec();
        if sender.send((Instant::now() + late, piece)).await.is_err() {
            return;
        }
    }
}
