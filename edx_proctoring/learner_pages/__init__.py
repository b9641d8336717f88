"""What a learner sees instead of an exam, and what clients are told about it.

``view`` answers the courseware: entry rules → ``select`` (which page) → ``context`` (its variables) → ``render``. The
other modules are what the API and the views tell clients: ``timer``, ``exam_attempt``, ``outline_summary``,
``provider_settings``, ``prerequisites``, ``onboarding_link``.
"""
