"""The base class of proctoring providers, and the documentation for their authors.

A provider is a class that derives from ``ProctoringBackendProvider`` and is published as an entry point::

    [options.entry_points]
    openedx.proctoring =
        acme = acme_proctoring.backend:AcmeProvider

The entry point's name is what courses choose and what is stored in ``exam.backend``. One object is made per process,
when Django starts, with those options of ``settings.PROCTORING_BACKENDS['acme']`` that are in
``edx_proctoring.apps.BACKEND_CONFIGURATION_ALLOW_LIST``; a name without such options is left out. Requests of several
threads share the object: keep nothing in it that belongs to one learner.

Words used below:

*exam*, *attempt*
    Dictionaries in the shape that ``edx_proctoring.api`` returns. Where a method is given ids instead, its docstring
    says so.
*external id*
    The id that your service gave to an exam (``on_exam_saved``) or an attempt (``register_exam_attempt``). It is stored
    and comes back in later calls; ``None`` if your service never gave one.
*obscured user id*
    What your service knows a learner by: 40 hex digits that differ between providers.

Rules for every method:

* It may be slow, since you talk to a network, but it must give up: pass a time-out to each call.
* Unless the docstring says otherwise, let network errors out. The caller logs them, retries what can be retried and
  answers the learner; catching them hides the failure.
* It must not write to the database, change its arguments (``register_exam_attempt`` may change ``context``) or rely on
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
    """The setting of the site, if neither the class nor the options of a provider say otherwise."""

    def __get__(self, instance: object | None, owner: type[Any]) -> int:
        return conf.ping_interval


class ProctoringBackendProvider(metaclass=ABCMeta):
    """What the LMS asks of a proctoring service.

    Derive from it, set the attributes that apply, and implement the abstract methods. Options of the site's
    configuration replace attributes of the same name.
    """

    verbose_name: str = 'Unknown'
    """Name of the service, shown to learners and written into grade comments."""

    ping_interval = SitePingInterval()
    """Seconds between two pings that the browser sends to the JavaScript worker during an exam."""

    tech_support_email: str = ''
    """Where learners get help with your software."""

    tech_support_phone: str = ''
    """The same by telephone."""

    learner_notification_from_email: str = ''
    """The sender of your mails, so that learners can recognize them."""

    help_center_article_url: str = ''
    """An article about your service for learners."""

    has_dashboard: bool = False
    """Whether ``get_instructor_url`` leads to a dashboard; instructors then see a link to it."""

    supports_onboarding: bool = False
    """Whether practice exams are onboarding exams, which build the profile that real exams require."""

    has_ready_callback: bool = True
    """Whether the service reports that supervision runs before the learner may start.

    Set it to False only if nothing ever calls back; learners could not start otherwise.
    """

    uses_launch_link: bool = False
    """Whether a browser of the service opens the launch link, which makes the attempt ready and needs no login.

    For all others, the link leads nowhere: their service reports over the REST interface that an attempt is ready.
    """

    is_given_launch_link: bool = False
    """Whether ``register_exam_attempt`` tells the service the address that ``launch_links.launch_url`` makes.

    Attempts then get a signed link, which the attempt's code alone does not open. Leave it False if the service puts
    the address together itself from the code.
    """

    has_service: bool = True
    """Whether there is a service, with an address and ids of learners. False for what only stands in for one."""

    is_for_development: bool = False
    """Whether exams are only called proctored and nobody watches; ``check --deploy`` warns of it as the default."""

    sends_reviews: bool = True
    """Whether attempts get reviews, so that one without is a reason to ask the service."""

    posts_reviews_anonymously: bool = False
    """Whether the service posts its reviews without a login; they name the attempt by its code and external id."""

    hides_external_id: bool = False
    """Whether learners may not know the external ids of attempts, with which they could write their own reviews."""

    integration_specific_email: str
    """Contact for trouble with this integration; if not set, the site's contact address is shown."""

    passing_statuses: Collection[str]
    """Stored review statuses that pass (see ``SoftwareSecureReviewStatus``); if not set, its default applies."""

    npm_module: str
    """The npm package with the JavaScript worker; if not set, there is no worker to build."""

    @property
    def names_exams(self) -> bool:
        """Whether your service registers attempts only at exams to which it gave an id (``on_exam_saved``).

        The LMS then asks for that id first, and registers nothing without it. By default False.
        """
        return False

    def __init__(self, **kwargs: Any) -> None:
        """Keep every option as an attribute.

        Called once per process, while Django starts. An exception does not stop the site: the provider is left out,
        the reason is logged, and ``manage.py check`` repeats it. Don't use the network or the database here.
        """
        for name, value in kwargs.items():
            setattr(self, name, value)

    def check_options(self, name: str) -> list[CheckMessage]:
        """Return what ``manage.py check`` is to say of the options under ``PROCTORING_BACKENDS[name]``.

        Warnings rather than errors: an ``Error`` keeps every management command of the site from running.
        """
        return []

    # -- life of an attempt ---------------------------------------------------------------------------------------

    @abstractmethod
    def register_exam_attempt(self, exam: JSONObject, context: JSONObject) -> str | None:
        """Announce an attempt to the service.

        Called when a learner enters an exam as proctored, before the attempt is stored, and the learner
        waits for the answer. If it raises, no attempt is made.

        :param exam: the exam.
        :param context: ``attempt_code``, ``time_limit_mins`` (int), ``is_sample_attempt``, ``user_id`` (obscured),
            ``full_name``, ``email``, ``lms_host`` (URL); ``review_policy`` and ``review_policy_exception`` (texts) if
            there are any. You may change it.
        :returns: the attempt's external id, or None if the service has none.
        :raises BackendProviderCannotRegisterAttempt: the service refused, with the text and status of its answer.
        :raises BackendProviderSentNoAttemptID: the service accepted without giving an id although it should.
        :raises BackendProviderOnboardingException: the learner's profile is missing, pending, failed or expired. An
            attempt is made in that state, which tells the learner what to do first.

        Don't return an id for an attempt that the service refused.
        """
        raise NotImplementedError

    @abstractmethod
    def start_exam_attempt(self, exam: str | None, attempt: str | None) -> Any:
        """Tell the service that the learner began to work.

        Called once per attempt, after its first change to ``started`` was saved, possibly repeated after a failure.

        :param exam: the exam's external id.
        :param attempt: the attempt's external id.
        :returns: ignored.
        """
        raise NotImplementedError

    @abstractmethod
    def stop_exam_attempt(self, exam: str | None, attempt: str | None) -> Any:
        """Tell the service that the learner is finished.

        Called after every change to ``submitted`` was saved, possibly repeated after a failure. The attempt may have
        ended long ago: time that ran out is noticed when somebody looks.

        :param exam: the exam's external id.
        :param attempt: the attempt's external id.
        :returns: ignored.
        """
        raise NotImplementedError

    @abstractmethod
    def mark_erroneous_exam_attempt(self, exam: str | None, attempt: str | None) -> Any:
        """Tell the service that the attempt failed technically.

        Called after a change to ``error`` was saved, possibly repeated after a failure.

        :param exam: the exam's external id.
        :param attempt: the attempt's external id.
        :returns: ignored.
        """
        raise NotImplementedError

    @abstractmethod
    def remove_exam_attempt(self, exam: str | None, attempt: str | None) -> bool:
        """Delete an attempt at the service.

        Called before an attempt that has an external id is deleted here. Unless True is returned, it normally stays.

        :param exam: the exam's external id.
        :param attempt: the attempt's external id.
        :returns: True if the attempt is gone, even if it was unknown; False if the service responded without
            confirming that.

        Let network errors out: they mean that the result is unknown.
        """
        raise NotImplementedError

    # -- reviews --------------------------------------------------------------------------------------------------

    @abstractmethod
    def on_review_callback(self, attempt: JSONObject, payload: JSONObject) -> JSONObject | None:
        """Translate the service's verdict.

        Called when the service posts a review, before anything is stored. The caller has authenticated the request and
        found the attempt; check here whatever else ties the payload to it.

        :param attempt: the attempt; ``is_archived`` is True if it has been deleted meanwhile (only known for the
            anonymous callback).
        :param payload: the JSON object that was posted, as it came.
        :returns: ``status`` (one of ``ReviewStatus``), ``comments`` (list of objects with ``comment`` and ``status``
            texts, optionally ``start``, ``stop``, ``duration`` in seconds), optionally ``payload`` (object whose
            ``videoReviewLink`` is stored encrypted) and ``reviewed_by`` (email of the person who reviewed). None if
            the service does not deliver reviews.
        :raises ProctoredExamSuspiciousLookup: the payload belongs to another attempt.
        :raises ProctoredExamBadReviewStatus: the verdict is unknown.

        Don't judge: whether a verdict passes is decided elsewhere. Don't store anything.
        """
        raise NotImplementedError

    # -- exams ----------------------------------------------------------------------------------------------------

    @abstractmethod
    def on_exam_saved(self, exam: JSONObject) -> str | None:
        """Tell the service about a new or changed exam.

        Called after a proctored exam or its review policy was saved, and once with ``is_active`` False when an exam
        ceases to be proctored.

        :param exam: the exam with dates as ISO 8601 text, plus ``rule_summary`` (text) if it has a review policy. Its
            ``external_id`` is None until the service gave one.
        :returns: the exam's external id, or None to leave it as it is.
        """
        raise NotImplementedError

    def get_exam(self, exam: JSONObject) -> JSONObject:
        """Return what the service knows about an exam; by default the argument. Not called by this app."""
        return exam

    # -- what learners see ----------------------------------------------------------------------------------------

    @abstractmethod
    def get_software_download_url(self) -> str | None:
        """Return where learners get your software, or None if there is none to install.

        Called for the set-up page and for the timer of a running exam, so answer quickly.
        """
        raise NotImplementedError

    def get_attempt(self, attempt: JSONObject) -> JSONObject:
        """Return how to set up this attempt; by default the argument, which has none of the keys below.

        Called for the set-up page, while the attempt is ``created`` or ``download_software_clicked``.

        :returns: an object with ``instructions`` (list of texts, may be empty) and ``download_url``.
        """
        return attempt

    def get_javascript(self) -> str:
        """Return the absolute URL of the JavaScript worker, or ``''`` (the default) if there is none.

        Called with the timer and for pages. It must not raise.
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
        """Return whether the current request comes from a browser that must not see exams; False by default."""
        return False

    def blocks_access_to_attempt(self, attempt: JSONObject) -> bool:
        """Return whether the current request may not see the content of this started attempt.

        By default, this is what ``should_block_access_to_exam_material`` returns. Override it if you know for which
        attempt a browser was set up. It may rely on a current request; without one, answer as if the browser were not
        set up.
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
        """Return the page of your dashboard that an instructor is sent to; None (the default) if there is none.

        Called when course staff follow the dashboard link; the permission has been checked.

        :param user: ``id`` (obscured), ``full_name`` and ``email`` of the instructor.
        :param exam_id: the exam's external id; None for the whole course.
        :param attempt_id: the attempt's external id.
        :param show_configuration_dashboard: the exam's settings are wanted instead of its attempts.
        :param encrypted_video_review_url: the stored link of the attempt's video, if the site asks for it.

        The URL is all that your service gets to know: sign it, and let it expire soon.
        """
        return None

    def get_video_review_aes_key(self) -> str | None:
        """Return the key (hex text of 16, 24 or 32 bytes) for stored video links; None (the default): not stored."""
        return None

    # -- profiles and privacy -------------------------------------------------------------------------------------

    def get_onboarding_profile_info(self, course_id: str, **kwargs: Any) -> JSONObject | None:
        """Return onboarding profiles of a course; None (the default) if the service has no such interface.

        Called for the instructor dashboard and for learners' onboarding panels, if the site switched that on.

        :param kwargs: ``user_id`` (obscured) for one learner; ``status`` (words of the service, separated by commas)
            and ``page`` for the list.
        :returns: for a learner ``user_id``, ``status`` and ``expiration_date`` (ISO 8601 or null); else ``results``
            (list of those) and ``next`` (URL of the next page, or null).
        :raises BackendProviderOnboardingProfilesException: the service refused, with the text and status of its answer.
        """
        return None

    def retire_user(self, user_id: str) -> bool | None:
        """Delete a learner's data from the service.

        Called when the host retires a user who has taken exams with this provider.

        :param user_id: obscured user id.
        :returns: True if the data is gone, False if it is not, None (the default) if there never is any.
        :raises BackendProviderCannotRetireUser: the answer makes no sense, or none came. It counts as False.
        """
        return None
