"""The settings of this app, as Open edX's tools look for them. There is nothing here to import.

Made from the declarations in ``conf`` by ``make annotations``; change those.
"""

# .. setting_name: PROCTORING_SETTINGS
# .. setting_default: {}
# .. setting_description: A dict of settings, by key.

# .. setting_name: PROCTORING_BACKENDS
# .. setting_default: {}
# .. setting_description: A dict of options for each provider, and the name of the default provider under ``DEFAULT``.

# .. setting_name: PROCTORING_SETTINGS['SITE_NAME']
# .. setting_default: the setting SITE_NAME, else the first host in ALLOWED_HOSTS, with DEBUG localhost:8000
# .. setting_description: Host name of the site, with the port if it needs one.

# .. setting_name: PROCTORING_SETTINGS['PLATFORM_NAME']
# .. setting_default: the setting PLATFORM_NAME, else the setting PROCTORING_SETTINGS['SITE_NAME']
# .. setting_description: Name of the learning platform; may be a lazily translated string. By default, the name of the
#   host.

# .. setting_name: PROCTORING_SETTINGS['STATUS_EMAIL_FROM_ADDRESS']
# .. setting_default: the setting DEFAULT_FROM_EMAIL
# .. setting_description: Sender of emails about attempts.

# .. setting_name: COURSE_ID_PATTERN
# .. setting_default: '(?P<course_id>[^/+]+(/|\\+)[^/+]+(/|\\+)[^/?]+)'
# .. setting_description: Regular expression with the group ``course_id``, used in URL patterns.

# .. setting_name: PROCTORING_USER_OBFUSCATION_KEY
# .. setting_default: none
# .. setting_description: Secret that derives the user ids sent to providers. It must never change.

# .. setting_name: PROCTORING_SETTINGS['CONTACT_EMAIL']
# .. setting_default: the setting CONTACT_EMAIL, else the setting PROCTORING_SETTINGS['STATUS_EMAIL_FROM_ADDRESS']
# .. setting_description: Contact address shown to learners, also for providers without an address of their own; by
#   default the sender of emails.

# .. setting_name: TECH_SUPPORT_EMAIL
# .. setting_default: none
# .. setting_description: Email address for technical problems with an exam.

# .. setting_name: LEARNING_MICROFRONTEND_URL
# .. setting_default: none
# .. setting_description: URL of the learning micro-frontend, without a trailing slash.

# .. setting_name: LMS_ROOT_URL
# .. setting_default: None
# .. setting_description: URL of the LMS, without a trailing slash, from which JavaScript workers are loaded.

# .. setting_name: HTTPS
# .. setting_default: 'on'
# .. setting_description: Scheme of absolute URLs of this site: ``'on'`` for https.

# .. setting_name: LANGUAGE_CODE
# .. setting_default: 'en-us'
# .. setting_description: The site's language, sent to providers after the learner's own.

# .. setting_name: PROCTORING_SETTINGS['LANGUAGE_OF_USER']
# .. setting_default: None
# .. setting_description: A function, or its dotted path, that takes a user and returns the language code for the user's
#   emails, or None for the site's language. By default, the user's language preference in Open edX.

# .. setting_name: ENV_ROOT
# .. setting_default: None
# .. setting_description: Directory where the platform's JavaScript build reads ``workers.json``; without it, none is
#   written.

# .. setting_name: NODE_MODULES_ROOT
# .. setting_default: None
# .. setting_description: Directory of the installed npm packages, which contain the providers' workers.

# .. setting_name: PROCTORED_EXAM_VIEWABLE_PAST_DUE
# .. setting_default: False
# .. setting_description: Whether learners can view the content of a finished exam after its due date.

# .. setting_name: PROCTORING_SETTINGS['LINK_URLS']
# .. setting_default: {}
# .. setting_description: ``faq``, ``contact_us``, ``online_proctoring_rules``, ``tech_requirements``, for learners;
#   ``staff_guide``, for course staff, to which the pages of the exam room link. Each is optional.

# .. setting_name: PROCTORING_SETTINGS['APPEAL_DAYS']
# .. setting_default: None
# .. setting_description: Number of days after the decision in which learners can appeal a rejection, as their page and
#   email say. None: neither names a deadline.

