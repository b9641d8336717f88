"""The Tutor plug-in of contrib/tutor, in the newest Tutor."""
