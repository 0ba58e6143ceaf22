//! What kind of file a registry is: by the ending of its name, else by how its bytes begin.

use super::package;
use super::text;

/// The kinds of files a registry can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegistryFormat {
    /// Text with `;`, `,` or tabs between the cells.
    Csv,
    /// A workbook of Excel since 2007.
    Xlsx,
    /// A spreadsheet of `LibreOffice` and its kin.
    Ods,
    /// TOML with one `[[page]]` for each page.
    Toml,
}

impl RegistryFormat {
    /// Tells the kind of a file. Never fails: what is nothing known is taken for CSV, and reading it then says what is
    /// wrong.
    ///
    /// ```
    /// use vk_page_auditor_domain::registry::RegistryFormat;
    /// assert_eq!(RegistryFormat::detect("реестр.XLSX", b""), RegistryFormat::Xlsx);
    /// assert_eq!(RegistryFormat::detect("registry", b"[[page]]\n"), RegistryFormat::Toml);
    /// ```
    pub fn detect(name: &str, bytes: &[u8]) -> Self {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
        match extension.as_str() {
            "csv" | "tsv" => Self::Csv,
            "xlsx" | "xlsm" => Self::Xlsx,
            "ods" => Self::Ods,
            "toml" => Self::Toml,
            _ => Self::by_content(bytes),
        }
    }

    fn by_content(bytes: &[u8]) -> Self {
        if bytes.starts_with(package::ZIP_MAGIC) {
            return if package::is_ods(bytes) { Self::Ods } else { Self::Xlsx };
        }
        if bytes.starts_with(package::OLD_OFFICE_MAGIC) {
            return Self::Xlsx;
        }
        let Ok(text) = text::decode(bytes) else { return Self::Csv };
        let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
        if first.is_some_and(|line| line.starts_with('[')) { Self::Toml } else { Self::Csv }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::sample;

    #[test]
    fn the_bytes_tell_where_the_name_does_not() {
        for (bytes, format) in [
            (sample::file("russian.csv"), RegistryFormat::Csv),
            (sample::file("small.toml"), RegistryFormat::Toml),
            (sample::file("numbers.xlsx"), RegistryFormat::Xlsx),
            (sample::file("numbers.ods"), RegistryFormat::Ods),
        ] {
            assert_eq!(RegistryFormat::detect("upload.tmp", &bytes), format);
            assert_eq!(RegistryFormat::detect("upload", &bytes), format);
        }
        assert_eq!(RegistryFormat::detect("", b""), RegistryFormat::Csv);
    }
}
