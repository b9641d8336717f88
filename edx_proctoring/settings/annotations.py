"""The settings of this app, as Open edX's tools look for them. There is nothing here to import.

Made from the declarations in ``conf`` by ``make annotations``; change those.
"""

# .. setting_name: PROCTORING_SETTINGS
# .. setting_default: {}
# .. setting_description: A dict of settings, by key.

# .. setting_name: PROCTORING_BACKENDS
# .. setting_default: {}
# .. setting_description: A dict of options for each provider, and the name of the default provider under ``DEFAULT``.

# .. setting_name: PROCTORING_SETTINGS['PLATFORM_NAME']
# .. setting_default: the setting PLATFORM_NAME
# .. setting_description: Name of the learning platform; may be a lazily translated string.

# .. setting_name: PROCTORING_SETTINGS['SITE_NAME']
# .. setting_default: the setting SITE_NAME
# .. setting_description: Host name of the site, with the port if it needs one.

# .. setting_name: PROCTORING_SETTINGS['STATUS_EMAIL_FROM_ADDRESS']
# .. setting_default: the setting DEFAULT_FROM_EMAIL
# .. setting_description: Sender of emails about attempts.

# .. setting_name: COURSE_ID_PATTERN
# .. setting_default: '(?P<course_id>[^/+]+(/|\\+)[^/+]+(/|\\+)[^/?]+)'
# .. setting_description: Regular expression with the group ``course_id``, used in URL patterns.

# .. setting_name: PROCTORING_USER_OBFUSCATION_KEY
# .. setting_default: none
# .. setting_description: Secret that turns user ids into the ids that providers know learners by. It must never change.

# .. setting_name: PROCTORING_SETTINGS['CONTACT_EMAIL']
# .. setting_default: the setting CONTACT_EMAIL, else the setting PROCTORING_SETTINGS['STATUS_EMAIL_FROM_ADDRESS']
# .. setting_description: Email address for learners, and contact for providers without their own; by default the sender
#   of emails.

# .. setting_name: TECH_SUPPORT_EMAIL
# .. setting_default: none
# .. setting_description: Email address for technical problems with an exam.

# .. setting_name: LEARNING_MICROFRONTEND_URL
# .. setting_default: none
# .. setting_description: URL of the learning micro-frontend, without a trailing slash.

# .. setting_name: LMS_ROOT_URL
# .. setting_default: None
# .. setting_description: URL of the LMS without a trailing slash; JavaScript workers are loaded from there.

# .. setting_name: HTTPS
# .. setting_default: 'on'
# .. setting_description: Scheme of absolute URLs of this site: ``'on'`` for https.

# .. setting_name: LANGUAGE_CODE
# .. setting_default: 'en-us'
# .. setting_description: The site's language, sent to providers after the learner's own.

# .. setting_name: PROCTORING_SETTINGS['LANGUAGE_OF_USER']
# .. setting_default: None
# .. setting_description: A function, or its dotted path, that takes a user and returns the code of the language to
#   write to them in, or None for the site's. Without it, Open edX is asked for the user's preference.

# .. setting_name: ENV_ROOT
# .. setting_default: None
# .. setting_description: Directory where the platform's JavaScript build reads ``workers.json``; without it, none is
#   written.

# .. setting_name: NODE_MODULES_ROOT
# .. setting_default: None
# .. setting_description: Directory of the installed npm packages, which contain the providers' workers.

# .. setting_name: PROCTORED_EXAM_VIEWABLE_PAST_DUE
# .. setting_default: False
# .. setting_description: Learners see the content of a finished exam after its due date.

# .. setting_name: PROCTORING_SETTINGS['LINK_URLS']
# .. setting_default: {}
# .. setting_description: ``faq``, ``contact_us``, ``online_proctoring_rules``, ``tech_requirements``; each optional.

# .. setting_name: PROCTORING_SETTINGS['low_threshold_pct']
# .. setting_default: 0.2
# .. setting_description: Below this fraction of the time, the timer warns.

# .. setting_name: PROCTORING_SETTINGS['critically_low_threshold_pct']
# .. setting_default: 0.05
# .. setting_description: Below this fraction of the time, the timer warns urgently.

# .. setting_name: PROCTORING_SETTINGS['EXAM_ROOM_TAB']
# .. setting_default: True
# .. setting_description: Whether the Open edX instructor dashboard has a tab for the exam room.

# .. setting_name: ENABLE_SPECIAL_EXAMS
# .. setting_default: True
# .. setting_description: Whether the platform has special exams; False: no such tab. An entry in ``FEATURES`` comes
#   first.

# .. setting_name: PROCTORING_SETTINGS['ALLOW_TIMED_OUT_STATE']
# .. setting_default: False
# .. setting_description: Keep ``timed_out`` instead of submitting an attempt whose time ran out.

