//! All rows as far as they can be read alone, in blocks: a whole country's drafts grow without being moved, and each block
//! goes back when its rows have become entries. Knows nothing of what is in a row.

use std::ops::{Index, IndexMut};

use super::draft::Draft;

/// How many drafts a block holds: some 700 kB.
const BLOCK_ROWS: usize = 4096;

/// All drafts in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    /// All but the last are full.
    blocks: Vec<Vec<Draft>>,
}

impl Drafts {
    pub fn push(&mut self, draft: Draft) {
        match self.blocks.last_mut() {
            Some(block) if block.len() < BLOCK_ROWS => block.push(draft),
            _ => {
                let mut block = Vec::with_capacity(BLOCK_ROWS);
                block.push(draft);
                self.blocks.push(block);
            }
        }
    }

    pub fn len(&self) -> usize {
        self.blocks.last().map_or(0, |last| (self.blocks.len() - 1) * BLOCK_ROWS + last.len())
    }

    pub fn iter(&self) -> impl Iterator<Item = &Draft> {
        self.blocks.iter().flatten()
    }

    /// The drafts one by one; what is behind takes no memory any more.
    pub fn take_apart(self) -> impl Iterator<Item = Draft> {
        self.blocks.into_iter().flatten()
    }
}

impl Index<usize> for Drafts {
    type Output = Draft;

    fn index(&self, place: usize) -> &Draft {
        &self.blocks[place / BLOCK_ROWS][place % BLOCK_ROWS]
    }
}

impl IndexMut<usize> for Drafts {
    fn index_mut(&mut self, place: usize) -> &mut Draft {
        &mut self.blocks[place / BLOCK_ROWS][place % BLOCK_ROWS]
    }
}
