"""What the staff of a course sees: the exam room, a page of the app's own, and the data on it.

``course`` reads what the page says about a course, ``page`` renders it, ``addresses`` knows where it is, and
``dashboard_tab`` is the tab that leads there from the instructor dashboard of Open edX.
"""
