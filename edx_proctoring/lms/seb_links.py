"""Addresses for Safe Exam Browser, on the base that the site has configured for it."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from edx_proctoring.conf import conf
from edx_proctoring.seb.dedicated_addresses import dedicated_address
from edx_proctoring.seb.links import seb_link

START: Final = 'seb'
"""The part of the query of the start link that makes it the link of one configuration; no server reads it."""


def check_address(nonce: str) -> str:
    """Return the address of the page on which a browser is checked, as every browser writes it.

    Raises ``InvalidInputException`` if the configured base, or the place of the app, does not permit that.
    """
    *segments, _nonce = reverse('edx_proctoring:seb_check', args=[nonce]).strip('/').split('/')
    return dedicated_address(_base(), *segments, nonce)


def start_address(exam_id: int, token: str) -> str:
    """Return the first page of a configuration: the entrance of the exam."""
    return f'{_base()}{reverse("edx_proctoring:exam_entry", args=[exam_id])}?{START}={token}'


def quit_address(token: str) -> str:
    """Return the address that ends the browser."""
    return f'{_base()}{reverse("edx_proctoring:seb_quit", args=[token])}'


def file_address(token: str) -> str:
    """Return the address of a configuration's file."""
    return f'{_base()}{reverse("edx_proctoring:seb_file", args=[token])}'


def file_link(token: str) -> str:
    """Return the same as a link that opens Safe Exam Browser."""
    return seb_link(file_address(token)) or ''


def sites() -> tuple[str, ...]:
    """Return the hosts that an exam needs, with their ports: the LMS, and the learning micro-frontend."""
    found = (urlsplit(url).netloc for url in (_base(), conf.lms_root_url or '', _learning_mfe()))
    return tuple(dict.fromkeys(each for each in found if each))


def learning_origin() -> str:
    """Return the origin of the learning micro-frontend; empty if there is none."""
    parts = urlsplit(_learning_mfe())
    return f'{parts.scheme}://{parts.netloc}' if parts.scheme and parts.netloc else ''


def _base() -> str:
    return (conf.seb_base_url or '').removesuffix('/')


def _learning_mfe() -> str:
    try:
        return conf.learning_mfe_url or ''
    except ImproperlyConfigured:
        return ''
