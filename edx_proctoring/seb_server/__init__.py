"""An app without models, by which Open edX finds the addresses for servers for Safe Exam Browser."""
