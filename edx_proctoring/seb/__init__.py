"""Safe Exam Browser (SEB): its files, its keys, and its rules. Pure: no database, no settings, no clock.

SEB is a browser that locks a computer down for an exam. It reads a *configuration* (a property list, mostly in a
``.seb`` file), and proves to a server which one it has: it sends SHA-256 of the page's address and a key. The *config
key* is computed from the configuration, here as in the browser. *Browser exam keys* are read off an installed browser;
no server can compute them.

From a configuration to a file: ``exam_configurations`` → ``settings_table`` → ``hazards`` → ``property_lists`` →
``containers``. Its key: ``canonical_text``. What a browser presents: ``hashes``, ``challenges``. A file of somebody
else: ``uploads`` → ``weaknesses``.

What is said of a client is known from running its code, from reading it, or from its makers' pages. What is not certain
is marked *uncertain*. Nothing was tried with a browser installed on a computer; macOS and iOS rest on reading only.
"""
