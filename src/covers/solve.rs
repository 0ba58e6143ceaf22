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
            for k in column..N {
                matrix[row][k] -= factor * matrix[column][k];
            }
            target[row] -= factor * target[column];
        }
    }
    for row in (0..N).rev() {
        for k in row + 1..N {
            target[row] -= matrix[row][k] * target[k];
        }
        target[row] /= matrix[row][row];
    }
    Some(target)
}