# .. setting_name: PROCTORING_SETTINGS['low_threshold_pct']
# .. setting_default: 0.2
# .. setting_description: Fraction of the time limit: with less time left, the timer shows a warning.

# .. setting_name: PROCTORING_SETTINGS['critically_low_threshold_pct']
# .. setting_default: 0.05
# .. setting_description: Fraction of the time limit: with less time left, the timer shows an urgent warning.

# .. setting_name: PROCTORING_SETTINGS['EXAM_ROOM_TAB']
# .. setting_default: True
# .. setting_description: Whether the Open edX instructor dashboard has a tab for the exam room.

# .. setting_name: ENABLE_SPECIAL_EXAMS
# .. setting_default: True
# .. setting_description: Whether the platform has special exams; if False, there is no tab. ``FEATURES`` takes
#   precedence.

# .. setting_name: PROCTORING_SETTINGS['ALLOW_TIMED_OUT_STATE']
# .. setting_default: False
# .. setting_description: Whether an attempt that runs out of time becomes ``timed_out`` instead of being submitted.

# .. setting_name: PROCTORING_SETTINGS['REQUIRE_PROVIDER_READY']
# .. setting_default: True
# .. setting_description: Whether a proctored attempt can only start after its provider has reported it ready. Providers
#   with ``has_ready_callback = False`` are exempt. False restores the published behavior.

# .. setting_name: PROCTORING_SETTINGS['DECLINE_CASCADES_FROM_PROCTORED_ONLY']
# .. setting_default: True
# .. setting_description: Whether declining a timed or practice exam leaves other exams alone. False restores the
#   published behavior.

# .. setting_name: PROCTORING_SETTINGS['PRACTICE_COUNTS_FOR_NOTHING']
# .. setting_default: True
# .. setting_description: Whether practice and onboarding attempts never affect credit, grades, or certificates. False
#   restores the published behavior.

# .. setting_name: PROCTORING_SETTINGS['ALLOWANCES_REACH_RUNNING_ATTEMPTS']
# .. setting_default: True
# .. setting_description: Whether additional time that is granted while an attempt is running extends that attempt at
#   once. It is never shortened. False restores the published behavior.

# .. setting_name: PROCTORING_SETTINGS['CHECK_EXAM_ACCESS']
# .. setting_default: True
# .. setting_description: Whether attempts require an active exam and, if proctored, the platform's permission. False
#   restores the published behavior.

# .. setting_name: PROCTORING_SETTINGS['MINIMUM_TIME_TO_START']
# .. setting_default: 60
# .. setting_description: Minimum number of seconds before the due date at which a learner can still start an exam. 0:
#   one second is enough.

# .. setting_name: PROCTORING_SETTINGS['DELIVERY']
# .. setting_default: 'inline'
# .. setting_description: What delivers the effects of a change outside the LMS: the same process, or a Celery worker.

# .. setting_name: PROCTORING_SETTINGS['VIDEO_LINK_CIPHER']
# .. setting_default: 'cbc'
# .. setting_description: How new video links are encrypted. ``'cbc'`` is the published format, which older versions can
#   read; ``'gcm'`` detects tampering and does not reveal equal links. Both can always be read.

# .. setting_name: PROCTORING_SETTINGS['BULK_ALLOWANCE_MOST_PAIRS']
# .. setting_default: 10000
# .. setting_description: Maximum number of exam and learner pairs in one bulk allowance request. Larger requests are
#   refused as a whole.

# .. setting_name: PROCTORING_SETTINGS['UPKEEP_AFTER_REQUESTS']
# .. setting_default: True
# .. setting_description: Whether an LMS process, once a minute after it has served a request, does some pending work:
#   deliveries, received reviews, attempts whose time is over. Sites with a schedule can turn it off.

# .. setting_name: PROCTORING_SETTINGS['RETENTION']
# .. setting_default: {}
# .. setting_description: For each kind of data, the number of days after which ``manage.py proctoring_retention
#   --apply`` empties it. None, or no entry: never.

