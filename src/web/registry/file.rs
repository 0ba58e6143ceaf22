//! The registry in force as a file that can be changed and sent again.

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{StreamExt as _, unfold};
use std::io::{BufWriter, Seek as _, Write as _};
use tokio::io::AsyncReadExt as _;

use super::uploads::RegistryFiles;
use crate::Context;
use crate::http::caller::Caller;
use crate::http::error::WebError;
use crate::http::routes::{Admit, Routes};
use domain::access::Action;
use domain::registry::{Headers, Registry};
use store::Store;
use words::Lang;

const PAGES_AT_ONCE: usize = 2_000;
const PIECE: usize = 64 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Csv,
    Xlsx,
}

pub(crate) fn routes() -> Routes {
    let may = Admit::May(Action::ManageRegistry);
    let csv = |State(state), State(files), caller| file(state, files, caller, Kind::Csv);
    let xlsx = |State(state), State(files), caller| file(state, files, caller, Kind::Xlsx);
    Routes::new().page("/registry.csv", may, csv).page("/registry.xlsx", may, xlsx)
}

async fn file(state: Context, files: RegistryFiles, caller: Caller, kind: Kind) -> Result<Response, WebError> {
    let _turn = files.turn().await?;
    let registry = registry(&state.store).await?;
    let headers = if caller.lang == Lang::Ru { Headers::Russian } else { Headers::English };
    let written = tokio::task::spawn_blocking(move || -> std::io::Result<std::fs::File> {
        let mut out = BufWriter::new(tempfile::tempfile()?);
        match kind {
            Kind::Csv => registry.write_csv(headers, &mut out)?,
            Kind::Xlsx => registry.write_xlsx(headers, &mut out)?,
        }
        out.flush()?;
        let mut file = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(file)
    });
    let file = written.await.map_err(|_| WebError::Internal)?.map_err(|error| {
        tracing::error!("the registry cannot be written to a file: {error}");
        WebError::Internal
    })?;
    let (media_type, ending) = match kind {
        Kind::Csv => ("text/csv; charset=utf-8", "csv"),
        Kind::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    };
    let day = state.clock.now().to_zoned(state.options.time_zone.clone()).date();
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"registry-{day}.{ending}\"")),
    ];
    let body = unfold(tokio::fs::File::from_std(file), |mut file| async move {
        let mut piece = vec![0; PIECE];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(length) => {
                piece.truncate(length);
                Some((Ok(piece), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    })
    // compression asks once more after the end
    .fuse();
    Ok((headers, Body::from_stream(body)).into_response())
}

/// The registry as the store keeps it.
async fn registry(store: &Store) -> Result<Registry, WebError> {
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let pages = store.registered_pages(after, PAGES_AT_ONCE).await?;
        after = pages.last().map(|page| page.id);
        let is_last = pages.len() < PAGES_AT_ONCE;
        rows.extend(pages.into_iter().filter_map(|page| Some((page.url, page.address, page.organization?))));
        if is_last {
            return Ok(Registry::of_pages(rows.into_iter()));
        }
    }
}
