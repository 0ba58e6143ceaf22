//! What forms of the dashboard say around their fields.

words! {
    /// A word of a form.
    pub enum Form {
        SomeWrong = "Исправьте и отправьте ещё раз:", "Please correct this and send it again:";
        Required = "Заполните это поле.", "Fill this field in.";
        Optional = "необязательно", "optional";
        Save = "Сохранить", "Save";
        Cancel = "Отмена", "Cancel";
        Create = "Создать", "Create";
        Yes = "да", "yes";
        No = "нет", "no";
        Sure = "Это нельзя отменить. Продолжить?", "This cannot be taken back. Go on?";
        Back = "Назад к списку", "Back to the list";
        Never = "никогда", "never";
    }
}
