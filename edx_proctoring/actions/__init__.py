"""Every write. An action locks what it changes, in primary-key order, saves, and schedules the rest after the commit.

No provider, mail server or broker is spoken to while a transaction of ours is open.
"""
