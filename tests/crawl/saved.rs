//! The region once through the network and once through a file of saved answers: both tell the same.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use vk_page_auditor::crawl::observe;
use vk_page_auditor::model::{Sight, UnverifiedReason};
use vk_page_auditor::vk::SavedAnswers;

use crate::stage::{Outcome, addresses, play, region, server};

#[tokio::test]
async fn a_saved_answer_tells_what_the_network_tells() {
    let region = region();
    let asked = addresses(&region);
    let live = play(None, &asked).await;
    live.assert_true(&region);
    let mut file = tempfile::NamedTempFile::new().unwrap();
    region.write_vk_json("http://127.0.0.1:1", &mut file).unwrap();
    let source = Arc::new(SavedAnswers::new(file.path()));
    let crawl = observe(source, Arc::clone(&asked), &CancellationToken::new());
    let saved = Outcome::of(crawl, asked.len(), &server(None).await).await;
    saved.assert_true(&region);
    for (live, saved) in live.observations.iter().zip(&saved.observations) {
        match (&live.sight, &saved.sight) {
            (Ok(Sight::Seen(live)), Ok(Sight::Seen(saved))) => {
                assert_eq!(live.group_id, saved.group_id);
                assert_eq!(
                    live.menu.as_ref().map(|menu| menu.items.len()),
                    saved.menu.as_ref().map(|menu| menu.items.len())
                );
            }
            (Ok(Sight::NotFound), Err(unseen)) => assert_eq!(unseen.reason, UnverifiedReason::NotInFile),
            other => panic!("{other:?}"),
        }
    }
}
