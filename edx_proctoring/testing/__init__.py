"""For the test suites of hosts and of proctoring providers: a fake host, a recording provider, a contract."""
