//! Writes a list to everything that was asked for. Reads no store.

use std::io::{self, Write as _};

use anyhow::Context as _;

use crate::cli::args::OutputArgs;
use crate::cli::context::CommandContext;
use crate::cli::outputs::{Opened, WholeFile, open_each};
use report::listing::{Cell, Column, End, Heading, List, ListingWriter};
use report::{Format, ReportOptions};
use words::history::Tell;

/// A list under way.
pub struct Listed {
    lists: Vec<OneList>,
}

struct OneList {
    writer: ListingWriter,
    name: String,
    file: Option<WholeFile>,
    /// Which of the columns it shows, by their places.
    shown: Vec<usize>,
}

impl Listed {
    /// Opens everything that was asked for. A table shows the columns with these keys only, everything else all.
    ///
    /// # Errors
    /// A file name whose ending names no format, a folder that is missing or cannot be written to.
    pub fn open(context: &CommandContext, args: &OutputArgs, list: List, in_table: &[&str]) -> anyhow::Result<Self> {
        let options = context.report_options(0, None);
        let made_at = context.clock.now();
        let mut lists = Vec::new();
        for Opened { name, format, out, file, is_plain } in open_each(args, &[], context.lang)? {
            let is_shown = |column: &Column| format != Format::Table || in_table.contains(&column.key);
            let shown: Vec<usize> = list
                .columns()
                .iter()
                .enumerate()
                .filter(|(_, column)| is_shown(column))
                .map(|(place, _)| place)
                .collect();
            let columns: Vec<Column> = shown.iter().filter_map(|place| list.columns().get(*place).copied()).collect();
            let heading = Heading { list, columns: &columns, made_at };
            let options = ReportOptions { color: options.color && !is_plain, ..options.clone() };
            let writer = ListingWriter::new(format, &heading, options, out).with_context(|| name.clone())?;
            lists.push(OneList { writer, name, file, shown });
        }
        Ok(Self { lists })
    }

    /// Adds a row with a cell for every column of the list.
    ///
    /// # Errors
    /// A list cannot be written any further.
    pub fn row(&mut self, cells: &[Cell]) -> anyhow::Result<()> {
        for list in &mut self.lists {
            let shown: Vec<Cell> = list.shown.iter().filter_map(|place| cells.get(*place).cloned()).collect();
            list.writer.row(&shown).with_context(|| list.name.clone())?;
        }
        Ok(())
    }

    /// Ends the lists and puts files in their places. `next` is the option that leads on, where there is more.
    ///
    /// # Errors
    /// A list cannot be written or put in its place.
    pub fn finish(
        self,
        context: &CommandContext,
        total: Option<u64>,
        next: Option<(&str, String)>,
    ) -> anyhow::Result<()> {
        let end = End { total, next: next.as_ref().map(|(_, after)| after.clone()) };
        for list in self.lists {
            let finished = list.writer.finish(&end).and_then(|()| list.file.map_or(Ok(()), WholeFile::put_in_place));
            finished.with_context(|| list.name)?;
        }
        if let Some((option, after)) = next.filter(|_| context.verbosity >= 0) {
            writeln!(io::stderr(), "{}: {option} {after}", Tell::More.text(context.lang))?;
        }
        Ok(())
    }
}
