//! Merged cells: what stands in the first of them holds for every row they cover. Where they are is for each format to
//! say.

use super::cell::Cell;

/// So many areas can be open in one row: they do not overlap, and further columns are not read.
const MOST_OPEN: usize = super::xlsx::MAX_COLUMNS;

/// An area of merged cells; rows and columns are counted from 0, the last ones included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub rows: (u32, u32),
    pub columns: (usize, usize),
}

/// The areas that reach from rows above into the row being read.
#[derive(Debug, Default)]
pub(super) struct Merged {
    open: Vec<(Area, Cell<'static>)>,
    /// Columns of this row whose cells are one with those to the right: the first and the last.
    across: Vec<(usize, usize)>,
    /// Columns of this row that hold what stands above.
    down: Vec<usize>,
}

impl Merged {
    /// Begins another sheet.
    pub fn clear(&mut self) {
        self.open.clear();
        self.across.clear();
        self.down.clear();
    }

    /// Fills a row that was read; `begun` are the areas that begin in it.
    pub fn fill(&mut self, row: u32, cells: &mut Vec<Cell<'_>>, begun: impl Iterator<Item = Area>) {
        self.across.clear();
        self.down.clear();
        self.open.retain(|(area, _)| area.rows.1 >= row);
        for (area, value) in &self.open {
            let (first, last) = area.columns;
            // what is covered nobody sees
            clear(cells, first, last);
            if cells.len() <= first {
                cells.resize(first + 1, Cell::Empty);
            }
            cells[first] = value.clone();
            self.down.push(first);
            if last > first {
                self.across.push(area.columns);
            }
        }
        for area in begun {
            let (first, last) = area.columns;
            clear(cells, first + 1, last);
            if last > first {
                self.across.push(area.columns);
            }
            if area.rows.1 > row && self.open.len() < MOST_OPEN {
                let value = cells.get(first).cloned().unwrap_or_default();
                if !value.is_blank() {
                    self.open.push((area, value.into_owned()));
                }
            }
        }
    }

    /// Columns of the row filled last whose cells are one with those to the right: the first and the last.
    pub fn across(&self) -> &[(usize, usize)] {
        &self.across
    }

    /// Whether the row filled last has nothing of its own.
    pub fn is_all_from_above(&self, cells: &[Cell<'_>]) -> bool {
        let own = |(place, cell): (usize, &Cell<'_>)| !cell.is_blank() && !self.down.contains(&place);
        !self.down.is_empty() && !cells.iter().enumerate().any(own)
    }
}

fn clear(cells: &mut [Cell<'_>], first: usize, last: usize) {
    for cell in cells.iter_mut().take(last.saturating_add(1)).skip(first) {
        *cell = Cell::Empty;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(cells: &[Cell<'_>]) -> Vec<String> {
        cells.iter().map(|cell| cell.text().into_owned()).collect()
    }

    #[test]
    fn a_merged_value_holds_for_all_its_rows_and_only_its_first_column() {
        let mut merged = Merged::default();
        let mut cells: Vec<Cell<'_>> = ["a", "b", "hidden"].map(|text| Cell::Text(text.into())).to_vec();
        merged.fill(4, &mut cells, [Area { rows: (4, 5), columns: (1, 2) }].into_iter());
        assert_eq!(texts(&cells), ["a", "b", ""]);
        assert_eq!(merged.across(), [(1, 2)]);
        let mut cells = vec![Cell::Text("c".into())];
        merged.fill(5, &mut cells, std::iter::empty());
        assert_eq!(texts(&cells), ["c", "b"]);
        assert!(!merged.is_all_from_above(&cells));
        let mut cells = Vec::new();
        merged.fill(6, &mut cells, std::iter::empty());
        assert!(cells.is_empty());
    }

    #[test]
    fn a_row_of_covered_cells_alone_is_no_row() {
        let mut merged = Merged::default();
        let mut cells = vec![Cell::Text("a".into())];
        merged.fill(0, &mut cells, [Area { rows: (0, 9), columns: (0, 0) }].into_iter());
        let mut cells = Vec::new();
        merged.fill(1, &mut cells, std::iter::empty());
        assert!(merged.is_all_from_above(&cells));
    }
}
