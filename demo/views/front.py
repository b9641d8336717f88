"""The way in: accounts, help, and the outbox where the LMS's mail ends up."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from demo import places
from demo.accounts import ACCOUNTS
from demo.library import list_courses
from demo.outbox import list_mails
from demo.permissions import is_course_staff, may_open_course

LOGIN_BACKEND = 'django.contrib.auth.backends.ModelBackend'


@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """Render the accounts to sign in with and, after signing in, the user's courses."""
    courses = [
        {'course': course, 'is_staff': is_course_staff(request.user, course.course_id)}
        for course in list_courses()
        if may_open_course(request.user, course.course_id)
    ]
    users = User.objects.select_related('profile').in_bulk(
        [account.username for account in ACCOUNTS], field_name='username'
    )
    context = {
        'next': safe_next(request, request.GET.get('next', '')),
        'accounts': [users[account.username] for account in ACCOUNTS if account.username in users],
        'courses': courses,
        'simulator_url': places.SIMULATOR_URL,
        'rest_simulator_url': places.REST_SIMULATOR_URL,
    }
    return render(request, 'demo/front_page.html', context)


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with one click and without a password, for the accounts of the demo only."""
    usernames = [account.username for account in ACCOUNTS]
    user = get_object_or_404(User, username=request.POST.get('username', ''), username__in=usernames)
    login(request, user, backend=LOGIN_BACKEND)
    return redirect(safe_next(request, request.POST.get('next', '')) or 'front_page')


def safe_next(request: HttpRequest, address: str) -> str:
    """Return the address if it is one of this site, otherwise an empty text."""
    is_safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if is_safe and address.isprintable() else ''


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.info(request, 'You have signed out.')
    return redirect('front_page')


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    context = {
        'simulator_url': places.SIMULATOR_URL,
        'rest_simulator_url': places.REST_SIMULATOR_URL,
        'contact_email': settings.CONTACT_EMAIL,
    }
    return render(request, 'demo/help.html', context)


@require_safe
def password_assistance(request: HttpRequest) -> HttpResponse:
    return render(request, 'demo/password_assistance.html')


@require_safe
@login_required
def outbox(request: HttpRequest) -> HttpResponse:
    """Render every email that this LMS would have sent, newest first."""
    return render(request, 'demo/outbox.html', {'mails': list_mails(places.OUTBOX)})
