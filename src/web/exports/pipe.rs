//! Bytes that are written by a thread of their own and read by a client. No more than a few pieces wait; a client that
//! takes nothing for long is given up.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use futures_util::stream::{StreamExt as _, unfold};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;

const PIECE: usize = 64 * 1024;
const PIECES: usize = 4;
/// How long a client may take nothing.
const SILENCE_MOST: Duration = Duration::from_mins(1);

type Piece = Vec<u8>;

/// The end that is written to. Only for threads that may wait.
pub(super) struct PipeWriter {
    buffer: Vec<u8>,
    pieces: Sender<Piece>,
    runtime: Handle,
}

/// Keeps the body open until somebody says that it is whole. A body that nobody said that of ends with an error, so that no
/// client takes a part for the whole.
pub(super) struct PipeEnd {
    is_whole: Arc<AtomicBool>,
    _open: Sender<Piece>,
}

/// A writer, its end, and the body of a response.
pub(super) fn pipe(runtime: Handle) -> (PipeWriter, PipeEnd, Body) {
    let (pieces, taken) = channel(PIECES);
    let is_whole = Arc::new(AtomicBool::new(false));
    let end = PipeEnd { is_whole: Arc::clone(&is_whole), _open: pieces.clone() };
    let writer = PipeWriter { buffer: Vec::with_capacity(PIECE), pieces, runtime };
    let next = |taken: Option<(Receiver<Piece>, Arc<AtomicBool>)>| async move {
        let (mut taken, is_whole) = taken?;
        match taken.recv().await {
            Some(piece) => Some((Ok(piece), Some((taken, is_whole)))),
            None if is_whole.load(Ordering::Acquire) => None,
            None => Some((Err(io::Error::other("the list broke off")), None)),
        }
    };
    // compression asks once more after the end
    (writer, end, Body::from_stream(unfold(Some((taken, is_whole)), next).fuse()))
}

impl PipeEnd {
    pub(crate) fn finish(self) {
        self.is_whole.store(true, Ordering::Release);
    }
}

impl PipeWriter {
    fn send(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.buffer, Vec::with_capacity(PIECE));
        let sent = self.runtime.block_on(timeout(SILENCE_MOST, self.pieces.send(piece)));
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::Error::new(io::ErrorKind::BrokenPipe, "the client is gone")),
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "the client takes nothing")),
        }
    }
}

impl Write for PipeWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(PIECE - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..taken]);
        if self.buffer.len() == PIECE {
            self.send()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() { Ok(()) } else { self.send() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn everything_written_comes_out_in_its_order() {
        let (mut writer, end, body) = pipe(Handle::current());
        let written: Vec<u8> = (0..PIECE * 9 + 7).map(|byte| u8::try_from(byte % 251).unwrap()).collect();
        let sent = written.clone();
        let thread = tokio::task::spawn_blocking(move || {
            writer.write_all(&sent).unwrap();
            writer.flush().unwrap();
            drop(writer);
            end.finish();
        });
        let read = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        thread.await.unwrap();
        assert!(read == written);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_client_that_is_gone_ends_the_writing() {
        let (mut writer, _end, body) = pipe(Handle::current());
        drop(body);
        let thread = tokio::task::spawn_blocking(move || writer.write_all(&vec![0; PIECE * 2]));
        assert_eq!(thread.await.unwrap().unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }
    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_body_that_nobody_called_whole_ends_with_an_error() {
        let (mut writer, end, body) = pipe(Handle::current());
        drop(end);
        let thread = tokio::task::spawn_blocking(move || writer.write_all(&vec![0; PIECE]));
        assert!(axum::body::to_bytes(body, usize::MAX).await.is_err());
        thread.await.unwrap().unwrap();
    }
}
