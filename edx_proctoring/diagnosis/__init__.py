"""What operators are told of the app: findings of ``manage.py proctoring_doctor``, health, and numbers for Prometheus.

Nothing is changed here, and no provider is told anything.

* ``table`` has one row per diagnosis; ``installation``, ``database``, ``surroundings`` and ``rows`` make
  them.
* ``health`` says whether this process can work.
* ``figures`` are the numbers that the tables tell.
"""
