"""The base class of proctoring providers, with the documentation for their authors.

A provider is a class that derives from ``ProctoringBackendProvider`` and is published as an entry point::

    [options.entry_points]
    openedx.proctoring =
        acme = acme_proctoring.backend:AcmeProvider

The entry point's name is what courses select and what is stored in ``exam.backend``. Each process creates one object
when Django starts, with those options of ``settings.PROCTORING_BACKENDS['acme']`` that are in
``edx_proctoring.apps.BACKEND_CONFIGURATION_ALLOW_LIST``; a provider without such options is skipped. Threads share the
object: don't store anything in it that belongs to a single learner.

Words used below:

*exam*, *attempt*
    Dictionaries in the form that ``edx_proctoring.api`` returns. If a method gets ids instead, its docstring says so.
*external id*
    The id that your service returned for an exam (``on_exam_saved``) or an attempt (``register_exam_attempt``). It is
    stored and passed to later calls; ``None`` if your service never returned one.
*obscured user id*
    The id that identifies a learner for your service: 40 hex digits that differ between providers.

Rules for every method:

* It may be slow, because it uses the network, but not indefinitely: pass a timeout to each call.
* Unless the docstring says otherwise, don't catch network errors. The caller logs them, retries what can be retried,
  and responds to the learner; catching them hides the failure.
* It must not write to the database, change its arguments (except ``context`` in ``register_exam_attempt``), or rely on
  a current request.

Inherit ``edx_proctoring.testing.backend_contract.BackendContract`` in your tests to see these rules checked.
"""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Collection
from typing import Any

from django.core.checks import CheckMessage

from edx_proctoring.conf import conf

JSONObject = dict[str, Any]


class SitePingInterval:
    """The site's setting, unless the class or the options of a provider have a value."""

    def __get__(self, instance: object | None, owner: type[Any]) -> int:
        return conf.ping_interval


