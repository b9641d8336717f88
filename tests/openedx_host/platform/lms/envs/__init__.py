"""Settings: ``common`` are the defaults, ``production`` adds what the site's YAML file says."""