# .. setting_name: PROCTORING_SETTINGS['OPERATIONS_TOKEN']
# .. setting_default: None
# .. setting_description: Token with which a program can read the metrics and the details of the health check, sent as
#   ``Authorization: Bearer ...``; without it, only site staff and ``OPERATIONS_NETWORKS`` can.

# .. setting_name: PROCTORING_SETTINGS['OPERATIONS_NETWORKS']
# .. setting_default: ()
# .. setting_description: Networks from which anyone can read them. They are compared with ``REMOTE_ADDR``: behind a
#   proxy, never add the proxy's network.

# .. setting_name: PROCTORING_SETTINGS['DESKTOP_APPLICATION_PING_INTERVAL_SECONDS']
# .. setting_default: the setting DESKTOP_APPLICATION_PING_INTERVAL_SECONDS, else 60
# .. setting_description: Seconds between pings to a provider's JavaScript worker if the provider has no
#   ``ping_interval``.

# .. setting_name: PROCTORING_SETTINGS['DEFAULT_REVIEW_POLICY']
# .. setting_default: the setting DEFAULT_REVIEW_POLICY, else 'Closed Book'
# .. setting_description: The policy for SoftwareSecure's reviewers if the exam has no review policy.

# .. setting_name: PROCTORING_SETTINGS['ALLOW_REVIEW_UPDATES']
# .. setting_default: the setting ALLOW_REVIEW_UPDATES, else True
# .. setting_description: Whether a later review of an attempt replaces an earlier one.

# .. setting_name: PROCTORING_SETTINGS['REQUIRE_FAILURE_SECOND_REVIEWS']
# .. setting_default: the setting REQUIRE_FAILURE_SECOND_REVIEWS, else True
# .. setting_description: Whether a person must confirm a provider's negative verdict before the attempt is rejected.

# .. setting_name: PROCTORING_SETTINGS['USE_ONBOARDING_PROFILE_API']
# .. setting_default: the setting USE_ONBOARDING_PROFILE_API, else False
# .. setting_description: Whether to request a learner's onboarding status from the provider.

# .. setting_name: PROCTORING_SETTINGS['SOFTWARE_SECURE_CLIENT_TIMEOUT']
# .. setting_default: the setting SOFTWARE_SECURE_CLIENT_TIMEOUT, else 30
# .. setting_description: Not used; kept because platforms set and import it.

# .. setting_name: PROCTORING_SETTINGS['SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD']
# .. setting_default: the setting SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD, else 10
# .. setting_description: Not used; kept because platforms set and import it.

# .. setting_name: PROCTORING_SETTINGS['PROVIDER_NETWORKS']
# .. setting_default: ()
# .. setting_description: Private networks that requests to providers may go to; if empty, only public addresses. A
#   development platform needs ``['127.0.0.0/8', '::1/128', '172.16.0.0/12']``.

# .. setting_name: PROCTORING_SETTINGS['REDIRECT_HOSTS']
# .. setting_default: ()
# .. setting_description: Hosts to which links to a provider's dashboard or recording may redirect; ``'.example.com'``
#   includes subdomains. If empty, any http or https URL is allowed. The site's own pages are always allowed.

# .. setting_name: PROCTORING_SETTINGS['PROVIDER_MOST_SECONDS']
# .. setting_default: 60
# .. setting_description: Maximum total time of a request to a provider in seconds, including redirects.

# .. setting_name: PROCTORING_SETTINGS['PROVIDER_MOST_BYTES']
# .. setting_default: 10485760
# .. setting_description: Maximum size of a provider's response in bytes, after decompression.

# .. setting_name: PROCTORING_SETTINGS['REQUEST_MOST_BYTES']
# .. setting_default: 2621440
# .. setting_description: Maximum size of a request body in bytes; for reviews, ``REVIEW_MOST_BYTES``. JSON bodies can
#   have up to 250,000 values, which cannot be configured.

# .. setting_name: PROCTORING_SETTINGS['PRACTICE_ATTEMPTS_PER_DAY']
# .. setting_default: 24
# .. setting_description: Maximum number of attempts per learner at one practice or onboarding exam in 24 hours; each is
#   registered with its provider. None: no limit.