class ProctoringBackendProvider(metaclass=ABCMeta):
    """The interface between the LMS and a proctoring service.

    Subclass it, set the attributes that apply, and implement the abstract methods. Options in the site's
    configuration override attributes of the same name.
    """

    verbose_name: str = 'Unknown'
    """Name of the service, shown to learners and in grade comments."""

    ping_interval = SitePingInterval()
    """Seconds between pings that the browser sends to the JavaScript worker during an exam."""

    tech_support_email: str = ''
    """Email address where learners get help with your software."""

    tech_support_phone: str = ''
    """Telephone number where learners get help with your software."""

    learner_notification_from_email: str = ''
    """Sender of your emails, so that learners can recognize them."""

    help_center_article_url: str = ''
    """URL of a help article about your service, for learners."""

    has_dashboard: bool = False
    """Whether ``get_instructor_url`` leads to a dashboard; instructors then see a link to it."""

    supports_onboarding: bool = False
    """Whether practice exams are onboarding exams, which build the profile that real exams require."""

    has_ready_callback: bool = True
    """Whether the service reports that supervision is running before the learner can start.

    Only set it to False if your service never calls back; otherwise, learners could not start.
    """

    uses_launch_link: bool = False
    """Whether a browser of the service opens the launch link, which marks the attempt as ready and needs no login.

    For all other providers, the link does not work: their service uses the REST API to report that an attempt is ready.
    """

    is_given_launch_link: bool = False
    """Whether ``register_exam_attempt`` sends the URL from ``launch_links.launch_url`` to the service.

    Attempts then get a signed link; the attempt's code alone does not open it. Leave it False if the service builds the
    URL itself from the code.
    """

    has_service: bool = True
    """Whether there is a real service, with a URL and ids of learners. False for placeholders and mocks."""

    is_for_development: bool = False
    """Whether exams are only nominally proctored; ``check --deploy`` warns if such a provider is the default."""

    sends_reviews: bool = True
    """Whether attempts get reviews, so that a missing one indicates a problem."""

    needs_seb: bool = False
    """Whether exams need Safe Exam Browser, which the app checks: attempts get ready to start by that."""

    posts_reviews_anonymously: bool = False
    """Whether the service posts reviews without a login, identifying the attempt by its code and external id."""

    hides_external_id: bool = False
    """Whether external ids of attempts are hidden from learners, who could otherwise post their own reviews."""

    integration_specific_email: str
    """Contact address for problems with this integration; if not set, the site's contact address is shown."""

    passing_statuses: Collection[str]
    """Stored review statuses that pass; if not set, the default of ``SoftwareSecureReviewStatus``."""

    npm_module: str
    """The npm package with the JavaScript worker; if not set, there is no worker to build."""

    @property
    def names_exams(self) -> bool:
        """Whether your service only registers attempts for exams to which it has given an id (``on_exam_saved``).

        The LMS then requests that id first, and registers nothing without it. False by default.
        """
        return False

    def __init__(self, **kwargs: Any) -> None:
        """Set each option as an attribute.

        Called once per process, while Django starts. An exception does not stop the site: the provider is skipped,
        the reason is logged, and ``manage.py check`` reports it. Don't use the network or the database here.
        """
        for name, value in kwargs.items():
            setattr(self, name, value)

    def check_options(self, name: str) -> list[CheckMessage]:
        """Return what ``manage.py check`` reports about the options in ``PROCTORING_BACKENDS[name]``.

        Prefer warnings: an ``Error`` prevents every management command of the site from running.
        """
        return []

    # -- life of an attempt ---------------------------------------------------------------------------------------

    @abstractmethod
    def register_exam_attempt(self, exam: JSONObject, context: JSONObject) -> str | None:
        """Announce an attempt to the service.

        Called when a learner enters an exam as proctored, before the attempt is stored, while the learner waits. If it
        raises an exception, no attempt is created.

        :param exam: the exam.
        :param context: ``attempt_code``, ``time_limit_mins`` (int), ``is_sample_attempt``, ``user_id`` (obscured),
            ``full_name``, ``email``, ``lms_host`` (URL); ``review_policy`` and ``review_policy_exception`` (strings)
            if there are any. You may change it.
        :returns: the attempt's external id, or None if the service has none.
        :raises BackendProviderCannotRegisterAttempt: the service refused; with the text and status of its response.
        :raises BackendProviderSentNoAttemptID: the service accepted, but did not return an id although it should.
        :raises BackendProviderOnboardingException: the learner's profile is missing, pending, failed, or expired. An
            attempt with that status is created, which tells the learner what to do first.

        Don't return an id if the service refused the attempt.
        """
        raise NotImplementedError

    @abstractmethod
    def start_exam_attempt(self, exam: str | None, attempt: str | None) -> Any:
        """Tell the service that the learner has started.

        Called once per attempt, after its first change to ``started`` was saved; retried after a failure.

        :param exam: the exam's external id.
        :param attempt: the attempt's external id.
        :returns: not used.
        """
        raise NotImplementedError

    @abstractmethod
    def stop_exam_attempt(self, exam: str | None, attempt: str | None) -> Any:
        """Tell the service that the learner is finished.

        Called after each change to ``submitted`` was saved; retried after a failure. The attempt may have ended long
        ago: the app notices that the time is over when something reads the attempt.

        :param exam: the exam's external id.
        :param attempt: the attempt's external id.
        :returns: not used.
        """
        raise NotImplementedError

    @abstractmethod
    def mark_erroneous_exam_attempt(self, exam: str | None, attempt: str | None) -> Any:
        """Tell the service that the attempt failed because of a technical problem.

        Called after a change to ``error`` was saved; retried after a failure.

        :param exam: the exam's external id.
        :param attempt: the attempt's external id.
        :returns: not used.
        """
        raise NotImplementedError

    @abstractmethod
    def remove_exam_attempt(self, exam: str | None, attempt: str | None) -> bool:
        """Tell the service to delete an attempt.

        Called before the LMS deletes an attempt that has an external id. Unless the result is True, the attempt is
        normally kept.

        :param exam: the exam's external id.
        :param attempt: the attempt's external id.
        :returns: True if the attempt no longer exists, or was unknown; False if the service responded without
            confirming that.

        Don't catch network errors: they mean that the result is unknown.
        """
        raise NotImplementedError

    # -- reviews --------------------------------------------------------------------------------------------------

    @abstractmethod
    def on_review_callback(self, attempt: JSONObject, payload: JSONObject) -> JSONObject | None:
        """Convert the service's verdict.

        Called when the service posts a review, before anything is stored. The caller has authenticated the request and
        found the attempt; check here that the payload belongs to it.

        :param attempt: the attempt; ``is_archived`` is True if it has since been deleted (only known for the
            anonymous callback).
        :param payload: the JSON object that was posted, unchanged.
        :returns: ``status`` (one of ``ReviewStatus``), ``comments`` (list of objects with ``comment`` and ``status``
            texts, optionally ``start``, ``stop``, ``duration`` in seconds), optionally ``payload`` (object whose
            ``videoReviewLink`` is stored encrypted) and ``reviewed_by`` (email of the person who reviewed). None if
            the service does not deliver reviews.
        :raises ProctoredExamSuspiciousLookup: the payload belongs to another attempt.
        :raises ProctoredExamBadReviewStatus: the verdict is unknown.

        Don't decide whether the verdict passes: the app does that. Don't store anything.
        """
        raise NotImplementedError

    # -- exams ----------------------------------------------------------------------------------------------------

    @abstractmethod
    def on_exam_saved(self, exam: JSONObject) -> str | None:
        """Tell the service about a new or changed exam.

        Called after a proctored exam or its review policy was saved, and once with ``is_active`` False when an exam is
        no longer proctored.

        :param exam: the exam with dates as ISO 8601 text, plus ``rule_summary`` (text) if it has a review policy. Its
            ``external_id`` is None until the service has returned one.
        :returns: the exam's external id, or None to leave it unchanged.
        """
        raise NotImplementedError

    def get_exam(self, exam: JSONObject) -> JSONObject:
        """Return what the service knows about an exam; by default, the argument. Not called by this app."""
        return exam

    # -- what learners see ----------------------------------------------------------------------------------------

    @abstractmethod
    def get_software_download_url(self) -> str | None:
        """Return the URL from which learners download your software, or None if there is nothing to install.

        Called for the setup page and for the timer of a running exam, so respond quickly.
        """
        raise NotImplementedError

    def get_attempt(self, attempt: JSONObject) -> JSONObject:
        """Return how to set up this attempt; by default, the argument, which has none of the keys below.

        Called for the setup page, while the attempt is ``created`` or ``download_software_clicked``.

        :returns: an object with ``instructions`` (list of texts, may be empty) and ``download_url``.
        """
        return attempt

    def get_javascript(self) -> str:
        """Return the absolute URL of the JavaScript worker, or ``''`` (the default) if there is none.

        Called for pages and for the timer. It must not raise exceptions.
        """
        return ''

    def get_proctoring_config(self) -> JSONObject | None:
        """Return the service's general configuration; None (the default) if it has none.

        Called by the settings endpoint.

        :returns: an object with ``name``, ``download_url``, ``rules`` (object of texts), ``instructions`` (list of
            texts); any may be missing.
        """
        return None

    def should_block_access_to_exam_material(self) -> bool:
        """Return whether the current request comes from a browser that must not show exams; False by default."""
        return False

    def blocks_access_to_attempt(self, attempt: JSONObject) -> bool:
        """Return whether the content of this started attempt must be hidden from the current request.

        By default, it returns ``should_block_access_to_exam_material()``. Override it if you can determine for which
        attempt a browser was set up. It may rely on a current request; without one, return the result for a browser
        that was not set up.
        """
        return self.should_block_access_to_exam_material()

    # -- what staff see -------------------------------------------------------------------------------------------

    def get_instructor_url(
        self,
        course_id: str,
        user: JSONObject,
        exam_id: str | None = None,
        attempt_id: str | None = None,
        show_configuration_dashboard: bool = False,
        encrypted_video_review_url: bytes | None = None,
    ) -> str | None:
        """Return the URL of your dashboard for an instructor; None (the default) if there is none.

        Called when course staff follow the dashboard link; the permission has been checked.

        :param user: ``id`` (obscured), ``full_name`` and ``email`` of the instructor.
        :param exam_id: the exam's external id; None for the whole course.
        :param attempt_id: the attempt's external id.
        :param show_configuration_dashboard: whether to show the exam's settings instead of its attempts.
        :param encrypted_video_review_url: the stored link to the attempt's video, if the site requests it.

        Your service gets no information besides the URL: sign it, and let it expire soon.
        """
        return None

    def get_video_review_aes_key(self) -> str | None:
        """Return the key (hex text of 16, 24 or 32 bytes) for stored video links; None (the default): not stored."""
        return None

    # -- profiles and privacy -------------------------------------------------------------------------------------

    def get_onboarding_profile_info(self, course_id: str, **kwargs: Any) -> JSONObject | None:
        """Return onboarding profiles of a course; None (the default) if the service does not provide them.

        Called for the instructor dashboard and for learners' onboarding panels, if the site has turned that on.

        :param kwargs: ``user_id`` (obscured) for one learner; ``status`` (the service's statuses, separated by commas)
            and ``page`` for the list.
        :returns: for a learner ``user_id``, ``status`` and ``expiration_date`` (ISO 8601 or null); else ``results``
            (list of those) and ``next`` (URL of the next page, or null).
        :raises BackendProviderOnboardingProfilesException: the service refused; with its response's text and status.
        """
        return None

    def retire_user(self, user_id: str) -> bool | None:
        """Delete a learner's data from the service.

        Called when the host retires a user who has taken exams with this provider.

        :param user_id: obscured user id.
        :returns: True if the data was deleted, False if it was not, None (the default) if the service never has any.
        :raises BackendProviderCannotRetireUser: the response was invalid or missing. This counts as False.
        """
        return None
