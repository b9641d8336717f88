"""Pure decisions: no ORM, no settings, no clock. They read as tables and are tested without a database."""
