//! What is told of a run under way.

words! {
    /// A word of what goes on.
    pub enum LiveWord {
        Running = "Идёт проверка", "A run is under way";
        Applying = "Итоги проверки записываются", "The results of a run are being taken over";
        Of = "из", "of";
    }
}