# .. setting_name: PROCTORING_SETTINGS['REQUIRE_PROVIDER_READY']
# .. setting_default: True
# .. setting_description: A proctored attempt only starts after its provider has reported it ready. Providers with
#   ``has_ready_callback = False`` are exempt. False restores the published behavior.

# .. setting_name: PROCTORING_SETTINGS['DECLINE_CASCADES_FROM_PROCTORED_ONLY']
# .. setting_default: True
# .. setting_description: Declining a timed or practice exam declines nothing else. False restores the published
#   behavior.

# .. setting_name: PROCTORING_SETTINGS['PRACTICE_COUNTS_FOR_NOTHING']
# .. setting_default: True
# .. setting_description: Practice and onboarding attempts never touch credit, grades and certificates. False restores
#   the published behavior.

# .. setting_name: PROCTORING_SETTINGS['CHECK_EXAM_ACCESS']
# .. setting_default: True
# .. setting_description: Attempts need an active exam and, if proctored, the platform's permission. False restores the
#   published behavior.

# .. setting_name: PROCTORING_SETTINGS['MINIMUM_TIME_TO_START']
# .. setting_default: 60
# .. setting_description: Seconds that the due date has to leave a learner who starts an exam; with fewer, starting is
#   refused. 0: one second is enough.

# .. setting_name: PROCTORING_SETTINGS['DELIVERY']
# .. setting_default: 'inline'
# .. setting_description: What delivers the effects of a change outside of the LMS: the same process, or a Celery
#   worker.

# .. setting_name: PROCTORING_SETTINGS['VIDEO_LINK_CIPHER']
# .. setting_default: 'cbc'
# .. setting_description: How new video links are stored. ``'cbc'`` is the published format, readable after going back;
#   ``'gcm'`` detects tampering and does not show that two links are equal. Both are read at any time.

# .. setting_name: PROCTORING_SETTINGS['BULK_ALLOWANCE_MOST_PAIRS']
# .. setting_default: 10000
# .. setting_description: How many pairs of an exam and a learner one request may give an allowance to. A request for
#   more is refused, with nothing given.

# .. setting_name: PROCTORING_SETTINGS['UPKEEP_AFTER_REQUESTS']
# .. setting_default: True
# .. setting_description: Once a minute, an LMS process that has just answered a request does some of the pending work:
#   deliveries, received reviews, attempts whose time is over. Sites with a schedule can turn it off.

# .. setting_name: PROCTORING_SETTINGS['OPERATIONS_TOKEN']
# .. setting_default: None
# .. setting_description: Text with which a program may read the metrics and the details of the health address, as
#   ``Authorization: Bearer ...``; without it, only staff of the site and ``OPERATIONS_NETWORKS``.

# .. setting_name: PROCTORING_SETTINGS['OPERATIONS_NETWORKS']
# .. setting_default: ()
# .. setting_description: Networks from which everybody may read them. They are compared with ``REMOTE_ADDR``: behind a
#   proxy, never name the network of the proxy.

# .. setting_name: PROCTORING_SETTINGS['DESKTOP_APPLICATION_PING_INTERVAL_SECONDS']
# .. setting_default: the setting DESKTOP_APPLICATION_PING_INTERVAL_SECONDS, else 60
# .. setting_description: Seconds between two pings to a provider's JavaScript worker that has no ``ping_interval`` of
#   its own.

# .. setting_name: PROCTORING_SETTINGS['DEFAULT_REVIEW_POLICY']
# .. setting_default: the setting DEFAULT_REVIEW_POLICY, else 'Closed Book'
# .. setting_description: The policy for SoftwareSecure's reviewers if the exam has no review policy.

# .. setting_name: PROCTORING_SETTINGS['ALLOW_REVIEW_UPDATES']
# .. setting_default: the setting ALLOW_REVIEW_UPDATES, else True
# .. setting_description: Whether a second review of the same attempt replaces the first one.

# .. setting_name: PROCTORING_SETTINGS['REQUIRE_FAILURE_SECOND_REVIEWS']
# .. setting_default: the setting REQUIRE_FAILURE_SECOND_REVIEWS, else True
# .. setting_description: Whether a person must confirm a provider's negative verdict before the attempt is rejected.

# .. setting_name: PROCTORING_SETTINGS['USE_ONBOARDING_PROFILE_API']
# .. setting_default: the setting USE_ONBOARDING_PROFILE_API, else False
# .. setting_description: Whether to request a learner's onboarding status from the provider.

# .. setting_name: PROCTORING_SETTINGS['SOFTWARE_SECURE_CLIENT_TIMEOUT']
# .. setting_default: the setting SOFTWARE_SECURE_CLIENT_TIMEOUT, else 30
# .. setting_description: Not used; platforms still set and import it.

