"""What the staff of a course sees: the exam room, a page of the app's own, and the data on it.

``course`` reads what the page says about a course, and ``review`` what its page for a second review says, with the
``consequences`` of each decision. ``timeline`` reads what its page about an attempt says, in the ``timeline_words``.
``page`` renders all of them, ``addresses`` knows where they are, and ``dashboard_tab`` is
the tab that leads there from the instructor dashboard of Open edX.
"""
