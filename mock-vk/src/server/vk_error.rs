//! VK's errors: codes, texts, extra fields, the envelope. Knows no scenario and no HTTP.

use crate::wire::string;

use super::request::Call;

/// An error as VK would answer it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct VkError {
    pub(super) code: u32,
    pub(super) subcode: Option<u32>,
    pub(super) text: String,
}

impl VkError {
    /// The error with its published text.
    pub(super) fn new(code: u32) -> Self {
        Self { code, subcode: None, text: text(code).to_owned() }
    }

    /// The error with what VK adds after the colon.
    pub(super) fn with_tail(code: u32, tail: &str) -> Self {
        Self { code, subcode: None, text: format!("{}: {tail}", text(code)) }
    }

    /// The JSON envelope. The token is never among `request_params`.
    pub(super) fn envelope(&self, call: &Call) -> Vec<u8> {
        let mut out = Vec::with_capacity(512);
        out.extend_from_slice(b"{\"error\":{\"error_code\":");
        out.extend_from_slice(self.code.to_string().as_bytes());
        if let Some(subcode) = self.subcode {
            out.extend_from_slice(format!(",\"error_subcode\":{subcode}").as_bytes());
        }
        out.extend_from_slice(b",\"error_msg\":");
        string(&self.text, &mut out);
        self.extra(&mut out);
        out.extend_from_slice(b",\"request_params\":[");
        let sent = call.params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let version = sent.clone().filter(|(name, _)| *name == "v");
        let others = sent.filter(|(name, _)| *name != "v");
        let params = [("method", call.method.as_str()), ("oauth", "1")].into_iter().chain(version).chain(others);
        for (at, (name, value)) in params.enumerate() {
            out.extend_from_slice(if at == 0 { b"{\"key\":" } else { b",{\"key\":" });
            string(name, &mut out);
            out.extend_from_slice(b",\"value\":");
            string(value, &mut out);
            out.push(b'}');
        }
        out.extend_from_slice(b"]}}");
        out
    }

    fn extra(&self, out: &mut Vec<u8>) {
        let extra: &[u8] = match self.code {
            14 => {
                br#","captcha_sid":"823456789012","is_refresh_enabled":true,"captcha_img":"https:\/\/api.vk.ru\/captcha.php?sid=823456789012&source=check_user_action_validate%2Bgroups.getById&app_id=0&device_id=&s=1&resized=1","captcha_ts":1757000000.123,"captcha_attempt":1,"captcha_ratio":2.6,"captcha_height":50,"captcha_width":130,"is_sound_captcha_available":true,"captcha_track":"https:\/\/api.vk.ru\/sound_captcha.php?act=get&captcha_sid=823456789012","uiux_changes":true,"redirect_uri":"https:\/\/id.vk.ru\/not_robot_captcha?domain=api.vk.ru&session_token=made-up-session&variant=popup""#
            }
            17 => br#","redirect_uri":"https:\/\/m.vk.ru\/login?act=security_check&api_hash=made_up_hash""#,
            24 => br#","confirmation_text":"\u041f\u043e\u0434\u0442\u0432\u0435\u0440\u0434\u0438\u0442\u0435 \u0434\u0435\u0439\u0441\u0442\u0432\u0438\u0435""#,
            _ => b"",
        };
        out.extend_from_slice(extra);
    }
}

/// The published text of a code.
pub(super) const fn text(code: u32) -> &'static str {
    match code {
        2 => "Application is disabled. Enable your application or use test mode",
        3 => "Unknown method passed",
        4 => "Incorrect signature",
        5 => "User authorization failed",
        6 => "Too many requests per second",
        7 => "Permission to perform this action is denied",
        8 => "Invalid request",
        9 => "Flood control",
        10 => "Internal server error",
        13 => "Runtime error occurred during code invocation",
        14 => "Captcha needed",
        15 => "Access denied",
        17 => "Validation required: please open redirect_uri in browser",
        18 => "User was deleted or banned",
        20 => "Permission to perform this action is denied for non-standalone applications",
        21 => "Permission to perform this action is allowed only for standalone and OpenAPI applications",
        23 => "This method was disabled",
        24 => "Confirmation required",
        27 => "Group authorization failed",
        28 => "Application authorization failed",
        29 => "Rate limit reached",
        30 => "This profile is private",
        33 => "Not implemented yet",
        34 => "Client version deprecated",
        35 => "Client update needed",
        36 => "Method execution was interrupted due to timeout",
        37 => "User was banned",
        38 => "Unknown application",
        39 => "Unknown user",
        40 => "Unknown group",
        41 => "Additional signup required",
        42 => "IP is not allowed",
        43 => "This section is temporarily unavailable",
        100 => "One of the parameters specified was missing or invalid",
        101 => "Invalid application API ID",
        103 => "Out of limits",
        104 => "Not found",
        113 => "Invalid user id",
        125 => "Invalid group id",
        200 => "Access to album denied",
        201 => "Access to audio denied",
        203 => "Access to group denied",
        260 => "Access to the groups list is denied due to the user's privacy settings",
        1051 => "Method is not available for this profile type",
        1114 => "Anonymous token has expired",
        1116 => "Anonymous token is invalid",
        1117 => "Access token has expired",
        1118 => "Anonymous token ip mismatch",
        3300 => "Recaptcha needed",
        3301 => "Phone validation needed",
        3302 => "Password validation needed",
        3303 => "Otp app validation needed",
        3304 => "Email confirmation needed",
        3305 => "Assert votes",
        3609 => "Token extension required",
        3610 => "User is deactivated",
        9999 => "Not supported http method",
        _ => "Unknown error occurred",
    }
}

/// Error 8 for an old or missing version, word for word.
pub(super) const OLD_VERSION: &str = "versions below 5.81 are deprecated. Version param should be passed as \"v\". \
\"version\" param is invalid and not supported. For more information go to https://vk.com/dev/constant_version_updates";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_envelope_is_json_with_the_extra_fields_and_without_the_token() {
        let call = Call {
            method: "groups.getById".to_owned(),
            params: vec![("group_ids".to_owned(), "1,\"2".to_owned()), ("v".to_owned(), "5.199".to_owned())],
            token: "SECRET".to_owned(),
        };
        for code in 1..=9999 {
            let bytes = VkError::new(code).envelope(&call);
            let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            assert_eq!(json["error"]["error_code"], code);
            assert_eq!(json["error"]["request_params"][2]["key"], "v");
            assert!(!String::from_utf8(bytes).unwrap().contains("SECRET"));
        }
        let captcha: serde_json::Value = serde_json::from_slice(&VkError::new(14).envelope(&call)).unwrap();
        assert!(captcha["error"]["captcha_sid"].is_string() && captcha["error"]["redirect_uri"].is_string());
    }
}
