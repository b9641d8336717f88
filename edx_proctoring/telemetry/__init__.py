"""What operators see of the app while it runs: log lines that belong together, and figures for Prometheus."""
