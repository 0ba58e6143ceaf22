//! English words for VK's error codes: what happened, and what to do about it.

/// What an error of VK's means and what to do about it; `None` for a code that is not known.
pub const fn vk_error(code: i64, subcode: Option<i64>) -> Option<(&'static str, &'static str)> {
    const LATER: &str = "Check again later: this usually passes by itself.";
    const UPDATE: &str = "Update the program; if it is the newest, tell its developers.";
    const OTHER_KEY: &str = "Get a new access token and put it in the place of the former (VK_TOKEN, or the section [[vk.tokens]] of the configuration).";
    const OTHER_KIND: &str = "Take the service token of an app: this one does not give that right.";
    const CONFIRM: &str = "Sign in to VK as the owner of the access token and do what is asked there; the service token of an app does without this.";
    const LOOK: &str = "Open the page in a browser and see whether visitors see it.";
    const ADDRESS: &str = "Check the address of the page in the registry.";
    Some(match (code, subcode) {
        (1, _) => ("an unknown fault at VK", LATER),
        (2, _) => (
            "the app that the access token belongs to is switched off",
            "Switch the app on in its settings at VK, or take another access token.",
        ),
        (3, _) => ("VK knows no such method", UPDATE),
        (4, _) => ("the signature of the request is wrong: the access token is of another kind", OTHER_KEY),
        (5, _) => ("the access token is invalid: over, revoked, or not copied whole", OTHER_KEY),
        (6, _) => (
            "too many requests a second",
            "If this comes back, another program uses the same access token: give this one its own, or raise `spacing` in the section [vk] of the configuration.",
        ),
        (7, _) => ("the access token does not have the right to this", OTHER_KIND),
        (8, _) => ("the request is wrong", UPDATE),
        (9, _) => (
            "too many equal requests in a row, and the access token is stopped for a while",
            "Wait: the program comes back to this token by itself. With several tokens the run goes more evenly.",
        ),
        (10, _) => ("an internal error of VK's server", LATER),
        (11, _) => (
            "the app that the access token belongs to is in test mode",
            "Switch test mode off in the settings of the app at VK.",
        ),
        (12, _) => ("VK's server could not read the request", UPDATE),
        (13, _) => ("VK's server failed on the request, for instance because the answer grew too large", LATER),
        (14, _) => ("a code from a picture (a captcha) has to be typed", CONFIRM),
        (15, Some(1133)) => ("the access token does not have the right to this method", OTHER_KIND),
        (15, Some(1134)) => ("this method is closed to apps of this kind", OTHER_KIND),
        (15, _) => ("access is denied", LOOK),
        (16, _) => (
            "an encrypted connection is needed",
            "Name an address of the API that begins with https:// (the key `host` in the section [vk] of the configuration).",
        ),
        (17, _) => ("the owner of the access token has to prove who they are", CONFIRM),
        (18, _) => ("the page is deleted or blocked", LOOK),
        (20, _) => ("this is closed to apps of this kind", OTHER_KIND),
        (21, _) => ("this is for apps of other kinds only", OTHER_KIND),
        (22, _) => ("VK did not take what was sent", UPDATE),
        (23, _) => ("VK has switched the method off", UPDATE),
        (24, _) => ("the owner of the access token has to confirm this", CONFIRM),
        (27, _) => ("the access token of the community is invalid", OTHER_KEY),
        (28, _) => ("the service token is invalid", OTHER_KEY),
        (29, _) => {
            ("the requests allowed for today are used up", "Wait until tomorrow, or add another app's access token.")
        }
        (30, _) => ("this is the private profile of a person", ADDRESS),
        (33, _) => ("the method does not work yet", UPDATE),
        (34, _) => ("VK does not answer such old programs any more", UPDATE),
        (35, _) => ("VK asks to update the program", UPDATE),
        (36, _) => ("VK could not answer in time", LATER),
        (37, _) => ("the owner of the access token is blocked", OTHER_KEY),
        (38, _) => ("the app that the access token belongs to is gone", OTHER_KEY),
        (39, _) => ("there is no such user", ADDRESS),
        (40 | 104, _) => ("there is no such community", ADDRESS),
        (41, _) => ("the owner of the access token has not finished signing up", CONFIRM),
        (42, _) => (
            "the access token does not hold for this IP address",
            "Allow the address of this machine in the settings of the app at VK, or take another access token.",
        ),
        (43, _) => ("a part of VK is out of service for a while", LATER),
        (100, _) => ("one of the values in the request does not fit", ADDRESS),
        (101, _) => ("the number of the app is wrong", OTHER_KEY),
        (103, _) => ("a limit set by VK is exceeded", LATER),
        (113, _) => ("no user can have this number", ADDRESS),
        (125, _) => ("no community can have this number", ADDRESS),
        (200 | 201, _) => ("access to what is on the page is denied", LOOK),
        (203, _) => ("access to the community is denied", LOOK),
        (260, _) => ("the list of communities is hidden by privacy settings", LOOK),
        (1051, _) => ("the method is closed to access tokens of this kind", OTHER_KIND),
        (1114, _) => ("the access token without a user is over", OTHER_KEY),
        (1116, _) => ("the access token without a user is invalid", OTHER_KEY),
        (1117, _) => ("the access token is over", OTHER_KEY),
        (1118, _) => ("the access token was given to another IP address", OTHER_KEY),
        (3300, _) => ("somebody has to prove that no robot sends the requests", CONFIRM),
        (3301, _) => ("the owner of the access token has to confirm a phone number", CONFIRM),
        (3302, _) => ("the owner of the access token has to confirm the password", CONFIRM),
        (3303, _) => ("the owner of the access token has to type a code from an app", CONFIRM),
        (3304, _) => ("the owner of the access token has to confirm an e-mail address", CONFIRM),
        (3305, _) => ("the owner of the access token has to confirm a payment", CONFIRM),
        (3609, _) => ("it is time to renew the access token", OTHER_KEY),
        (3610, _) => ("the page of the owner of the access token is deleted", OTHER_KEY),
        (9999, _) => ("the request was sent in the wrong way", UPDATE),
        _ => return None,
    })
}