# .. setting_name: PROCTORING_SETTINGS['SIGNED_LAUNCH_LINKS']
# .. setting_default: True
# .. setting_description: Whether providers whose browser opens a launch link get a signed link for each new attempt;
#   the attempt's code alone then no longer opens it. False restores the published URL.

# .. setting_name: PROCTORING_SETTINGS['LAUNCH_LINK_DAYS']
# .. setting_default: 7
# .. setting_description: Number of days after registration for which an attempt's signed launch link works. None:
#   forever.

# .. setting_name: PROCTORING_SETTINGS['ALLOW_CALLBACK_SIMULATION']
# .. setting_default: False
# .. setting_description: Whether to accept reviews with a wrong record locator. Never turn it on in production.

# .. setting_name: PROCTORING_SETTINGS['REVIEW_CALLBACK_SECRET']
# .. setting_default: None
# .. setting_description: Secret that anonymous review callbacks must send in the header ``X-Proctoring-Secret`` or the
#   parameter ``secret``; without it, none is required. To rotate it, use a list: each one is accepted.

# .. setting_name: PROCTORING_SETTINGS['REVIEW_SIGNATURE_KEYS']
# .. setting_default: None
# .. setting_description: Key with which anonymous reviews must be signed, in the header ``X-Proctoring-Signature``;
#   without it, no signature is required. To rotate it, use a list: each one is accepted.

# .. setting_name: PROCTORING_SETTINGS['REVIEW_SIGNATURE_SECONDS']
# .. setting_default: 300
# .. setting_description: How far the time in a signature may differ from the server's, in seconds.

# .. setting_name: PROCTORING_SETTINGS['REVIEW_CALLBACK_RATE']
# .. setting_default: '6000/minute'
# .. setting_description: Maximum number of anonymous reviews from one address per ``second``, ``minute``, ``hour``, or
#   ``day``. None: no limit.

# .. setting_name: PROCTORING_SETTINGS['REVIEW_MOST_BYTES']
# .. setting_default: 10485760
# .. setting_description: Maximum size of a posted review in bytes.

# .. setting_name: PROCTORING_SETTINGS['REVIEW_CALLBACK_NETWORKS']
# .. setting_default: ()
# .. setting_description: Networks that can post anonymous reviews; if empty, all can.

# .. setting_name: PROCTORING_SETTINGS['RECEIVED_REVIEW_DAYS']
# .. setting_default: 400
# .. setting_description: Number of days for which a posted review that could not be processed is kept; then ``manage.py
#   process_reviews`` deletes its payload. None: forever. The digest that identifies repetitions is never deleted.

# .. setting_name: PROCTORING_SETTINGS['REVIEWERS']
# .. setting_default: {}
# .. setting_description: People whose name in a provider's review (``reviewed_by``) makes it a person's verdict, which
#   needs no second review: for each provider name, email addresses of site or course staff, or ``'*'`` for all. Without
#   an entry, only those who post the review with their own login count.

# .. setting_name: PROCTORING_SETTINGS['TRUSTED_PROXIES']
# .. setting_default: ()
# .. setting_description: Networks of the site's own proxies. Only from these is ``X-Forwarded-For`` believed, for entry
#   rules that look at addresses. Without any, a client has the address ``REMOTE_ADDR``.

# .. setting_name: PROCTORING_SETTINGS['EXAM_NETWORKS']
# .. setting_default: {}
# .. setting_description: Named networks that course staff can choose for entry rules: a dict of lists of networks.

# .. setting_name: PROCTORING_SETTINGS['WRONG_CODES_PER_LEARNER']
# .. setting_default: 10
# .. setting_description: Number of wrong access codes within 10 minutes after which a learner has to wait.

# .. setting_name: PROCTORING_SETTINGS['WRONG_CODES_PER_ADDRESS']
# .. setting_default: 200
# .. setting_description: Number of wrong access codes within 10 minutes after which all learners at the same address
#   have to wait. A whole exam room may have one address.

# .. setting_name: PROCTORING_SETTINGS['SEB_BASE_URL']
# .. setting_default: the setting LMS_ROOT_URL
# .. setting_description: URL of the LMS as browsers open it, without a trailing slash, at which Safe Exam Browser is
#   checked. ASCII letters, digits, hyphens, and dots only.
