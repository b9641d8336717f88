"""The quit link: an address that ends Safe Exam Browser when it is visited."""

from edx_proctoring.seb.clients import Platform


def ends_browser(quit_url: str, visited: str, platform: Platform) -> bool:
    """Return whether a client with that ``quitURL`` quits at an address.

    Windows compares the whole address no matter the case, and a slash at the end does not count. macOS and iOS compare
    the exact text without slashes at both ends. So a quit link should have lower-case letters only, and no query.
    """
    if platform is Platform.WINDOWS:
        one, other = (each.lower().removesuffix('/') for each in (quit_url, visited))
    else:
        one, other = (each.strip('/') for each in (quit_url, visited))
    return bool(quit_url) and one == other
