//! What the system asks of a service: to stop, to stop at once, to read its configuration again.

use std::io;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::exit::Exit;
use words::Lang;
use words::cli::Say;

/// What was asked for.
pub struct Asked {
    /// To stop.
    pub stop: CancellationToken,
    /// To read the configuration again.
    pub reload: std::sync::Arc<Notify>,
}

/// Listens from now on; a second request to stop ends the process at once.
///
/// # Errors
/// The system does not let the program listen for signals.
pub fn listen(lang: Lang) -> io::Result<Asked> {
    let asked = Asked { stop: CancellationToken::new(), reload: std::sync::Arc::default() };
    #[cfg(unix)]
    unix(lang, &asked)?;
    #[cfg(not(unix))]
    other(lang, &asked);
    Ok(asked)
}

#[cfg(unix)]
fn unix(lang: Lang, asked: &Asked) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let (stop, reload) = (asked.stop.clone(), std::sync::Arc::clone(&asked.reload));
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = hangup.recv() => {
                    reload.notify_one();
                    continue;
                }
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            asked_to_stop(lang, &stop);
        }
    });
    Ok(())
}

#[cfg(not(unix))]
fn other(lang: Lang, asked: &Asked) {
    let stop = asked.stop.clone();
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            asked_to_stop(lang, &stop);
        }
    });
}

fn asked_to_stop(lang: Lang, stop: &CancellationToken) {
    if stop.is_cancelled() {
        // what is under way is claimed again when its lease ends; the store is whole at any moment
        std::process::exit(i32::from(Exit::Interrupted.number()));
    }
    tracing::info!("{}", Say::ServiceStops.text(lang));
    stop.cancel();
}
