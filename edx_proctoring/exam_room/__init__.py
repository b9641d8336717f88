"""What the staff of a course sees: the exam room, a page of the app's own, and the data on it.

``course`` reads what the page says about a course, and ``review`` what its page for a second review says, with the
``consequences`` of each decision. ``page`` renders both, ``addresses`` knows where they are, and ``dashboard_tab`` is
the tab that leads there from the instructor dashboard of Open edX.
"""