# .. setting_name: PROCTORING_SETTINGS['SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD']
# .. setting_default: the setting SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD, else 10
# .. setting_description: Not used; platforms still set and import it.

# .. setting_name: PROCTORING_SETTINGS['PROVIDER_NETWORKS']
# .. setting_default: ()
# .. setting_description: Private networks that requests to providers may go to; without any, to public addresses only.
#   A platform for development needs ``['127.0.0.0/8', '::1/128', '172.16.0.0/12']``.

# .. setting_name: PROCTORING_SETTINGS['REDIRECT_HOSTS']
# .. setting_default: ()
# .. setting_description: Hosts that the way to a provider's dashboard or recording may lead to, ``'.example.com'`` with
#   all below it; without any, wherever the provider says, by http or https. Pages of the site itself always may.

# .. setting_name: PROCTORING_SETTINGS['PROVIDER_MOST_SECONDS']
# .. setting_default: 60
# .. setting_description: Maximum total time of a request to a provider in seconds, including redirects.

# .. setting_name: PROCTORING_SETTINGS['PROVIDER_MOST_BYTES']
# .. setting_default: 10485760
# .. setting_description: Maximum size of a provider's response in bytes, after decompression.

# .. setting_name: PROCTORING_SETTINGS['REQUEST_MOST_BYTES']
# .. setting_default: 2621440
# .. setting_description: How many bytes the body of a request may have; for reviews it is ``REVIEW_MOST_BYTES``. In
#   JSON, both may have 250,000 values, which is no setting.

# .. setting_name: PROCTORING_SETTINGS['PRACTICE_ATTEMPTS_PER_DAY']
# .. setting_default: 24
# .. setting_description: How many attempts a learner may make at one practice or onboarding exam in 24 hours; each is
#   registered with its provider. None: any number.

# .. setting_name: PROCTORING_SETTINGS['SIGNED_LAUNCH_LINKS']
# .. setting_default: True
# .. setting_description: Providers whose browser opens a launch link are given a signed one for each new attempt, and
#   the attempt's code alone no longer opens it. False restores the published URL.

# .. setting_name: PROCTORING_SETTINGS['LAUNCH_LINK_DAYS']
# .. setting_default: 7
# .. setting_description: For how many days after registration an attempt's signed launch link works; None: forever.

# .. setting_name: PROCTORING_SETTINGS['ALLOW_CALLBACK_SIMULATION']
# .. setting_default: False
# .. setting_description: Accept reviews whose record locator is wrong. Never in production.

# .. setting_name: PROCTORING_SETTINGS['REVIEW_CALLBACK_SECRET']
# .. setting_default: None
# .. setting_description: Text that the anonymous review callback must present, in the header ``X-Proctoring-Secret`` or
#   the parameter ``secret``; without it, none is asked for. While it is exchanged, a list: each is accepted.

# .. setting_name: PROCTORING_SETTINGS['REVIEW_SIGNATURE_KEYS']
# .. setting_default: None
# .. setting_description: Key with which anonymous reviews must be signed, in the header ``X-Proctoring-Signature``;
#   without it, no signature is asked for. While it is exchanged, a list: each is accepted.

# .. setting_name: PROCTORING_SETTINGS['REVIEW_SIGNATURE_SECONDS']
# .. setting_default: 300
# .. setting_description: How far the time in a signature may differ from the server's, in seconds.

# .. setting_name: PROCTORING_SETTINGS['REVIEW_CALLBACK_RATE']
# .. setting_default: '6000/minute'
# .. setting_description: How many anonymous reviews are taken from one address in a ``second``, ``minute``, ``hour`` or
#   ``day``; None: any number.

# .. setting_name: PROCTORING_SETTINGS['REVIEW_MOST_BYTES']
# .. setting_default: 10485760
# .. setting_description: Maximum size of a posted review in bytes.

# .. setting_name: PROCTORING_SETTINGS['REVIEW_CALLBACK_NETWORKS']
# .. setting_default: ()
# .. setting_description: Networks that may post anonymous reviews; if empty, all may.

# .. setting_name: PROCTORING_SETTINGS['RECEIVED_REVIEW_DAYS']
# .. setting_default: 400
# .. setting_description: For how many days a posted review that nothing could become of is kept for a person;
#   ``manage.py process_reviews`` then empties it. None keeps it forever. The digest by which a repetition is known is
#   never deleted.

# .. setting_name: PROCTORING_SETTINGS['REVIEWERS']
# .. setting_default: {}
# .. setting_description: Whose name in a provider's review (``reviewed_by``) makes it a person's verdict, which needs
#   no second review: by the provider's name, email addresses of staff of the site or course, or ``'*'`` for all of
#   them. Without an entry only those who post the review with their own login.
