//! Characters that show nothing: what copying from a document or a messenger leaves in and around a text.

/// Whether a character is white space or has no width at all (zero-width space and joiners, direction marks, word
/// joiner, byte order mark, soft hyphen).
pub const fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ad}' | '\u{61c}' | '\u{180e}')
}
