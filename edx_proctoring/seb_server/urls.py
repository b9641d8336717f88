"""What the plug-in machinery of Open edX includes at the root of the LMS."""

from edx_proctoring.seb_server_urls import app_name, urlpatterns

__all__ = ['app_name', 'urlpatterns']
