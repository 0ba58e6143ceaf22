//! One measured figure, its target, and the table of all of them.

/// One measured figure.
pub struct Figure {
    pub scene: &'static str,
    pub what: String,
    pub target: String,
    pub is_met: bool,
}

/// Prints a line of the table.
pub fn print(figure: &Figure) {
    let Figure { scene, what, target, is_met } = figure;
    println!("{:6} {scene:26} {what:64} {target}", if *is_met { "met" } else { "MISSED" });
}

/// Bytes as people read them.
pub fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
