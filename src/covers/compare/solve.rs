//! Small systems of linear equations.

/// Solves a symmetric positive system by Gaussian elimination with pivots; `None` when it has no single answer.
pub(super) fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut target: [f64; N]) -> Option<[f64; N]> {
    for column in 0..N {
        let pivot = (column..N).max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        if matrix[pivot][column].abs() < 1e-9 {
            return None;
        }
        matrix.swap(column, pivot);
        target.swap(column, pivot);
        for row in column + 1..N {
            let factor = matrix[row][column] / matrix[column][column];
            let pivot_row = matrix[column];
            for (value, above) in matrix[row][column..].iter_mut().zip(&pivot_row[column..]) {
                *value -= factor * above;
            }
            target[row] -= factor * target[column];
        }
    }
    for row in (0..N).rev() {
        let known: f64 =
            matrix[row][row + 1..].iter().zip(&target[row + 1..]).map(|(factor, value)| factor * value).sum();
        target[row] -= known;
        target[row] /= matrix[row][row];
    }
    Some(target)
}

/// Copies the upper triangle of a symmetric matrix onto the lower one.
pub(super) fn mirror<const N: usize>(matrix: &mut [[f64; N]; N]) {
    for row in 1..N {
        let (above, below) = matrix.split_at_mut(row);
        for (lower, upper) in below[0].iter_mut().zip(above) {
            *lower = upper[row];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_with_one_answer_gives_it_and_others_give_none() {
        let mut matrix = [[4.0, 1.0, 0.0], [0.0, 3.0, -1.0], [0.0, 0.0, 2.0]];
        mirror(&mut matrix);
        assert!((matrix[2][1] - matrix[1][2]).abs() < f64::EPSILON);
        let found = solve(matrix, [6.0, 4.0, 4.0]).unwrap_or_default();
        for (found, exact) in found.into_iter().zip([1.0, 2.0, 3.0]) {
            assert!((found - exact).abs() < 1e-12, "{found} {exact}");
        }
        assert_eq!(solve([[1.0, 2.0], [2.0, 4.0]], [1.0, 2.0]), None);
    }
}
