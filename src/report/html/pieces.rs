//! Where two URLs part: the pieces between `/`, `?`, `&` and `=` that one has and the other has not.

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The piece itself.
    pub(super) text: String,
    /// Whether the other text lacks it.
    pub(super) is_odd: bool,
}

/// URLs with more pieces than this are foreign to the forms; they are marked whole.
const MOST_PIECES: usize = 64;

/// Both texts in pieces, those outside their longest common sequence marked as odd.
pub(super) fn differences(left: &str, right: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (a, b) = (split(left), split(right));
    if a.len() > MOST_PIECES || b.len() > MOST_PIECES {
        return (joined(&a, |_| true), joined(&b, |_| true));
    }
    // lengths[i][j]: how long the common sequence of a[i..] and b[j..] is.
    let mut lengths = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            lengths[i][j] =
                if a[i] == b[j] { lengths[i + 1][j + 1] + 1 } else { lengths[i + 1][j].max(lengths[i][j + 1]) };
        }
    }
    let (mut in_a, mut in_b) = (vec![false; a.len()], vec![false; b.len()]);
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            (in_a[i], in_b[j]) = (true, true);
            (i, j) = (i + 1, j + 1);
        } else if lengths[i + 1][j] >= lengths[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    (joined(&a, |index| !in_a[index]), joined(&b, |index| !in_b[index]))
}

/// The text before, between and after the signs that part a URL; each piece keeps the sign before it.
fn split(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices(['/', '?', '&', '=']) {
        if at > from {
            pieces.push(&text[from..at]);
        }
        from = at;
    }
    if from < text.len() {
        pieces.push(&text[from..]);
    }
    pieces
}

/// Neighbours of one kind become one piece.
fn joined(pieces: &[&str], is_odd: impl Fn(usize) -> bool) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for (index, text) in pieces.iter().enumerate() {
        let is_odd = is_odd(index);
        match joined.last_mut() {
            Some(last) if last.is_odd == is_odd => last.text.push_str(text),
            _ => joined.push(Piece { text: (*text).to_owned(), is_odd }),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(pieces: &[Piece]) -> String {
        let mark = |piece: &Piece| if piece.is_odd { format!("[{}]", piece.text) } else { piece.text.clone() };
        pieces.iter().map(mark).collect()
    }

    #[test]
    fn each_defect_is_marked_by_itself() {
        let (seen, wanted) = differences(
            "https://h/form/?a=1&utm_mediu m=73&utm_campaign=107",
            "https://h/form/?a=1&utm_medium=73&utm_campaign=106",
        );
        assert_eq!(marked(&seen), "https://h/form/?a=1[&utm_mediu m]=73&utm_campaign[=107]");
        assert_eq!(marked(&wanted), "https://h/form/?a=1[&utm_medium]=73&utm_campaign[=106]");
    }

    #[test]
    fn a_url_with_very_many_pieces_is_marked_whole() {
        let many = "&a=1".repeat(1000);
        let (seen, wanted) = differences(&many, "https://h");
        assert!(seen.iter().chain(&wanted).all(|piece| piece.is_odd));
    }

    proptest! {
        #[test]
        fn pieces_make_up_their_text(left in "[a-c/?&=я]{0,30}", right in "[a-c/?&=я]{0,30}") {
            let (seen, wanted) = differences(&left, &right);
            let text = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
            prop_assert_eq!(text(&seen), &*left);
            prop_assert_eq!(text(&wanted), &*right);
            let even = |pieces: &[Piece]| pieces.iter().filter(|piece| !piece.is_odd).map(|piece| piece.text.clone()).collect::<String>();
            prop_assert_eq!(even(&seen), even(&wanted));
        }
    }
}
