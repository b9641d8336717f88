"""The settings of Safe Exam Browser: their types, what clients take without them, and what an exam gets.

Clients add no settings to the text that is hashed, so only what a file holds counts. Obsolete settings are not in the
table: macOS drops them when somebody saves the configuration again, which changes its key.
"""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

from edx_proctoring.seb.values import Settings, Value

Kind: TypeAlias = type[bool] | type[int] | type[str] | type[list[Value]] | type[bytes]

LEFT_OUT: Final = None  # of configurations that are written here

# What the types are called in property lists.
NAME_OF_KIND: Final[dict[type, str]] = {
    bool: 'boolean',
    int: 'integer',
    float: 'real',
    str: 'string',
    list: 'array',
    dict: 'dict',
    bytes: 'data',
}


class Setting(NamedTuple):
    """A setting. ``default`` is what macOS takes without it; Windows differs where the meaning says so.

    ``exam`` is its value in a configuration that is written here. ``platforms`` are those that know it: W is Windows,
    M is macOS, i is iOS.
    """

    name: str
    kind: Kind
    default: Value | None
    exam: Value | None
    platforms: str
    meaning: str


TABLE: Final = (
    # ── the way in and out ──
    Setting('startURL', str, 'https://safeexambrowser.org/start', LEFT_OUT, 'WMi', 'the first page'),
    Setting(
        'startURLAppendQueryParameter', bool, False, False, 'WMi', "the link's second query goes to the first page"
    ),
    Setting('startURLAllowDeepLink', bool, False, False, 'Mi', 'a link may lead below the first page'),
    Setting('quitURL', str, '', LEFT_OUT, 'WMi', 'the address that ends the browser'),
    Setting('quitURLConfirm', bool, True, True, 'WMi', 'ask before that'),
    Setting('quitURLRestart', bool, False, False, 'WMi', 'begin again instead of ending'),
    Setting('allowQuit', bool, True, True, 'WMi', 'the learner may quit with a button or a menu'),
    Setting('hashedQuitPassword', str, '', '', 'WMi', 'SHA-256 of the password for that; none if empty'),
    Setting('ignoreQuitPassword', bool, False, LEFT_OUT, 'M', 'quit without the password'),
    Setting('restartExamURL', str, '', LEFT_OUT, 'WMi', 'where the button "back to start" leads'),
    Setting('restartExamUseStartURL', bool, False, LEFT_OUT, 'WMi', 'that button leads to the first page'),
    Setting('restartExamText', str, '', LEFT_OUT, 'WMi', 'what that button says'),
    Setting('restartExamPasswordProtected', bool, True, LEFT_OUT, 'WMi', 'that button asks for the quit password'),
    # ── proof ──
    Setting('sendBrowserExamKey', bool, False, True, 'WMi', 'send both headers; the API needs no such setting'),
    Setting('examKeySalt', bytes, b'', LEFT_OUT, 'WMi', 'salt of the browser exam key'),
    Setting('configKeySalt', bytes, b'', LEFT_OUT, 'M', 'has no part in the config key'),
    Setting('browserWindowWebView', int, 2, 3, 'M', 'web view: 0 automatic, 1 classic, 2 modern elsewhere, 3 modern'),
    Setting('sebMode', int, 0, 0, 'WMi', '0 opens the first page, 1 asks SEB Server'),
    Setting('sebConfigPurpose', int, 0, 0, 'WMi', '0 starts an exam; others change the client for good'),
    Setting('sebAllowedVersions', list, [], LEFT_OUT, 'WMi', 'versions that may be used'),
    Setting('minMacOSVersion', int, None, LEFT_OUT, 'M', 'the oldest system that may be used'),
    Setting('originatorVersion', str, None, LEFT_OUT, 'WMi', 'the program that wrote the file'),
    Setting('hashedAdminPassword', str, '', LEFT_OUT, 'WMi', 'SHA-256 of the password that opens the settings'),
    # ── addresses ──
    Setting('URLFilterEnable', bool, False, True, 'WMi', 'open only what the rules allow'),
    Setting('URLFilterEnableContentFilter', bool, False, False, 'WMi', 'also filter images, scripts, and frames'),
    Setting('URLFilterRules', list, [], LEFT_OUT, 'WMi', 'the rules'),
    Setting('URLFilterMessage', int, 0, LEFT_OUT, 'M', 'what a blocked link shows'),
    Setting('newBrowserWindowByLinkPolicy', int, 2, 2, 'WMi', 'pop-ups: 0 none, 1 in the same window, 2 in a new one'),
    Setting('newBrowserWindowByLinkBlockForeign', bool, False, False, 'WMi', 'block pop-ups of other hosts'),
    Setting('browserUserAgent', str, '', LEFT_OUT, 'WMi', 'what is added to the user agent'),
    # ── pages ──
    Setting('allowSpellCheck', bool, False, False, 'WMi', 'mark spelling mistakes'),
    Setting('allowDictionaryLookup', bool, False, False, 'M', 'look words up'),
    Setting('allowDictation', bool, False, False, 'Mi', 'dictate'),
    Setting('allowSiri', bool, False, False, 'M', 'use Siri'),
    Setting('allowFind', bool, True, True, 'WMi', 'search in a page'),
    Setting('browserWindowAllowReload', bool, True, True, 'WMi', 'reload the main window'),
    Setting('newBrowserWindowAllowReload', bool, True, True, 'WMi', 'reload other windows'),
    Setting('showReloadButton', bool, True, True, 'WMi', 'a button for it'),
    Setting('showReloadWarning', bool, True, LEFT_OUT, 'WMi', 'ask before it'),
    Setting('allowBrowsingBackForward', bool, False, LEFT_OUT, 'WMi', 'go back and forward'),
    Setting('browserWindowAllowAddressBar', bool, False, False, 'WMi', 'an address bar'),
    Setting('allowDeveloperConsole', bool, False, False, 'WM', "the browser's developer tools"),
    Setting('allowPrint', bool, False, False, 'WMi', 'print'),
    Setting('allowDownloads', bool, True, False, 'WMi', 'download files'),
    Setting('allowUploads', bool, False, True, 'WMi', 'upload files, as answers may need'),
    Setting('clipboardPolicy', int, 2, 2, 'WMi', 'clipboard: 0 allowed, 1 blocked, 2 inside the browser only'),
    Setting('enableRightMouse', bool, True, LEFT_OUT, 'WM', 'a menu on the right mouse button'),
    # ── what is shown ──
    Setting('showTime', bool, True, True, 'WMi', 'a clock'),
    Setting('showTaskBar', bool, True, True, 'WMi', 'the task bar'),
    Setting('showQuitButton', bool, True, True, 'M', 'a button to quit'),
    Setting('showInputLanguage', bool, True, True, 'WM', 'the layout of the keyboard, and others'),
    Setting('browserViewMode', int, 0, LEFT_OUT, 'WMi', '0 a window, 1 the whole screen, 2 for touch'),
    Setting('mainBrowserWindowWidth', str, '100%', LEFT_OUT, 'WM', 'how wide the window is'),
    Setting('mainBrowserWindowHeight', str, '100%', LEFT_OUT, 'WM', 'how high the window is'),
    Setting('audioControlEnabled', bool, True, True, 'WM', 'a control for the volume'),
    Setting('audioMute', bool, False, LEFT_OUT, 'WM', 'no sound at the start'),
    Setting('allowWlan', bool, False, True, 'WM', 'a menu for Wi-Fi'),
    # ── cameras and screens ──
    Setting('browserMediaCaptureCamera', bool, False, False, 'Mi', 'pages may ask for the camera; Windows always lets'),
    Setting('browserMediaCaptureMicrophone', bool, False, False, 'Mi', 'pages may ask for the microphone, likewise'),
    Setting('browserMediaCaptureScreen', bool, False, False, 'Mi', 'pages may ask for the screen'),
    Setting('allowScreenSharing', bool, False, False, 'WM', 'share the screen; Windows: remote sessions'),
    Setting('allowScreenCapture', bool, False, False, 'Mi', 'record the screen'),
    Setting('allowWindowCapture', bool, False, False, 'M', 'show the windows in screenshots'),
    Setting('enablePrintScreen', bool, False, False, 'W', 'the key Print'),
    Setting('allowDisplayMirroring', bool, False, False, 'M', 'mirror the screen'),
    Setting('allowedDisplaysMaxNumber', int, 1, 1, 'WM', 'how many screens'),
    Setting('allowedDisplayBuiltinEnforce', bool, True, LEFT_OUT, 'WM', 'the built-in screen only; Windows: no'),
    Setting('allowedDisplaysIgnoreFailure', bool, False, LEFT_OUT, 'WM', 'go on if screens cannot be counted'),
    Setting('enableScreenProctoring', bool, False, LEFT_OUT, 'WMi', "record it with SEB's own server"),
    # ── the computer ──
    Setting('allowVirtualMachine', bool, False, False, 'WM', 'run in a virtual machine'),
    Setting('enableAppSwitcherCheck', bool, True, True, 'M', 'find out who switches apps at the start'),
    Setting('allowSwitchToApplications', bool, False, False, 'M', 'other apps can be reached'),
    Setting('allowUserAppFolderInstall', bool, False, False, 'M', "run from the user's own folder of apps"),
    Setting('createNewDesktop', bool, True, True, 'W', 'a desktop of its own; without this and the next, no lock'),
    Setting('killExplorerShell', bool, False, False, 'W', 'end the shell instead'),
    Setting('enableCursorVerification', bool, True, LEFT_OUT, 'WM', 'check the mouse pointer'),
    Setting('enableSessionVerification', bool, True, LEFT_OUT, 'WM', 'check the session'),
    Setting('permittedProcesses', list, [], LEFT_OUT, 'WMi', 'other programs that may run'),
    Setting('prohibitedProcesses', list, [], LEFT_OUT, 'WM', 'programs that may not'),
    Setting('sebServicePolicy', int, 1, LEFT_OUT, 'W', 'the service: 0 ignore, 1 warn, 2 demand; Windows: 2'),
    Setting('sebServiceIgnore', bool, True, LEFT_OUT, 'W', 'do without the service'),
    Setting('mobileAllowSingleAppMode', bool, False, LEFT_OUT, 'i', 'lock with single-app mode'),
    Setting('mobileEnableASAM', bool, True, LEFT_OUT, 'i', 'lock with autonomous single-app mode'),
    Setting('lockdownModePolicy', int, 0, LEFT_OUT, 'M', 'how macOS is locked'),
    # ── the client ──
    Setting('downloadAndOpenSebConfig', bool, True, False, 'WMi', 'a configuration that a page links to is opened'),
    Setting('examSessionReconfigureAllow', bool, False, False, 'WMi', 'another configuration may take over'),
    Setting('examSessionReconfigureConfigURL', str, '', LEFT_OUT, 'WMi', 'from where it may come'),
    Setting('examSessionClearCookiesOnStart', bool, True, False, 'WMi', 'log in again at the start'),
    Setting('examSessionClearCookiesOnEnd', bool, True, True, 'WMi', 'log out at the end'),
    Setting('allowPreferencesWindow', bool, None, False, 'M', 'open the settings'),
    Setting('logLevel', int, 3, LEFT_OUT, 'WM', 'how much is logged'),
    Setting('proxySettingsPolicy', int, 0, LEFT_OUT, 'WM', 'which proxies are used'),
    Setting('embeddedCertificates', list, [], LEFT_OUT, 'WMi', 'certificates to trust'),
    Setting('pinEmbeddedCertificates', bool, False, LEFT_OUT, 'WMi', 'trust no others'),
)

KIND_OF: Final[dict[str, type]] = {each.name: each.kind for each in TABLE}


def exam_settings() -> Settings:
    """Return what every configuration of an exam has, without what differs from exam to exam."""
    return {each.name: each.exam for each in TABLE if each.exam is not LEFT_OUT}
